"""What the archive refused: in words, by scan, and for the orders that wait for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inspection.orders.ports import AwaitedScan, RefusedScan
from inspection.scans.models import RefusedDelivery, Scan
from inspection.scans.rules.wording import SENTENCES, told_of


@dataclass(frozen=True, kw_only=True)
class RefusedView:
    """``sentence`` is in the reader's language where the rule is one of the reader's own."""

    scan_no: str
    device_code: str
    place_code: str
    channel_label: str
    sha256: str
    bytes_delivered: int
    field: str
    rule: str
    sentence: str
    remedy: str
    refused_at: datetime


def refusal_of_scan(*, scan_no: str) -> RefusedView | None:
    """Why the archive has no scan of this number; None when it has one, or none came."""
    if not scan_no or Scan.objects.filter(scan_no=scan_no).exists():
        return None
    last = RefusedDelivery.objects.filter(scan_no=scan_no).order_by("-refused_at", "-id").first()
    return refused_view(last) if last else None


def refused_of_orders(orders: Collection[AwaitedScan], /) -> dict[str, RefusedScan]:
    """By order: the last delivery that was refused, unless a later one of the box was kept.

    Two questions, however many orders there are.
    """
    boxes = {one.container_no for one in orders if one.container_no}
    numbers = {one.scan_no for one in orders if one.scan_no}
    if not boxes and not numbers:
        return {}
    wanted = Q(subject_reference__in=boxes) | Q(scan_no__in=numbers)
    refused = list(RefusedDelivery.objects.filter(wanted).order_by("refused_at", "id"))
    if not refused:
        return {}
    kept = list(
        Scan.objects.filter(wanted).values_list("subject_reference", "scan_no", "received_at")
    )
    found = {}
    for order in orders:
        about = [
            one
            for one in refused
            if _is_about(order, one.subject_reference, one.scan_no)
            and one.refused_at >= order.ordered_at
        ]
        if not about:
            continue
        last = about[-1]
        later = (at for box, scan_no, at in kept if _is_about(order, box, scan_no))
        if not any(at >= last.refused_at for at in later):
            view = refused_view(last)
            found[order.order_no] = RefusedScan(
                scan_no=view.scan_no,
                device_code=view.device_code,
                rule=view.rule,
                sentence=view.sentence,
                remedy=view.remedy,
                refused_at=view.refused_at,
            )
    return found


def _is_about(order: AwaitedScan, box: str, scan_no: str) -> bool:
    return bool(box and box == order.container_no) or bool(scan_no and scan_no == order.scan_no)


def refused_view(one: RefusedDelivery, /) -> RefusedView:
    rule = one.rule.removeprefix("scan.")
    words = {name: str(value) for name, value in one.words.items()}
    sentence, remedy = told_of(rule, words)
    if rule not in SENTENCES:
        sentence, remedy = words.get("sentence", one.rule), ""
    return RefusedView(
        scan_no=one.scan_no,
        device_code=one.device_code,
        place_code=one.place_code,
        channel_label=str(one.get_channel_display()),
        sha256=one.sha256,
        bytes_delivered=one.bytes_delivered,
        field=one.field,
        rule=one.rule,
        sentence=sentence,
        remedy=remedy,
        refused_at=one.refused_at,
    )
