"""Questions about people and duties."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from customs_portal.journal.moves import MoveView, moves_of_many
from customs_portal.kit.errors import NotFound
from customs_portal.kit.flow import Flow
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


def offices_of(user: User, /, *, at: datetime) -> list[str]:
    """The codes of the offices where this officer is posted at ``at``."""
    posts = Post.objects.in_force(at=at).filter(user=user)
    return sorted(set(posts.values_list("office__code", flat=True)))


def posted_with(people: Iterable[int], /, *, at: datetime) -> set[int]:
    """Everybody posted at ``at`` to an office and place where one of these is, by key."""
    posts = Post.objects.in_force(at=at)
    theirs = set(posts.filter(user__in=set(people)).values_list("office", "place"))
    return {
        user for user, *where in posts.values_list("user", "office", "place") if (*where,) in theirs
    }


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


@dataclass(frozen=True, kw_only=True)
class StateLine:
    """One state that a thing has had. ``thing`` tells several apart, ``who`` is "" for the house
    itself, ``reason`` is in the reader's language.
    """

    thing: str
    number: int
    before: str
    before_label: str
    state: str
    state_label: str
    tone: str
    at: datetime
    who: str
    by_customs: bool
    reason: str
    law: str
    law_date: date


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How a wing tells its moves: its states, the reasons that are words of its own list, and the
    tones of states that look otherwise than elsewhere.
    """

    flow: Flow[Any]
    states: Mapping[str, Any]
    reason: Callable[[str], str] = str
    tones: Mapping[str, str] = field(default_factory=dict)


STATE_HEAD = (
    "thing", "number", "at", "from", "to", "state", "who", "customs", "reason", "law", "law_date",
)  # fmt: skip


def state_lines(
    *, wording: Wording, subjects: Mapping[int, str], officer: bool
) -> tuple[StateLine, ...]:
    """What the database wrote down of these things, by key, oldest first.

    A firm is not told which officer acted.
    """
    moves = moves_of_many(flow=wording.flow, subjects=subjects)
    found = sorted(
        (one for views in moves.values() for one in views),
        key=lambda one: (one.moved_at, one.subject, one.number),
    )
    names = names_of(
        usernames={one.actor for one in found if one.actor},
        chinese=(get_language() or "").startswith("zh"),
    )
    return tuple(
        _state_line(one, subjects[one.subject], wording, names, officer=officer) for one in found
    )


def state_rows(lines: Iterable[StateLine]) -> Iterator[list[Any]]:
    """For a file under ``STATE_HEAD``."""
    for one in lines:
        at = timezone.localtime(one.at).isoformat()
        yield (
            [one.thing, one.number, at, one.before, one.state, one.state_label, one.who]
            + ["1" if one.by_customs else "0", one.reason, one.law]
            + [one.law_date.isoformat() if one.law else ""]
        )


def _state_line(
    move: MoveView, thing: str, wording: Wording, names: Mapping[str, str], *, officer: bool
) -> StateLine:
    hidden = move.actor_is_officer and not officer
    return StateLine(
        thing=thing,
        number=move.number,
        before=move.source,
        before_label=str(wording.states[move.source]) if move.source else "",
        state=move.target,
        state_label=str(wording.states[move.target]),
        tone=wording.tones.get(move.target, ""),
        at=move.moved_at,
        who=_("Customs officer") if hidden else names.get(move.actor, move.actor),
        by_customs=move.actor_is_officer,
        reason=wording.reason(move.reason),
        law=move.law,
        law_date=timezone.localdate(move.moved_at),
    )
