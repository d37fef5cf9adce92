"""Positions of a vehicle are kept when they follow from what its positioner said before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from customs_portal.registry import law
from hardware_adapters.facts import Fix, unpacked
from hardware_adapters.models import FixBatch
from hardware_adapters.ports import fault


def keep_fixes(*, device_code: str, fixes: Sequence[Fix], now: datetime) -> None:
    """One row for the whole report. Called inside the frame's transaction.

    Raises ``FrameFault``: ``position.weak``, ``position.speed``, ``position.replayed``,
    ``position.jump``.
    """
    today = timezone.localdate(now)
    fastest = float(law.ask("positioning.fastest_kmh", on=today).value)
    scatter = float(law.ask("positioning.scatter_metres", on=today).value)
    least = int(law.ask("positioning.least_satellites", on=today).value)
    for fix in fixes:
        if fix.satellites < least:
            raise fault(
                "body",
                "position.weak",
                _("Fewer than %(least)d satellites fix no place."),
                _("Mend the antenna."),
                words={"least": least},
            )
        if fix.speed_kmh > fastest:
            raise fault(
                "body",
                "position.speed",
                _("No truck drives %(speed)d km/h."),
                _("Check the device."),
                words={"speed": int(fix.speed_kmh)},
            )
    before = _newest(device_code)
    for earlier, later in pairwise([before, *fixes] if before else fixes):
        _require_follows(earlier, later, fastest=fastest, scatter=scatter)
    FixBatch.objects.create(
        device_code=device_code,
        first_at=fixes[0].at,
        last_at=fixes[-1].at,
        packed=b"".join(fix.packed() for fix in fixes),
    )


def _newest(device_code: str) -> Fix | None:
    rows = FixBatch.objects.select_for_update().filter(device_code=device_code)
    row = rows.order_by("-last_at").first()
    return unpacked(bytes(row.packed))[-1] if row else None


def _require_follows(earlier: Fix, later: Fix, *, fastest: float, scatter: float) -> None:
    seconds = (later.at - earlier.at).total_seconds()
    if seconds <= 0:
        raise fault(
            "body",
            "position.replayed",
            _("A position is not later than the one before it."),
            _("Send each position once, in order."),
        )
    if earlier.metres_to(later) - scatter > fastest / 3.6 * seconds:
        raise fault(
            "body",
            "position.jump",
            _("No truck comes that far in %(seconds)d seconds."),
            _("Check the antenna; send only places where the truck was."),
            words={"seconds": int(seconds)},
        )


def forget_old_fixes(*, now: datetime) -> int:
    """Nobody's way is kept longer than the law pack says; returns how many reports went."""
    days = law.whole_number("positioning.keep_days", at=now)
    return FixBatch.objects.filter(last_at__lt=now - timedelta(days=days)).delete()[0]
