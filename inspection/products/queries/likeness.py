"""Which accepted products look like this one: vectors in PostgreSQL, compared exactly.

Where the database has the extension ``vector``, it compares (``<=>`` is the cosine distance);
where not, the same vectors are compared here. Both give the same order; no index approximates,
so nothing is missed. ``bench intake`` says what that costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.db import connection

from customs_portal.kit.errors import NotFound
from inspection.products.models import PictureVector, ProductFiling
from inspection.products.queries.lists import FilingRow, rows_of
from inspection.products.rules.embedding import METHOD, Vector, embed
from inspection.products.states import FilingState, PictureKind
from inspection.scans.ports import archive
from inspection.scans.queries.files import files_of
from inspection.scans.rules.planes import unpack

MOST_COMPARED = 50_000
A_FILING_HAS = 12


@dataclass(frozen=True, kw_only=True)
class LikeFiling:
    """``likeness_permille`` is the cosine by ``method``: 1000 is the same picture."""

    filing: FilingRow
    picture_id: int
    likeness_permille: int
    method: str


def filings_like(
    *,
    scan_key: str = "",
    scan_no: str = "",
    vector: Sequence[float] | Vector | None = None,
    kind: str = PictureKind.SCAN,
    uscc: str | None = None,
    limit: int = 10,
) -> list[LikeFiling]:
    """Accepted filings, the likest first, each once. ``scan_key`` is the key of the scan's file,
    as a review has it. A scan that is not in the archive is like nothing.
    """
    if vector is None:
        try:
            planes_key = files_of(scan_no=scan_no, kept_key=scan_key).planes_key
        except NotFound:
            return []
        vector = embed(unpack(archive().read(planes_key)))
    wanted = np.asarray(vector, np.float32)
    nearest = _asked_of_database if has_vectors() else _compared_here
    found: dict[int, tuple[int, int]] = {}
    for filing_id, picture_id, cosine in nearest(wanted, kind, uscc, limit * A_FILING_HAS):
        found.setdefault(filing_id, (picture_id, int(np.clip(round(cosine * 1000), 0, 1000))))
    return _filings(found, limit)


def likest_of(*, filing_no: str, limit: int = 6) -> list[LikeFiling]:
    """What looks like the pictures of this filing, itself left out."""
    rows = PictureVector.objects.filter(
        picture__filing__filing_no=filing_no, picture__removed_at=None, method=METHOD
    )
    best: dict[str, LikeFiling] = {}
    for kind, vector in rows.order_by("id").values_list("kind", "vector")[:A_FILING_HAS]:
        for one in filings_like(vector=vector, kind=kind, limit=limit + 1):
            number = one.filing.filing_no
            known = best.get(number)
            if number != filing_no and (
                known is None or known.likeness_permille < one.likeness_permille
            ):
                best[number] = one
    return sorted(best.values(), key=lambda one: -one.likeness_permille)[:limit]


def filings_of(*, uscc: str, hs_code: str = "", limit: int = 50) -> list[FilingRow]:
    """Accepted filings of a firm, those of the commodity (its heading) first."""
    rows = ProductFiling.objects.select_related("enterprise").filter(
        state=FilingState.ACCEPTED, enterprise__uscc=uscc
    )
    found = list(rows.order_by("-decided_at", "-id")[: 4 * limit]) if uscc else []
    found.sort(key=lambda one: _apart(one.hs_code, hs_code))
    return rows_of(found[:limit])


@cache
def has_vectors() -> bool:
    """Whether this database has the extension; asked once a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
        return bool(cursor.fetchone()[0])


def _asked_of_database(
    wanted: Vector, kind: str, uscc: str | None, most: int
) -> list[tuple[int, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.filing_id, p.id,"
            "  1 - (v.vector::real[]::vector <=> %s::real[]::vector) AS near"
            "  FROM products_picturevector v JOIN products_productpicture p ON p.id = v.picture_id"
            "  JOIN products_productfiling f ON f.id = p.filing_id"
            "  JOIN registry_enterprise e ON e.id = f.enterprise_id"
            " WHERE v.method = %s AND v.kind = %s AND p.removed_at IS NULL AND f.state = 'ACCEPTED'"
            "   AND (%s IS NULL OR e.uscc = %s)"
            " ORDER BY near DESC, p.id LIMIT %s",
            [[float(one) for one in wanted], METHOD, kind, uscc, uscc, most],
        )
        return [(int(a), int(b), float(c)) for a, b, c in cursor.fetchall()]


def _compared_here(
    wanted: Vector, kind: str, uscc: str | None, most: int
) -> list[tuple[int, int, float]]:
    rows = PictureVector.objects.filter(
        method=METHOD,
        kind=kind,
        picture__removed_at=None,
        picture__filing__state=FilingState.ACCEPTED,
    )
    if uscc is not None:
        rows = rows.filter(picture__filing__enterprise__uscc=uscc)
    held = list(
        rows.order_by("picture_id").values_list("picture__filing_id", "picture_id", "vector")[
            :MOST_COMPARED
        ]
    )
    if not held:
        return []
    matrix = np.array([vector for _f, _p, vector in held], np.float32)
    cosines = matrix @ wanted
    best = np.argsort(-cosines, kind="stable")[:most]
    return [(held[at][0], held[at][1], float(cosines[at])) for at in best]


def _filings(found: dict[int, tuple[int, int]], limit: int) -> list[LikeFiling]:
    chosen = list(found)[:limit]
    filings = {
        one.pk: one
        for one in ProductFiling.objects.select_related("enterprise").filter(pk__in=chosen)
    }
    rows = rows_of([filings[filing_id] for filing_id in chosen])
    return [
        LikeFiling(
            filing=row,
            picture_id=found[filing_id][0],
            likeness_permille=found[filing_id][1],
            method=METHOD,
        )
        for filing_id, row in zip(chosen, rows, strict=True)
    ]


def _apart(one: str, other: str) -> int:
    """How many of the first six digits differ, from the left."""
    same = 0
    for left, right in zip(one[:6], other[:6], strict=False):
        if left != right:
            break
        same += 1
    return 6 - same
