"""Writes the Python part of vectors.jsonl to standard output.

To repeat on Debian (salts are new each time, so the lines differ):

    apt-get install python3-django python3-argon2 python3-bcrypt python3-passlib
    npm install --prefix DIR bcrypt bcryptjs argon2
    /usr/bin/python3 make_vectors.py > vectors.jsonl
    NODE_PATH=DIR/node_modules node make_vectors.js >> vectors.jsonl

Each line has the form as the Go package names it, the program and version that
made the hash, the password and the hash. Work factors are low so that the test
is quick, except where the program says "defaults".
"""
import base64
import hashlib
import json
import platform

import argon2
import bcrypt
import django
import passlib
import passlib.hash
from django.conf import settings

settings.configure()
from django.contrib.auth import hashers  # noqa: E402  (needs the settings)

LONG = "".join(chr(ord("!") + i % 90) for i in range(100))
PASSWORDS = ["", "a", "SecurePass123!", "contraseña-ñandú 1", "密码🔐пароль"]
WITH_NUL = PASSWORDS + ["nul\0inside", LONG]
# 72 bytes is where bcrypt stops; "é" makes byte 72 fall inside a character.
FOR_BCRYPT = PASSWORDS + [LONG[:71], LONG[:72], LONG[:73], LONG, LONG[:71] + "é!"]

DJANGO = "django " + django.__version__
ARGON2 = "argon2-cffi " + argon2.__version__
BCRYPT = "bcrypt " + bcrypt.__version__ + " (python)"
PASSLIB = "passlib " + passlib.__version__


def line(form, program, password, encoded):
    print(json.dumps({"form": form, "program": program, "password": password, "hash": encoded}))


class CheapArgon2(hashers.Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 2, 64, 2


class CheapArgon2i(CheapArgon2):
    def params(self):
        p = super().params()
        p.type = argon2.low_level.Type.I
        return p


def django_lines():
    sha1, sha256 = hashers.PBKDF2SHA1PasswordHasher(), hashers.PBKDF2PasswordHasher()
    for p in WITH_NUL:
        line("django pbkdf2_sha1", DJANGO, p, sha1.encode(p, sha1.salt(), 20))
        line("django pbkdf2_sha256", DJANGO, p, sha256.encode(p, sha256.salt(), 20))
        line("django argon2id", DJANGO, p, CheapArgon2().encode(p, CheapArgon2().salt()))
        cheap = CheapArgon2i()
        line("django argon2i", DJANGO, p, cheap.encode(p, cheap.salt()))
        plain = hashers.BCryptSHA256PasswordHasher()
        line("django bcrypt_sha256", DJANGO, p, plain.encode(p, bcrypt.gensalt(4)))
    for p in FOR_BCRYPT:
        line("django bcrypt", DJANGO, p, hashers.BCryptPasswordHasher().encode(p, bcrypt.gensalt(4)))
    for cls, form in (
        (hashers.PBKDF2PasswordHasher, "django pbkdf2_sha256"),
        (hashers.PBKDF2SHA1PasswordHasher, "django pbkdf2_sha1"),
        (hashers.Argon2PasswordHasher, "django argon2id"),
        (hashers.BCryptPasswordHasher, "django bcrypt"),
        (hashers.BCryptSHA256PasswordHasher, "django bcrypt_sha256"),
    ):
        h = cls()
        line(form, DJANGO + " defaults", "SecurePass123!", h.encode("SecurePass123!", h.salt()))


def django_scrypt(password, salt, n, r, p):
    """What ScryptPasswordHasher.encode of Django 4.0 and later does; Debian's 3.2 has none."""
    key = hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, dklen=64)
    return "scrypt$%d$%s$%d$%d$%s" % (n, salt, r, p, base64.b64encode(key).decode())


def scrypt_lines():
    made = "hashlib.scrypt of python %s, spelled as Django 4.0" % platform.python_version()
    for p in WITH_NUL:
        line("django scrypt", made, p, django_scrypt(p, "aSaltOf22Letters012345", 16, 8, 1))
    line("django scrypt", made, "a", django_scrypt("a", "seasalt", 32, 4, 5))
    # The published vector of Django's own test suite.
    published = django_scrypt("lètmein", "seasalt", 2**14, 8, 1)
    assert published.endswith("$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==")
    line("django scrypt", made + " defaults", "lètmein", published)
    for p in PASSWORDS + [LONG]:  # passlib refuses NUL
        line("scrypt", PASSLIB, p, passlib.hash.scrypt.using(rounds=4).hash(p))
    line("scrypt", PASSLIB, "a", passlib.hash.scrypt.using(rounds=5, block_size=3, parallelism=4).hash("a"))
    line("scrypt", PASSLIB + " defaults", "a", passlib.hash.scrypt.hash("a"))


def pbkdf2_lines():
    for form, h in (
        ("pbkdf2-sha1", passlib.hash.pbkdf2_sha1),
        ("pbkdf2-sha256", passlib.hash.pbkdf2_sha256),
        ("pbkdf2-sha512", passlib.hash.pbkdf2_sha512),
    ):
        for p in PASSWORDS + [LONG]:
            line(form, PASSLIB, p, h.using(rounds=20).hash(p))
        line(form, PASSLIB + " defaults", "SecurePass123!", h.hash("SecurePass123!"))


def argon2_lines():
    for p in WITH_NUL:
        for form, kind in (("argon2id", argon2.Type.ID), ("argon2i", argon2.Type.I)):
            h = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=2, type=kind)
            line(form, ARGON2, p, h.hash(p))
    line("argon2id", ARGON2 + " defaults", "SecurePass123!", argon2.PasswordHasher().hash("SecurePass123!"))


def bcrypt_lines():
    for p in FOR_BCRYPT:
        for revision in (b"2a", b"2b"):
            line("bcrypt", BCRYPT, p, bcrypt.hashpw(p.encode(), bcrypt.gensalt(4, revision)).decode())
        salt = b"$2y$" + bcrypt.gensalt(4)[4:]
        line("bcrypt", BCRYPT, p, bcrypt.hashpw(p.encode(), salt).decode())


django_lines()
scrypt_lines()
pbkdf2_lines()
argon2_lines()
bcrypt_lines()
