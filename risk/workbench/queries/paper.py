"""The profile of a firm as a document: a copy of what stands at the moment of printing."""

from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from customs_portal.kit import printing
from customs_portal.registry.models import CreditGrade
from risk.statistics import Share
from risk.workbench.queries.profile import Profile

TEMPLATE = Path(__file__).parents[1] / "templates" / "workbench" / "profile.typ"


def print_profile(*, one: Profile, first: date, last: date, now: datetime) -> bytes:
    """PDF/A for officers."""
    whole, usual = one.whole, one.usual
    data = {
        "key": one.firm.key,
        "name": one.firm.name,
        "printed": timezone.localtime(now).strftime("%Y-%m-%d %H:%M"),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "judged": f"{whole.judged:,}" if whole else "0",
        "value": f"{whole.value_cny:,}" if whole else "0",
        "found": f"{whole.found:,}" if whole else "0",
        "stopped": in_words(one.stopped),
        "hit": in_words(one.hit),
        "usual_stopped": in_words(usual.stopped) if usual else "–",
        "usual_hit": in_words(usual.hit) if usual else "–",
        "grades": [
            [
                _grade(period.grade),
                period.valid_from.isoformat(),
                period.valid_to.isoformat() if period.valid_to else "–",
                period.source or "–",
            ]
            for period in one.grades
        ],
        "parts": [
            [kind, [[t.key, f"{t.judged:,}", f"{t.stopped:,}", f"{t.found:,}"] for t in things]]
            for kind, things in one.parts
            if things
        ],
    }
    return printing.print_pdf(TEMPLATE, name="profile", data=data)


def in_words(share: Share) -> str:
    """``12.3 % (10.1 – 15.0)``, or a dash where nothing is known."""
    if share.value is None or share.low is None or share.high is None:
        return "–"
    return f"{share.value * 100:.1f} % ({share.low * 100:.1f} – {share.high * 100:.1f})"


def _grade(code: str) -> str:
    known = code in CreditGrade.Grade.values
    return str(CreditGrade.Grade(code).label) if known else code
