"""Guarantees and what they hold, for enterprises, officers and other wings."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from clearance.duties.models import Guarantee, GuaranteeEntry
from customs_portal.kit.errors import NotFound

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class GuaranteeView:
    """A guarantee as its enterprise sees it."""

    guarantee_no: str
    kind: str
    kind_label: str
    limit_cny: Decimal
    used_cny: Decimal
    left_cny: Decimal
    valid_from: date
    valid_to: date
    in_force: bool
    enterprise: str = ""
    drawn_cny: Decimal = ZERO
    issuer_reference: str = ""

    @property
    def used_percent(self) -> int:
        return int(self.used_cny * 100 / self.limit_cny)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    declaration_no: str
    kind: str
    kind_label: str
    amount_cny: Decimal
    written_at: datetime
    used_after_cny: Decimal


def usable_by(*, enterprise_id: int) -> QuerySet[Guarantee]:
    """Own guarantees, and those of a group the enterprise is a member of."""
    in_group = Guarantee.members.through.objects.filter(enterprise_id=enterprise_id)
    return Guarantee.objects.filter(
        Q(enterprise_id=enterprise_id) | Q(pk__in=in_group.values("guarantee_id"))
    )


def all_guarantees() -> QuerySet[Guarantee]:
    """Everybody's guarantees, newest first, for officers."""
    return Guarantee.objects.select_related("enterprise").order_by("-id")


def guarantees_of(*, enterprise_id: int, on: date) -> list[GuaranteeView]:
    """The enterprise's guarantees, newest first."""
    rows = usable_by(enterprise_id=enterprise_id).select_related("enterprise").order_by("-id")
    return [guarantee_view(row, on) for row in rows]


def guarantee_of(*, guarantee_no: str, enterprise_id: int, on: date) -> GuaranteeView:
    """Raises ``NotFound`` for an unknown number and for one of another enterprise alike."""
    row = usable_by(enterprise_id=enterprise_id).filter(guarantee_no=guarantee_no).first()
    if row is None:
        raise NotFound(field="guarantee_no")
    return guarantee_view(row, on)


def ledger_of(*, guarantee_no: str, enterprise_id: int) -> list[LedgerLine]:
    """Every entry with the running sum, newest first; members of a group see none of it."""
    rows = GuaranteeEntry.objects.filter(
        guarantee__guarantee_no=guarantee_no, guarantee__enterprise_id=enterprise_id
    ).order_by("id")
    used = ZERO
    lines = []
    for row in rows:
        used += -row.amount_cny if row.kind == GuaranteeEntry.Kind.FREE else row.amount_cny
        lines.append(
            LedgerLine(
                declaration_no=row.declaration_no,
                kind=row.kind,
                kind_label=row.get_kind_display(),
                amount_cny=row.amount_cny,
                written_at=row.written_at,
                used_after_cny=used,
            )
        )
    return lines[::-1]


def guarantee_view(row: Guarantee, on: date) -> GuaranteeView:
    return GuaranteeView(
        guarantee_no=row.guarantee_no,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        limit_cny=row.limit_cny,
        used_cny=row.used_cny,
        left_cny=row.left_cny,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        in_force=row.is_in_force(on=on),
        enterprise=row.enterprise.name,
        drawn_cny=row.drawn_cny,
        issuer_reference=row.issuer_reference,
    )
