"""Orders on an officer's wrist: durable until the officer acknowledges them."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F

from customs_portal.journal.announce import announce
from customs_portal.kit import live
from hardware_adapters.events import OfficerBuzzed
from hardware_adapters.models import Buzz


def group_of(officer: str) -> str:
    """The sockets of one officer's tablets."""
    return f"tablet.{hashlib.sha256(officer.encode()).hexdigest()[:24]}"


@transaction.atomic
def buzz(
    *,
    officer: str,
    order_no: str,
    title_en: str,
    title_zh: str,
    container_no: str,
    place_code: str,
    now: datetime,
) -> str:
    """Vibrate the officer's tablet with this order and return the buzz number.

    Asked again before the acknowledgement it vibrates again under the same number; after
    it nothing happens.
    """
    row, is_new = Buzz.objects.select_for_update().get_or_create(
        officer=officer,
        order_no=order_no,
        defaults={
            "buzz_no": _number(officer, order_no),
            "title_en": title_en,
            "title_zh": title_zh,
            "container_no": container_no,
            "place_code": place_code,
            "created_at": now,
            "buzzed_at": now,
        },
    )
    if row.acknowledged_at is not None:
        return row.buzz_no
    if not is_new:
        Buzz.objects.filter(pk=row.pk).update(times=F("times") + 1, buzzed_at=now)
        row.times += 1
    announce(
        OfficerBuzzed(
            buzz_no=row.buzz_no,
            order_no=order_no,
            officer=officer,
            container_no=container_no,
            place_code=place_code,
            times=row.times,
            buzzed_at=now,
        )
    )
    transaction.on_commit(lambda: live.hint(group_of(officer), buzz_no=row.buzz_no))
    return row.buzz_no


def _number(officer: str, order_no: str) -> str:
    return "BZ" + hashlib.sha256(f"{officer}\n{order_no}".encode()).hexdigest()[:16].upper()
