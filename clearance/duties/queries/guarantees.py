"""Guarantees and what they hold, for enterprises, officers and other wings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, overload

from django.db.models import Case, F, Q, QuerySet, Sum, When, Window

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
    returned_cny: Decimal = ZERO

    @property
    def is_deposit(self) -> bool:
        """Money that was paid in, and can be asked back."""
        return self.kind == Guarantee.Kind.DEPOSIT

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

    @property
    def of_return(self) -> bool:
        """The number is that of a request to give back, not of a declaration."""
        return self.kind == GuaranteeEntry.Kind.RETURN


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


class Ledger(Sequence[LedgerLine]):
    """Every entry with the running sum, newest first; only the rows that are asked for are read."""

    def __init__(self, rows: QuerySet[GuaranteeEntry]) -> None:
        signed = Case(
            When(kind=GuaranteeEntry.Kind.FREE, then=-F("amount_cny")), default="amount_cny"
        )
        self.rows = rows.annotate(
            used_after_cny=Window(Sum(signed), order_by=F("id").asc())
        ).order_by("-id")

    def __len__(self) -> int:
        return self.rows.order_by().count()

    @overload
    def __getitem__(self, at: int) -> LedgerLine: ...
    @overload
    def __getitem__(self, at: slice) -> list[LedgerLine]: ...
    def __getitem__(self, at: int | slice) -> LedgerLine | list[LedgerLine]:
        found = self.rows[at]
        return _line(found) if isinstance(found, GuaranteeEntry) else [_line(row) for row in found]

    def __iter__(self) -> Iterator[LedgerLine]:
        return map(_line, self.rows.iterator(chunk_size=2000))


def ledger_of(*, guarantee_no: str, enterprise_id: int) -> Ledger:
    """The ledger of an own guarantee; members of a group see none of it."""
    return Ledger(
        GuaranteeEntry.objects.filter(
            guarantee__guarantee_no=guarantee_no, guarantee__enterprise_id=enterprise_id
        )
    )


def _line(row: Any) -> LedgerLine:
    return LedgerLine(
        declaration_no=row.declaration_no,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        amount_cny=row.amount_cny,
        written_at=row.written_at,
        used_after_cny=row.used_after_cny,
    )


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
        returned_cny=row.returned_cny,
        issuer_reference=row.issuer_reference,
    )
