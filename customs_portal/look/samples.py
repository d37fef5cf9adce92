"""Sample values of the style guide: what a component looks like in each of its states.

Only ``/styleguide/`` shows them; every other page is filled from the rooms' own answers.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from customs_portal.look.charts import Series


def timeline(*, now: datetime) -> list[dict[str, Any]]:
    return [
        {"label": _("Manifest accepted"), "phase": "done", "at": now - timedelta(hours=6)},
        {
            "label": _("Arrival confirmed, berth B05"),
            "phase": "done",
            "at": now - timedelta(hours=3),
        },
        {
            "label": _("Summary declaration"),
            "phase": "now",
            "note": _("In progress, 2 answers to fix"),
        },
        {
            "label": _("Release to leave port"),
            "phase": "future",
            "note": _("Decided when you submit"),
        },
        {"label": _("Full declaration"), "phase": "future", "note": _("Due in 14 days")},
        {"label": _("Tax bill and closing"), "phase": "future"},
    ]


def changes(*, now: datetime) -> list[dict[str, Any]]:
    """Two lines of a history of states."""
    return [
        {
            "number": 1,
            "at": now - timedelta(hours=6),
            "state": "ACCEPTED",
            "state_label": _("Manifest accepted"),
        },
        {
            "number": 2,
            "at": now - timedelta(hours=3),
            "before_label": _("Manifest accepted"),
            "state": "RELEASED",
            "state_label": _("Release to leave port"),
            "who": "reviewer",
            "reason": _("Decided when you submit"),
            "law": "declaration.review_minutes",
            "law_date": now.date(),
        },
    ]


def steps() -> list[dict[str, Any]]:
    return [
        {"label": _("Arrival notice"), "phase": "done", "note": "08:12"},
        {"label": _("Summary declaration"), "phase": "now", "note": _("You are here")},
        {"label": _("Risk check"), "phase": "future", "note": _("when you submit")},
        {"label": _("Release to leave port"), "phase": "future"},
        {"label": _("Full declaration"), "phase": "future", "note": _("within 14 days")},
        {"label": _("Tax and closing"), "phase": "future"},
    ]


def alarms(*, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "severity": "critical",
            "title": _("Radiation portal alarm"),
            "what": _("X3, 3.1 times the background"),
            "raised_at": now - timedelta(seconds=102),
            "owner": "",
            "steps": [
                {"label": _("Hold lane"), "phase": "done"},
                {"label": _("Isolate vehicle"), "phase": "now"},
                {"label": _("Call radiation team"), "phase": "future"},
            ],
        },
        {
            "severity": "major",
            "title": _("Barrier not closing"),
            "what": _("G2-4, three attempts failed"),
            "raised_at": now - timedelta(seconds=375),
            "owner": _("Chen Wei"),
        },
        {
            "severity": "minor",
            "title": _("Rail queue above its threshold"),
            "what": _("R2, threshold 30 wagons"),
            "raised_at": now - timedelta(minutes=18),
            "owner": _("Rail desk"),
        },
        {
            "severity": "off",
            "title": _("No heartbeat"),
            "what": _("W4, six cameras affected"),
            "raised_at": now - timedelta(minutes=11),
            "owner": _("IT duty"),
        },
    ]


def tiles() -> list[dict[str, Any]]:
    falling = [24.1, 23.8, 24.4, 23.2, 22.9, 23.5, 22.4, 22.8, 21.9, 22.2, 21.4]
    rising = [18, 17, 19, 18, 20, 19, 18, 22, 26, 31, 37]
    return [
        {
            "name": _("Import clearance, median"),
            "value": "21.4",
            "unit": _("h"),
            "history": falling,
            "target": 20,
            "target_text": _("target 20 h"),
            "change_text": _("▼ 1.3 vs last week"),
            "change": "good",
        },
        {
            "name": _("Overdue in queue"),
            "value": "37",
            "unit": _("tasks"),
            "history": rising,
            "target": 20,
            "target_text": _("limit 20"),
            "change_text": _("▲ 19 since 12:00"),
            "change": "bad",
            "breach": "major",
        },
        {"name": _("Inspection hit rate"), "value": None, "history": [], "target_text": ""},
    ]


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Declaration"), "sort": "number"},
        {"label": _("Company"), "sort": "company"},
        {"label": _("Goods")},
        {"label": _("Risk"), "sort": "risk"},
        {"label": _("Value, CNY"), "sort": "value", "numeric": True},
        {"label": _("Status")},
        {"label": _("Claimed by")},
        {"label": _("Due in"), "sort": "due", "numeric": True},
    ]


def rows(*, now: datetime) -> list[dict[str, Any]]:
    def row(
        number: str, company: str, goods: str, code: str, risk: int, **rest: Any
    ) -> dict[str, Any]:
        return {
            "number": number,
            "company": company,
            "goods": goods,
            "code": code,
            "risk": risk,
        } | rest

    return [
        row(
            "220320261000118842", _("Haidong Import Co."), _("Cotton T-shirts"), "6109.10", 2,
            value=418_656, label=_("Waiting for review"), tone="info", due="late",
            due_at=now - timedelta(seconds=252),
        ),
        row(
            "220320261000118849", _("Lanhai Cold Chain"), _("Frozen fish"), "0303.89", 4,
            value=1_204_300, label=_("Documents asked"), tone="minor", due="soon",
            due_at=now + timedelta(seconds=400),
        ),
        row(
            "220320261000118863", _("Yuanda Chemicals"), _("Methanol"), "2905.11", 5,
            value=2_310_000, label=_("Image suspicious"), tone="major", due="soon",
            due_at=now + timedelta(seconds=722),
        ),
        row(
            "220320261000118884", _("Dongfang Auto"), _("Body parts"), "8708.29", 3,
            value=531_200, label=_("On hold"), tone="off", due="", claimed=_("Sun Qiang"),
            due_at=None,
        ),
        row(
            "220320261000118891", _("Luda Foods"), _("Wine, bottled"), "2204.21", 1,
            value=764_000, label=_("Released"), tone="ok", due="",
            due_at=now + timedelta(minutes=34),
        ),
    ]  # fmt: skip


def queue(*, now: datetime) -> dict[str, Any]:
    some = rows(now=now)
    return {
        "views": [
            {"label": _("All waiting"), "href": "?view=all", "count": 128, "current": True},
            {"label": _("Mine"), "href": "?view=mine", "count": 3},
            {"label": _("Due soon"), "href": "?view=soon", "count": 9},
            {"label": _("High risk"), "href": "?view=risk", "count": 14},
        ],
        "filters": [
            {"name": "q", "label": _("Number, company or plate"), "value": "", "wide": True},
            {
                "name": "mode",
                "label": _("Mode"),
                "value": "",
                "choices": [("", _("Any")), ("2", _("Sea")), ("4", _("Road"))],
            },
            {
                "name": "risk",
                "label": _("Risk"),
                "value": "3",
                "choices": [("", _("Any")), ("3", _("3 and above"))],
            },
        ],
        "tokens": [{"label": _("Risk 3 and above"), "name": "risk"}],
        "columns": columns(),
        "rows": some,
        "page": Paginator([*some, *some], len(some)).page(1),
    }


def hourly() -> dict[str, Any]:
    arrived = [240, 210, 260, 250, 300, 410, 520, 560, 540, 480, 500, 530, None, None, None, None]
    left = [180, 170, 150, 160, 200, 260, 310, 340, 330, 320, 310, 325, None, None, None, None]
    return {
        "series": [
            Series(name=_("Import"), values=arrived),
            Series(name=_("Export"), values=left),
        ],
        "labels": [f"{hour:02}:00" for hour in range(16)],
        "now_at": 11,
    }


def commodities() -> list[dict[str, str]]:
    shirts = _("T-shirts and singlets, knitted, of cotton")
    others = _("T-shirts and singlets, knitted, of other textile materials")
    woven = _("Men's shirts, woven, of cotton")
    note = _("Chapter 61")
    return [
        {"code": "610910", "label": shirts, "note": note, "chip": "6 %"},
        {"code": "610990", "label": others, "note": note, "chip": "6 %"},
        {
            "code": "620520",
            "label": woven,
            "note": _("Chapter 62"),
            "chip": _("Licence"),
            "tone": "minor",
        },
    ]
