"""What an analyst lays beside a scan: earlier boxes of the firm, typical boxes of such goods."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from inspection.imaging.models import BenchLayout, ImageReview
from inspection.imaging.states import ReviewState, Verdict

MOST = 8
CHAPTER = 2
HEADING = 4


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A concluded scan. Its verdict may be told: nobody reads it any more."""

    scan_no: str
    container_no: str
    verdict: str
    hs_codes: tuple[str, ...]
    width: int
    height: int
    taken_at: datetime


def scans_of_firm(*, firm_key: str, but: str) -> list[Neighbour]:
    """The last concluded scans of the firm's boxes."""
    if not firm_key:
        return []
    return _seen(_concluded(but).filter(firm_key=firm_key))


def typical_scans(*, hs_codes: tuple[str, ...], but: str) -> list[Neighbour]:
    """Scans called clear of boxes whose order named goods of the same heading, newest first."""
    codes = [code for code in hs_codes if len(code) >= HEADING]
    if not codes:
        return []
    alike = _concluded(but).filter(verdict=Verdict.CLEAR, hs_codes__overlap=codes)
    return _seen(alike)


def chapter_of(*, hs_codes: tuple[str, ...]) -> str:
    """The chapter that the first code names; "" without codes."""
    return hs_codes[0][:CHAPTER] if hs_codes else ""


def layout_for(*, user_id: int, chapter: str) -> dict[str, object]:
    """How this person arranges the bench for such goods, else for all others; {} for never."""
    found = {
        one.chapter: one.settings
        for one in BenchLayout.objects.filter(user_id=user_id, chapter__in=[chapter, ""])
    }
    return found.get(chapter) or found.get("") or {}


def _concluded(but: str) -> QuerySet[ImageReview]:
    return ImageReview.objects.filter(state=ReviewState.CONCLUDED, planted=None).exclude(
        scan_no=but
    )


def _seen(found: QuerySet[ImageReview]) -> list[Neighbour]:
    return [
        Neighbour(
            scan_no=one.scan_no,
            container_no=one.container_no,
            verdict=one.verdict,
            hs_codes=tuple(one.hs_codes),
            width=one.width,
            height=one.height,
            taken_at=one.taken_at,
        )
        for one in found.order_by("-taken_at")[:MOST]
    ]
