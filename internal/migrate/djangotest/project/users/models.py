from django.contrib.auth.models import AbstractUser
from django.db import models


class Users(AbstractUser):
    """A user model as applications make their own: e-mail to sign in, phone, avatar."""

    email = models.EmailField(max_length=200, unique=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    number_phone = models.CharField(max_length=20, blank=True, null=True)
    avatar = models.FileField(upload_to="avatars/", blank=True, null=True)
    newsletter = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    class Meta:
        db_table = "users_users"
