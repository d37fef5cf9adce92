"""Weeks without a gap, and their charts."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from risk.cases.queries.things import COLUMNS, Week
from risk.outcomes.queries.periods import Asked

ALL_KINDS = tuple(COLUMNS)
MOST_WEEKS = 520
MILLION = 1_000_000


def filled(found: Sequence[Week], asked: Asked) -> list[Week]:
    """Every week from the first with a case to the end of the period; empty ones hold noughts."""
    if not found:
        return []
    known = {timezone.localdate(one.monday): one for one in found}
    day = max(min(known), asked.last - timedelta(weeks=MOST_WEEKS))
    weeks = []
    while day <= max(asked.last, max(known)):
        weeks.append(known.get(day) or _empty(day))
        day += timedelta(weeks=1)
    return weeks


def _empty(day: Any) -> Week:
    monday = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    return Week(monday=monday, judged=0, stopped=0, found=0, value_cny=0)


def chart_of(weeks: Sequence[Week]) -> list[dict[str, Any]]:
    """Three charts over the same weeks, each with a single scale."""
    labels = [timezone.localdate(one.monday).strftime("%m-%d") for one in weeks]
    return [
        {
            "title": _("Declarations a week"),
            "labels": labels,
            "series": [
                {"name": _("All"), "values": [one.judged for one in weeks]},
                {"name": _("Faults"), "values": [one.found for one in weeks]},
            ],
        },
        {
            "title": _("Value a week, million CNY"),
            "labels": labels,
            "series": [
                {
                    "name": _("Value"),
                    "values": [round(one.value_cny / MILLION, 2) for one in weeks],
                }
            ],
        },
        {
            "title": _("Share stopped, per cent"),
            "labels": labels,
            "series": [
                {
                    "name": _("Stopped"),
                    "values": [
                        round(one.stopped * 100 / one.judged, 1) if one.judged else None
                        for one in weeks
                    ],
                }
            ],
        },
    ]
