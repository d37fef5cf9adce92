"""How a person likes the bench for one kind of goods, kept with the person, not the machine."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotPermitted
from inspection.imaging.models import BenchLayout

MODES = ("material", "grey", "organic", "metal")
SWITCHES = ("inverted", "edge", "marksShown", "beside")
SHARES = ("window", "level")


class LayoutUnreadable(DomainError):
    """Only what the bench can show is kept."""

    code = "layout_unreadable"
    http_status = 422
    sentence = gettext_noop("This arrangement of the bench could not be read.")
    remedy_sentence = gettext_noop("Arrange the bench and save again.")


@transaction.atomic
def keep_layout(*, chapter: str, settings: object, by: User, now: datetime) -> None:
    """For goods of that chapter, or with "" for all others; the last one saved counts."""
    if not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    if chapter and not (len(chapter) == 2 and chapter.isascii() and chapter.isdecimal()):
        raise LayoutUnreadable(field="chapter")
    BenchLayout.objects.update_or_create(
        user=by,
        chapter=chapter,
        defaults={"settings": _checked(settings), "saved_at": now},
    )


def _checked(given: object) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("mode") not in MODES:
        raise LayoutUnreadable(field="settings")
    kept: dict[str, Any] = {"mode": given["mode"]}
    for name in SWITCHES:
        kept[name] = given.get(name) is True
    for name in SHARES:
        value = given.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise LayoutUnreadable(field=name)
        kept[name] = round(float(value), 4)
    return kept
