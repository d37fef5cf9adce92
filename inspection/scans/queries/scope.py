"""Whose scans an officer may see: those of the places of the posts that are in force.

An analyst does not look scans up that are being judged: a test image of the review room lies in no
archive and would be told apart by that, and the machine's advice comes after the own first look.
"""

from datetime import datetime

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from inspection.scans.ports import on_bench


def places_seen(*, by: User, at: datetime) -> frozenset[str] | None:
    """Codes of the places; None for all of them (a post at a whole office)."""
    if by.enterprise_id is not None:
        return frozenset()
    posts = list(by.posts.in_force(at=at).values_list("place__code", flat=True))
    return None if None in posts else frozenset(posts)


def kept_back(*, by: User) -> frozenset[str]:
    """Numbers of scans that this officer may not look up yet."""
    return on_bench() if by.holds(Duty.REVIEW_IMAGE) else frozenset()


def may_see(*, scan_no: str, place_code: str, by: User, at: datetime) -> bool:
    places = places_seen(by=by, at=at)
    return (places is None or place_code in places) and scan_no not in kept_back(by=by)
