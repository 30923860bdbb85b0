"""Makes the database of a Django application, with Django itself.

    /usr/bin/python3 make.py --database sqlite:FILE --media DIR [--users N] [--dirty] [--plain]

Needs Debian's python3-django, python3-djangorestframework-simplejwt,
python3-argon2 and python3-bcrypt; python3-psycopg2 for postgres://USER@HOST:PORT/NAME
and python3-mysqldb for mysql://USER@HOST:PORT/NAME.

Prints a JSON object: "people", who have an id, an e-mail, a password (or null)
and tokens by SimpleJWT, and "dirty", ids of rows that must not come.
"""
import argparse
import base64
import datetime
import json
import os
import sys
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

SECRET = "a secret of the former system, 32 bytes or more"

# A picture of one red pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def database(url):
    if url.startswith("sqlite:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url[len("sqlite:"):]}
    u = urlsplit(url)
    found = {
        "ENGINE": "django.db.backends.postgresql", "NAME": u.path[1:], "USER": unquote(u.username or ""),
        "PASSWORD": unquote(u.password or ""), "HOST": u.hostname, "PORT": u.port,
    }
    if u.scheme == "mysql":
        found.update(ENGINE="django.db.backends.mysql", OPTIONS={"charset": "utf8mb4"})
    return found


def configure(args, **more):
    values = dict(
        SECRET_KEY=SECRET, USE_TZ=True, TIME_ZONE="America/Bogota", DATABASES={"default": database(args.database)},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"] + ([] if args.plain else ["users"]),
        AUTH_USER_MODEL="auth.User" if args.plain else "users.Users",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", MEDIA_ROOT=args.media, REST_FRAMEWORK={},
        SIMPLE_JWT={"ACCESS_TOKEN_LIFETIME": datetime.timedelta(days=1), "REFRESH_TOKEN_LIFETIME": datetime.timedelta(days=1)},
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
            "django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
            "django.contrib.auth.hashers.BCryptPasswordHasher", "django.contrib.auth.hashers.UnsaltedMD5PasswordHasher",
        ],
    )
    settings.configure(**{**values, **more})
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    django.setup()


def tokens(user):
    from rest_framework_simplejwt.tokens import RefreshToken

    refresh = RefreshToken.for_user(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def person(user, password):
    return {"id": user.pk, "email": user.email, "username": user.username, "password": password, **tokens(user)}


def people(User):
    """One user for each hasher, and one for each role and status."""
    from django.contrib.auth.hashers import make_password

    made = []
    joined = datetime.datetime(2024, 1, 15, 10, 30, 0, 123456, tzinfo=datetime.timezone.utc)
    for n, hasher in enumerate(["pbkdf2_sha256", "pbkdf2_sha1", "argon2", "bcrypt_sha256", "bcrypt"]):
        user = User.objects.create(
            username=hasher, email=f"{hasher}@example.com", password=make_password("Contraseña-1", hasher=hasher),
            first_name="María José", last_name="García", date_joined=joined, last_login=joined if n else None,
        )
        made.append(person(user, "Contraseña-1"))
    for name, values in [
        ("superuser", {"is_superuser": True, "is_staff": True}), ("staff", {"is_staff": True}),
        ("inactive", {"is_active": False}), ("emoji", {"first_name": "🦊", "last_name": "密码"}),
        ("old", {"date_joined": datetime.datetime(1955, 11, 5, tzinfo=datetime.timezone.utc)}),
    ]:
        user = User(username=name, email=f"{name}@Example.com", **values)
        user.set_password("Harbor-quiet-9")
        user.save()
        made.append(person(user, "Harbor-quiet-9"))
    nobody = User(username="nobody", email="nobody@example.com")
    nobody.set_unusable_password()
    nobody.save()
    made.append(person(nobody, None))
    return made


def with_extras(User, media):
    from django.core.files.base import ContentFile

    user = User.objects.get(username="staff")
    user.number_phone = "3001234567"
    user.avatar.save("me.png", ContentFile(PICTURE))
    lost = User.objects.get(username="emoji")
    lost.avatar = "avatars/lost.png"
    lost.save()
    bad = User.objects.get(username="old")
    bad.avatar.save("bad.png", ContentFile(b"no picture"))


def dirty(User):
    """Rows that must not come, each for a reason of its own."""
    from django.contrib.auth.hashers import make_password

    made = []

    def add(**values):
        values.setdefault("password", make_password("x", hasher="unsalted_md5") if values.pop("md5", False) else "!")
        n = len(made)
        values.setdefault("username", f"dirty{n}")
        values.setdefault("email", f"dirty{n}@example.com")
        made.append(User.objects.create(**values).pk)

    add(email="STAFF@example.com")  # the address of another in other letters
    add(email="")
    add(email="no address")
    add(md5=True)
    add(password="pbkdf2_sha256$2000000000$salt$" + base64.b64encode(bytes(32)).decode())
    add(date_joined=datetime.datetime(1, 1, 2, tzinfo=datetime.timezone.utc))
    if hasattr(User, "number_phone"):
        add(number_phone="+57 300 123 4567")
    add(pk=10**18)  # last: on SQLite the ids after it would be even larger
    return made


def crowd(User, n):
    """Many users, whose hashes are quick to verify. Their password is in the name."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    hasher, made, batch = PBKDF2PasswordHasher(), [], []
    for i in range(n):
        password = f"Password-{i}"
        if i < 1000 or i % 1000 == 0:
            encoded = hasher.encode(password, f"salt{i}", iterations=10)
            made.append((f"user{i}", password))
        batch.append(User(username=f"user{i}", email=f"user{i}@example.com", password=encoded, first_name="User", last_name=str(i)))
        if len(batch) == 5000:
            User.objects.bulk_create(batch)
            batch = []
    User.objects.bulk_create(batch)
    return [person(User.objects.get(username=name), password) for name, password in made[:1000:100]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--media", required=True)
    parser.add_argument("--users", type=int, default=0)
    parser.add_argument("--dirty", action="store_true")
    parser.add_argument("--plain", action="store_true", help="Django's own user model")
    args = parser.parse_args()
    configure(args)
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    if not args.plain:
        call_command("makemigrations", "users", verbosity=0)
    call_command("migrate", verbosity=0)
    User = get_user_model()
    made = {"people": people(User), "dirty": []}
    if not args.plain:
        with_extras(User, args.media)
    made["people"] += crowd(User, args.users)
    if args.dirty:
        made["dirty"] = dirty(User)
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
