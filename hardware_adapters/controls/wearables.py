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

    Asked again before it is answered it vibrates again under the same number; after that
    nothing happens.
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
    if not row.is_open:
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


@transaction.atomic
def settle(*, order_no: str, now: datetime, answered_by: str = "") -> int:
    """Stop calling for this order on every wrist; how many wrists learn something new.

    With ``answered_by`` the order goes on and that officer is on the way: the others may
    still say that they come too. Without it the order is over. Safe to repeat.
    """
    rows = Buzz.objects.select_for_update().filter(order_no=order_no, is_over=False)
    if answered_by:
        rows = rows.filter(acknowledged_at=None, settled_at=None)
    settled = list(rows)
    for row in settled:
        row.settled_at = row.settled_at or now
        row.answered_by = row.answered_by or answered_by
        row.is_over = not answered_by
        row.save(update_fields=["settled_at", "answered_by", "is_over"])
    officers = {row.officer for row in settled}
    transaction.on_commit(lambda: _tell(officers, order_no))
    return len(settled)


def _tell(officers: set[str], order_no: str) -> None:
    for officer in sorted(officers):
        live.hint(group_of(officer), order_no=order_no)


def _number(officer: str, order_no: str) -> str:
    return "BZ" + hashlib.sha256(f"{officer}\n{order_no}".encode()).hexdigest()[:16].upper()
