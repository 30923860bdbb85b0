#!/usr/bin/env python3
"""Writes the tokens that Django REST framework's SimpleJWT makes, one JSON object per line.

    apt-get install python3-djangorestframework-simplejwt python3-cryptography
    python3 simplejwt.py > simplejwt.jsonl

Only the signatures of the ECDSA key change from run to run.
"""
import json
import os
import sys

import django
import jwt
import rest_framework_simplejwt
from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "a-secret-for-tests-that-protects-nothing-0123456789"
IAT, EXP = 1767225600, 4102444800  # 2026-01-01, 2100-01-01
JTI = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

settings.configure(
    SECRET_KEY=SECRET,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    SIMPLE_JWT={"SIGNING_KEY": SECRET, "ALGORITHM": "HS256"},
)
django.setup()

from rest_framework_simplejwt.backends import TokenBackend  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken  # noqa: E402

BY = "djangorestframework-simplejwt %s, PyJWT %s" % (rest_framework_simplejwt.__version__, jwt.__version__)


def pem(name):
    with open(os.path.join(HERE, "..", "keys", name + ".pem")) as f:
        return f.read()


def out(what, key, token, want, **stated):
    json.dump({"by": BY, "what": what, "key": key, "token": str(token), "want": want, **stated}, sys.stdout)
    print()


def filled(token, **more):
    """The claims as the library puts them, in its order, with the times and the jti held still."""
    token["user_id"] = 42
    token.payload.update({"exp": EXP, "iat": IAT, "jti": JTI, **more})
    return token


good = {"account": 42, "jti": JTI, "iat": IAT, "exp": EXP}

out("access token", "hmac", filled(AccessToken()), "access", **good)
out("refresh token", "hmac", filled(RefreshToken()), "refresh", **good)
out("access token made from a refresh token", "hmac", filled(filled(RefreshToken()).access_token), "access", **good)
out("access token with user_id as text", "hmac", filled(AccessToken(), user_id="42"), "access", **good)
out("access token with claims of its own", "hmac",
    filled(AccessToken(), name="Mar\u00eda <Jos\u00e9> \U0001f600", groups=["a", {"b": [1, "]}\"\\"]}], sub=None), "access", **good)
out("sliding token", "hmac", filled(SlidingToken()), "wrong type")
out("expired access token", "hmac", filled(AccessToken(), exp=IAT + 60), "expired")
out("access token of another secret", "hmac", TokenBackend("HS256", "another-" + SECRET).encode(filled(AccessToken()).payload), "refused")
out("access token under HS512", "hmac", TokenBackend("HS512", SECRET).encode(filled(AccessToken()).payload), "refused")
out("access token that is not signed", "hmac", jwt.encode(filled(AccessToken()).payload, None, algorithm="none"), "refused")
out("access token with a kid", "hmac",
    jwt.encode(filled(AccessToken()).payload, SECRET, algorithm="HS256", headers={"kid": "theirs"}), "access", **good)
out("access token under RS256", "rsa2048", TokenBackend("RS256", pem("rsa2048")).encode(filled(AccessToken()).payload), "access", **good)
out("access token under ES256", "p256", TokenBackend("ES256", pem("p256")).encode(filled(AccessToken()).payload), "access", **good)
out("refresh token under EdDSA", "ed25519",
    jwt.encode(filled(RefreshToken()).payload, pem("ed25519"), algorithm="EdDSA"), "refresh", **good)
