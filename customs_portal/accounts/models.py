"""Who may come in: people with posts, members of enterprises, devices with tokens."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock


class User(AbstractUser):
    """A person. Duties come from posts (officers) or from membership (enterprises)."""

    class Theme(models.TextChoices):
        LIGHT = "light"
        DARK = "dark"

    display_name = models.CharField(max_length=80, blank=True)
    display_name_zh = models.CharField(max_length=40, blank=True)
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="members"
    )
    enterprise_duties = ArrayField(
        models.CharField(max_length=40, choices=Duty.choices), default=list, blank=True
    )
    language = models.CharField(max_length=8, default="en")
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.LIGHT)
    shortcuts_on = models.BooleanField(default=True)

    @cached_property
    def duties(self) -> frozenset[str]:
        """The duties held at this moment (one query per request)."""
        if not self.is_active:
            return frozenset()
        posts = self.posts.in_force(at=clock.now())
        return self.know_duties(duty for post in posts for duty in post.duties)

    def know_duties(self, of_posts: Iterable[str]) -> frozenset[str]:
        """Membership and what the posts in force at this moment give: nobody asks for it again."""
        own = self.enterprise_duties if self.enterprise_id else ()
        held = frozenset((*own, *of_posts)) if self.is_active else frozenset()
        self.__dict__["duties"] = held
        return held

    def holds(self, duty: Duty) -> bool:
        return duty.value in self.duties

    @property
    def is_officer(self) -> bool:
        return self.enterprise_id is None


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, *, at: datetime) -> "PostQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)


class Post(models.Model):
    """An officer's place in the service: where, with which duties, from when to when.

    ``place`` narrows the post to one site (a hall, a lane); empty means the whole office.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    office = models.ForeignKey("registry.CustomsOffice", models.PROTECT, related_name="posts")
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, related_name="posts")
    duties = ArrayField(models.CharField(max_length=40, choices=Duty.choices))
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.office}"


class DeviceAccount(models.Model):
    """A device that may speak to the portal. Only the hash of its token is stored."""

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, related_name="devices")
    worn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="devices")
    token_hash = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.code} ({self.kind})"

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def renew_token(self) -> str:
        """Give the device a new token and return it; it is shown only this once."""
        token = secrets.token_urlsafe(24)
        self.token_hash = self.hash_of(token)
        return token

    def accepts(self, token: str) -> bool:
        return self.is_active and hmac.compare_digest(self.token_hash, self.hash_of(token))


class AnsweredRequest(models.Model):
    """What a program was answered under an Idempotency-Key; the same key never acts twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    door = models.CharField(max_length=200)
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "door", "key"], name="answered_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.key}"
