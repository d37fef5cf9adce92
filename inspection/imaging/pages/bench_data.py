"""What the bench's scripts need: addresses, sizes, the analyst's own work, every word they say."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from customs_portal.accounts.models import User
from customs_portal.registry.law import ask, whole_number
from inspection.imaging.operations.keep_reading import ask_advice, kept_reading
from inspection.imaging.pages.words import VERDICTS, bench_words, thing_choices
from inspection.imaging.queries import ScanOnBench
from inspection.imaging.queries.neighbours import (
    Neighbour,
    chapter_of,
    layout_for,
    scans_of_firm,
    typical_scans,
)
from inspection.imaging.states import ADVICE
from inspection.products.queries import filings_of
from inspection.vision.verdicts import Advice

LARGEST_TEXT = 4_000
MOST_FILINGS = 6


def bench_data(scan: ScanOnBench | None, *, user: User, now: datetime) -> dict[str, Any]:
    """Earlier readings of others are in none of it."""
    if scan is None:
        return {"words": bench_words(), "now": now.isoformat()}
    claimed_at = scan.claimed_at or scan.taken_at
    chapter = chapter_of(hs_codes=scan.hs_codes)
    day = timezone.localdate(now)
    return {
        "now": now.isoformat(),
        "scan": {
            "scan_no": scan.scan_no,
            "container_no": scan.container_no,
            "width": scan.width,
            "height": scan.height,
            "claimed_at": claimed_at.isoformat(),
            "target_seconds": target_seconds(claimed_at),
            "mm_per_pixel": int(ask("imaging.mm_per_pixel", on=day).value),
            "pixels_url": reverse("imaging:pixels", args=[scan.scan_no]),
            "conclude_url": reverse("imaging:conclude", args=[scan.scan_no]),
            "second_url": reverse("imaging:second-opinion", args=[scan.scan_no]),
            "keep_url": reverse("imaging:keep", args=[scan.scan_no]),
            "first_look_url": reverse("imaging:first-look", args=[scan.scan_no]),
            "advice_url": reverse("imaging:advice", args=[scan.scan_no]),
        },
        "kept": _kept(scan, user=user, now=now),
        "layout": layout_for(user_id=user.pk, chapter=chapter),
        "layout_url": reverse("imaging:layout"),
        "beside_url": reverse("imaging:beside"),
        "chapter": chapter,
        "things": thing_choices(),
        "words": bench_words(),
    }


def beside_of(scan: ScanOnBench) -> dict[str, Any]:
    """Papers and scans to lay beside this one."""
    earlier = scans_of_firm(firm_key=scan.firm_key, but=scan.scan_no)
    typical = typical_scans(hs_codes=scan.hs_codes, but=scan.scan_no)
    return {
        "earlier": [_shown(one) for one in earlier],
        "typical": [_shown(one) for one in typical],
        "filings": filings_of(
            uscc=scan.firm_key, hs_code=next(iter(scan.hs_codes), ""), limit=MOST_FILINGS
        ),
        "chapter": chapter_of(hs_codes=scan.hs_codes),
    }


def advice_data(found: Advice) -> dict[str, Any]:
    """Advice in the reader's words."""
    data = asdict(found)
    del data["scan_no"]
    data |= {"made_at": found.made_at.isoformat() if found.made_at else ""}
    data["findings"] = [
        one | {"word": str(ADVICE.get(one["kind"].upper(), one["kind"]))}
        for one in data["findings"]
    ]
    return data


def json_in(text: str) -> object:
    """What the text says; None for what is no JSON."""
    try:
        return json.loads(text[:LARGEST_TEXT])
    except (ValueError, RecursionError):
        return None


def target_seconds(at: datetime) -> int:
    return whole_number("inspection.review_target_seconds", at=at)


def minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _kept(scan: ScanOnBench, *, user: User, now: datetime) -> dict[str, Any]:
    """The analyst's own marks so far; advice only if it was shown to them already."""
    found = kept_reading(analyst=user)
    if found is None:
        return {"marks": [], "note": "", "certainty": "SURE", "looked": "", "advice": None}
    shown = found.advice_at is not None
    advice = ask_advice(scan_no=scan.scan_no, by=user, now=now) if shown else None
    return {
        "marks": list(found.marks),
        "note": found.note,
        "certainty": found.certainty,
        "looked": found.first_look,
        "advice": advice_data(advice) if advice else None,
    }


def _shown(one: Neighbour) -> dict[str, Any]:
    return {
        "one": one,
        "verdict": VERDICTS.get(one.verdict, ""),
        "pixels_url": reverse("imaging:pixels", args=[one.scan_no]),
    }
