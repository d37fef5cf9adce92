"""What a list of scans is asked for."""

from django.http import QueryDict

from inspection.scans.queries.archive import NEWEST_FIRST, ScanFilters

NARROWING = ("text", "device", "place", "subject", "form", "state", "since", "until")


def filters_of(given: QueryDict) -> ScanFilters:
    words = {name: given.get(name, "").strip()[:100] for name in NARROWING}
    return ScanFilters(**words, sort=given.get("sort") or NEWEST_FIRST)
