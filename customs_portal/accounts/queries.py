"""Questions about people and duties."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import CustomsOffice, Place


def officers_on_duty(*, duty: Duty, at: datetime, place_code: str | None = None) -> list[User]:
    """Active officers whose post gives them ``duty`` at ``at``, by user name.

    With ``place_code``, those posted to the whole office or to that very place.
    """
    posts = Post.objects.in_force(at=at).filter(duties__contains=[duty.value], user__is_active=True)
    officers = {
        post.user
        for post in posts.select_related("user", "place")
        if place_code is None or post.place is None or post.place.code == place_code
    }
    return sorted(officers, key=lambda user: user.username)


def officers_found(*, text: str, duty: str, at: datetime) -> QuerySet[User]:
    """Officers whose names contain ``text`` and who hold ``duty`` at ``at`` (empty: any)."""
    officers = User.objects.filter(enterprise=None)
    if text:
        officers = officers.filter(
            Q(username__icontains=text)
            | Q(display_name__icontains=text)
            | Q(display_name_zh__icontains=text)
        )
    if duty in Duty.values:
        holding = Post.objects.in_force(at=at).filter(duties__contains=[duty])
        officers = officers.filter(pk__in=holding.values("user"))
    return officers.order_by("username").prefetch_related("posts__office", "posts__place")


def officer_named(*, username: str) -> User:
    """That officer. Raises ``NotFound``, also for members of enterprises."""
    user = User.objects.filter(username=username, enterprise=None).first()
    if user is None:
        raise NotFound(field="username")
    return user


def names_of(*, usernames: Iterable[str], chinese: bool) -> dict[str, str]:
    """What these people are called, by user name; one question for all of them."""
    people = User.objects.filter(username__in=set(usernames)).only(
        "username", "display_name", "display_name_zh"
    )
    return {
        one.username: (chinese and one.display_name_zh) or one.display_name or one.username
        for one in people
    }


def all_offices() -> QuerySet[CustomsOffice]:
    return CustomsOffice.objects.order_by("code")


def all_places() -> QuerySet[Place]:
    return Place.objects.order_by("code")
