"""A firm's own draws: what proves them without showing anybody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound
from inspection.draws.models import DrawDay, PoolDraw, PoolSubject
from inspection.draws.queries.day_file import FILED, filed_leaf, filed_leaf_begun
from inspection.draws.rules.lottery import blind_id, lot_of, nonce_of, path_of, pool_key, root_of
from inspection.draws.states import DrawState, SubjectKind
from risk.assessments.queries import FallenLot, lot_fallen

FORMAT = "customs-draws/1"
MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class OwnSubject:
    """One subject of the firm; ``drawn`` None while chance has not spoken."""

    key: int
    kind: str
    kind_label: str
    reference: str
    place_code: str
    grade: str
    entered_at: datetime
    draw_no: str
    day: date | None
    state_label: str
    drawn: bool | None
    root: str


def own_subjects(*, by: User, text: str = "") -> list[OwnSubject]:
    """The newest subjects of the reader's enterprise."""
    if by.enterprise_id is None:
        return []
    found = PoolSubject.objects.filter(enterprise_id=by.enterprise_id)
    if text:
        found = found.filter(reference__icontains=text)
    rows = found.select_related("draw__day").defer("draw__leaves", "draw__drawn")
    return [_own(one) for one in rows.order_by("-pk")[:MOST_ROWS]]


def own_subjects_named(*, by: User, references: Iterable[str]) -> list[OwnSubject]:
    """Of the reader's enterprise, those that lay in a pool under one of these references."""
    wanted = {one for one in references if one}
    if by.enterprise_id is None or not wanted:
        return []
    found = PoolSubject.objects.filter(
        enterprise_id=by.enterprise_id, reference__in=wanted, draw__isnull=False
    )
    rows = found.select_related("draw__day").defer("draw__leaves", "draw__drawn")
    return [_own(one) for one in rows.order_by("-pk")[:MOST_ROWS]]


def receipt(*, key: int, by: User) -> dict[str, Any]:
    """One line that its firm can check alone. Raises ``NotFound``, also for others' subjects.

    Before the secret is told it proves that the subject lies in the committed pool and no more.
    """
    subject = (
        PoolSubject.objects.select_related("draw__day")
        .filter(pk=key, enterprise_id=by.enterprise_id, draw__isnull=False)
        .first()
        if by.enterprise_id is not None
        else None
    )
    if subject is None or subject.draw is None:
        raise NotFound(field="key", key=key)
    return receipt_of(subject, subject.draw)


def receipt_of(subject: PoolSubject, draw: PoolDraw, /) -> dict[str, Any]:
    leaves = draw.leaves.split("\n")
    leaf = f"S|{subject.subject_id}|{subject.kind}|{subject.grade}|{subject.rate}"
    at = leaves.index(leaf)
    told = draw.day.revealed_at is not None
    drawn = draw.state == DrawState.DRAWN
    return {
        "receipt": FORMAT,
        "day": draw.day.day.isoformat(),
        "draw": draw.draw_no,
        "kind": subject.kind,
        "reference": subject.reference,
        "nonce": subject.nonce,
        "leaf": leaf,
        "at": at,
        "size": len(leaves),
        "path": path_of(leaves, at=at),
        "root": draw.root,
        "commitment": draw.day.commitment,
        "rate": subject.rate,
        "head": draw.head or None,
        "public_value": draw.public_value or None,
        "beacon": draw.beacon or None,
        "secret": draw.day.secret if told else None,
        "lot": lot_of(pool_key(secret=draw.day.secret, beacon=draw.beacon), subject.subject_id)
        if told and drawn
        else None,
        "drawn": bool(subject.drawn) if drawn else None,
    }


@dataclass(frozen=True, kw_only=True)
class OwnLot:
    """How chance spoke of a declaration of the reader's firm; ``is_told``: the day is published."""

    reference: str
    day: date
    drawn: bool
    is_told: bool


def own_lot(*, reference: str, by: User) -> OwnLot | None:
    """None where no lot of a published day fell on it, and for others' declarations."""
    found = _lot_of(reference, by)
    if found is None:
        return None
    lot, day = found
    return OwnLot(
        reference=reference, day=lot.on, drawn=lot.drawn, is_told=day.revealed_at is not None
    )


def filing_receipt(*, reference: str, by: User) -> dict[str, Any]:
    """What proves the lot of a declaration, from the minute it fell. Raises ``NotFound``.

    Before the secret is told it names what was filed, the rate, the result and the hash of the
    secret: enough to find in the file of the day whether that was kept to. Then it is whole.
    """
    found = _lot_of(reference, by)
    if found is None:
        raise NotFound(field="reference", reference=reference)
    lot, day = found
    nonce = nonce_of(master=settings.DRAW_SECRET, kind=FILED, reference=reference)
    subject_id = blind_id(nonce=nonce, kind=FILED, reference=reference)
    told = day.revealed_at is not None
    leaves = day.lot_leaves.split("\n") if told else []
    leaf = filed_leaf(subject_id, lot) if told else filed_leaf_begun(subject_id, lot)
    at = leaves.index(leaf) if leaf in leaves else None
    return {
        "receipt": FORMAT,
        "day": lot.on.isoformat(),
        "draw": "",
        "kind": FILED,
        "reference": reference,
        "nonce": nonce,
        "filed": lot.filed,
        "leaf": leaf,
        "at": at,
        "size": len(leaves) or None,
        "path": [] if at is None else path_of(leaves, at=at),
        "root": None if at is None else root_of(leaves),
        "commitment": day.commitment,
        "rate": lot.rate,
        "secret": day.secret if told else None,
        "lot": lot.lot if told else None,
        "drawn": lot.drawn,
    }


def _lot_of(reference: str, by: User) -> tuple[FallenLot, DrawDay] | None:
    firm = by.enterprise
    lot = lot_fallen(reference=reference) if firm is not None else None
    if firm is None or lot is None or not {firm.uscc, firm.file_reference} & {*lot.firms}:
        return None
    day = DrawDay.objects.filter(day=lot.on).first()
    return None if day is None else (lot, day)


def _own(one: PoolSubject) -> OwnSubject:
    draw = one.draw
    return OwnSubject(
        key=one.pk,
        kind=one.kind,
        kind_label=str(SubjectKind(one.kind).label),
        reference=one.reference,
        place_code=one.place_code,
        grade=one.grade,
        entered_at=one.entered_at,
        draw_no=draw.draw_no if draw else "",
        day=draw.day.day if draw else None,
        state_label=draw.get_state_display()
        if draw
        else _("Taken out before the cut-off")
        if one.out_at
        else "",
        drawn=bool(one.drawn) if draw and draw.state == DrawState.DRAWN else None,
        root=draw.root if draw else "",
    )
