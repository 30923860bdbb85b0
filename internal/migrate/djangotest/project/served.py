"""Serves the application whose database make.py made, until its input ends.

    /usr/bin/python3 served.py --database sqlite:FILE --media DIR

Prints the port. The views are those of the profile contract as such applications
write them, with Django REST framework and SimpleJWT.
"""
import argparse
import datetime
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from make import configure

parser = argparse.ArgumentParser()
parser.add_argument("--database", required=True)
parser.add_argument("--media", required=True)
parser.set_defaults(plain=False)
configure(
    parser.parse_args(), ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MEDIA_URL="/media/",
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)

from django.contrib.auth import get_user_model  # noqa: E402 (settings come first)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.decorators import api_view, permission_classes  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework_simplejwt.tokens import RefreshToken  # noqa: E402
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView  # noqa: E402

User = get_user_model()


class UserSerializer(serializers.ModelSerializer):
    date_joined = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%SZ", default_timezone=datetime.timezone.utc)
    last_login = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%SZ", default_timezone=datetime.timezone.utc)

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "first_name", "last_name", "number_phone", "avatar", "date_joined", "last_login",
            "is_active", "is_staff", "is_superuser",
        ]


class SignUpSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["password", "username", "email"]


def shown(user):
    return UserSerializer(user).data


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def profile(request):
    return Response(shown(request.user))


@api_view(["PUT"])
@permission_classes([IsAuthenticated])
def update(request, pk):
    if request.user.pk != pk:
        return Response({"error": "Not authorized"}, status=403)
    serializer = UserSerializer(request.user, data=request.data, partial=True)
    serializer.is_valid(raise_exception=True)
    serializer.save()
    return Response(serializer.data)


@api_view(["DELETE"])
@permission_classes([IsAuthenticated])
def delete(request, pk):
    if request.user.pk != pk:
        return Response({"error": "Not authorized"}, status=403)
    request.user.delete()
    return Response(status=204)


@api_view(["POST"])
def sign_in(request):
    email, password = request.data.get("email"), request.data.get("password")
    if not email or not password:
        return Response({"error": "Email and password are required."}, status=400)
    user = User.objects.filter(email=email).first()
    if user is None:
        return Response({"error": "User not found"}, status=404)
    if not user.check_password(password):
        return Response({"error": "Invalid password"}, status=400)
    from django.contrib.auth.models import update_last_login

    update_last_login(None, user)
    refresh = RefreshToken.for_user(user)
    return Response({"refresh": str(refresh), "access": str(refresh.access_token), "user": shown(user)})


@api_view(["POST"])
def sign_up(request):
    serializer = SignUpSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    user = User.objects.create_user(**serializer.validated_data)
    refresh = RefreshToken.for_user(user)
    return Response({"refresh": str(refresh), "access": str(refresh.access_token), "user": shown(user)}, status=201)


urlpatterns = [
    path("api/profile/", profile), path("api/profile/<int:pk>/update/", update), path("api/profile/<int:pk>/delete/", delete),
    path("api/sign-in/", sign_in), path("api/sign-up/", sign_up),
    path("api/token/", TokenObtainPairView.as_view()), path("api/token/refresh/", TokenRefreshView.as_view()),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
