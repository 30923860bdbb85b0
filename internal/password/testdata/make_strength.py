"""Writes strength.jsonl to standard output: passwords, what is known about the
person, and the codes that Django's four usual validators give, in their order.

    apt-get install python3-django
    /usr/bin/python3 make_strength.py > strength.jsonl

The random part has a fixed seed, so that the rows stay the same.
"""
import json
import random
import types

import django
from django.conf import settings

settings.configure(USE_I18N=False)
from django.contrib.auth import password_validation as pv  # noqa: E402
from django.core.exceptions import FieldDoesNotExist, ValidationError  # noqa: E402

VALIDATORS = [
    pv.UserAttributeSimilarityValidator(),
    pv.MinimumLengthValidator(),
    pv.CommonPasswordValidator(),
    pv.NumericPasswordValidator(),
]
ATTRIBUTES = pv.UserAttributeSimilarityValidator.DEFAULT_USER_ATTRIBUTES


def nameless(_):
    """The validator then names an attribute by its own name."""
    raise FieldDoesNotExist


def judge(password, values):
    user = types.SimpleNamespace(_meta=types.SimpleNamespace(get_field=nameless), **values)
    found = []
    for validator in VALIDATORS:
        try:
            validator.validate(password, user)
        except ValidationError as e:
            found.append({"code": e.code, "attribute": (e.params or {}).get("verbose_name", "")})
    return found


def row(password, username="", email="", first_name="", last_name=""):
    values = dict(username=username, first_name=first_name, last_name=last_name, email=email)
    print(json.dumps({
        "password": password,
        "attributes": [{"name": n, "value": values[n]} for n in ATTRIBUTES],
        "violations": judge(password, values),
    }))


def written_rows():
    row("")
    row("", username="@x@")  # an empty word, to which the empty password is similar
    for p in ("xK9#q", "1", "12345", "1234567", "12345678", "8402759163", "password", "PASSWORD", " password\t",
              "iloveyou", "password1", "Zx9-quiet-Harbor", "ñÑÁÉÍ12", "ñÑÁÉÍ123", "🔐🔐🔐🔐🔐🔐🔐", "🔐🔐🔐🔐🔐🔐🔐🔐",
              "\x1cpassword\x1f", "\u00a0password\u2003", "password\u200b", "z k.lovemom", "&#2336;", "!", "~~~~~~", "zzzzzzzz"):
        row(p, "errs", "errs@example.com")
    for p in ("٣٤٥٦٧٨٩٠", "१२३४५६७८", "²³¹²³¹²³", "①②③④⑤⑥⑦⑧", "½½½½½½½½", "ⅠⅡⅢⅣⅤⅥⅦⅧ", "一二三四五六七八", "12345678٣",
              "1234 5678", "-12345678", "1234567.8", "\U0001d7d8\U0001d7d9\U0001d7da\U0001d7db" * 2, "\U0001f100" * 8):
        row(p, "errs")
    row("zephyrine1", "zephyrine", "q1@example.com")
    row("bartholomew9", "qk_77", "bartholomew@example.com")
    row("example.com", "qk_77", "b@example.com")
    row("examplecom", "qk_77", "bartholomew@example.com")
    row("İstanbul1", "istanbul", "x@example.com")
    row("i̇stanbul1", "İSTANBUL")
    row("straßenbahn", "STRASSENBAHN")
    row("enirhpyez", "zephyrine")  # the order of the letters does not count
    row("zephyrin", "under_score zephyrin", "")
    row("under_score", "under_score")
    row("jean-luc!", "", "", "Jean-Luc", "Picard")
    row("PICARD77", "", "", "Jean-Luc", "Picard")
    row("o'brien12", "", "o'brien@example.com")
    row("a" * 200, "a", "a" * 20)
    row("a" * 9, "a")
    row("a" * 10, "a")
    row("ab" * 40, "ab" * 10, "ab" * 12 + "@example.com")
    row("nandu-ñandú", "ñandú", "", "Ñandú", "")
    row("e\u0301e\u0301e\u0301e\u0301", "éééé")
    row("e\u0301clair9", "", "", "éclair e\u0301clair", "")
    row("²³abcdef", "x²³ abcdef²")


def random_rows(r):
    names = ["zephyrine", "bartholomew", "maria.jose", "ivan_inactive", "søren", "李小龙", "o'brien", "anne-marie", "x", "Ñandú"]
    alphabet = "abcdefgh0123456789.-_@ñé"
    for _ in range(400):
        name = r.choice(names)
        letters = list(name * r.choice((1, 1, 1, 2)))
        for _ in range(r.randrange(6)):
            at = r.randrange(len(letters) + 1)
            r.choice((
                lambda: letters.insert(at, r.choice(alphabet)),
                lambda: letters.__setitem__(min(at, len(letters) - 1), r.choice(alphabet)),
                lambda: len(letters) > 1 and letters.pop(min(at, len(letters) - 1)),
                lambda: r.shuffle(letters),
            ))()
        password = "".join(letters)
        if r.random() < 0.3:
            password = password.upper()
        row(password, r.choice((name, "other")), name + r.choice(("@example.com", "+tag@mail.test", "")),
            r.choice((name.title(), "")), r.choice(("", "Ab " + name)))
    common = sorted(pv.CommonPasswordValidator().passwords)
    for _ in range(60):
        p = r.choice(common)
        row(r.choice((p, p.upper(), p + " ", p + "x", p[:-1])), "someone", "someone@example.com")
    for p in (common[0], common[1], common[-1], common[-2]):
        row(p, "someone")


written_rows()
random_rows(random.Random("django " + django.__version__))
