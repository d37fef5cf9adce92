"""The scans of an accepted filing are kept as long as it stands."""

from datetime import datetime

from django.utils.translation import gettext_noop

from customs_portal.kit.errors import NotFound
from inspection.products.models import ProductFiling
from inspection.products.states import PictureKind
from inspection.scans.operations.hold_scan import hold_scan, lift_hold

WHY = gettext_noop("An accepted product filing shows it.")


def hold_scans(*, filing: ProductFiling, now: datetime) -> None:
    for scan_no in _scans(filing):
        hold_scan(scan_no=scan_no, needed_for=filing.filing_no, reason=WHY, by=None, now=now)


def free_scans(*, filing: ProductFiling, now: datetime) -> None:
    for scan_no in _scans(filing):
        try:
            lift_hold(scan_no=scan_no, needed_for=filing.filing_no, by=None, now=now)
        except NotFound:
            continue


def _scans(filing: ProductFiling) -> list[str]:
    scans = filing.pictures.filter(kind=PictureKind.SCAN).exclude(scan_no="")
    return list(scans.order_by("id").values_list("scan_no", flat=True))
