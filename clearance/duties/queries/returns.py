"""Deposits asked back, as the enterprise and the officers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clearance.duties.models import DepositReturn
from clearance.duties.states import RETURN_FLOW, PaymentState, ReturnState
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import StateLine, Wording, state_lines
from customs_portal.kit.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class ReturnView:
    return_no: str
    guarantee_no: str
    enterprise: str
    state: str
    state_label: str
    amount_cny: Decimal
    free_cny: Decimal
    account: str
    reason: str
    asked_by: str
    asked_at: datetime
    answer_by: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    paid_at: datetime | None
    payment_no: str
    payment_failed: bool

    @property
    def is_open(self) -> bool:
        return self.state == ReturnState.ASKED


@dataclass(frozen=True, kw_only=True)
class ReturnSearch:
    """What the officers' list is narrowed to; without a word, what waits for a decision."""

    number: str = ""
    state: str = ReturnState.ASKED
    sort: str = "answer_by"

    SORTS: ClassVar[tuple[str, ...]] = (
        "answer_by", "-answer_by", "asked_at", "-asked_at", "amount_cny", "-amount_cny",
    )  # fmt: skip

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            number="".join(words.get("q", "").split())[:24].upper(),
            state=state if state in (*ReturnState.values, "all") else ReturnState.ASKED,
            sort=sort if sort in cls.SORTS else "answer_by",
        )


def find_returns(*, search: ReturnSearch) -> QuerySet[DepositReturn]:
    """For officers: of every enterprise."""
    rows = _rows()
    if search.state != "all":
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(
            Q(return_no=search.number)
            | Q(guarantee__guarantee_no=search.number)
            | Q(guarantee__enterprise__uscc=search.number)
        )
    return rows.order_by(search.sort, "id")


def return_for_officer(*, return_no: str) -> ReturnView:
    """Raises ``NotFound``."""
    row = _rows().filter(return_no=return_no).first()
    if row is None:
        raise NotFound(field="return_no")
    return return_view(row)


def return_of(*, return_no: str, enterprise_id: int) -> ReturnView:
    """Raises ``NotFound`` for another enterprise's too."""
    row = _rows().filter(return_no=return_no, guarantee__enterprise_id=enterprise_id).first()
    if row is None:
        raise NotFound(field="return_no")
    return _for_the_firm(row)


def returns_of(*, enterprise_id: int, guarantee_no: str = "") -> list[ReturnView]:
    """The enterprise's requests, the last first; of one deposit, or the newest 200 of all."""
    rows = _rows().filter(guarantee__enterprise_id=enterprise_id).order_by("-id")
    if guarantee_no:
        rows = rows.filter(guarantee__guarantee_no=guarantee_no)
    return [_for_the_firm(row) for row in rows[:200]]


def _for_the_firm(row: DepositReturn) -> ReturnView:
    """A firm is not told which officer decided."""
    view = return_view(row)
    return replace(view, decided_by=_("Customs officer")) if view.decided_by else view


def history_of_returns(*, return_nos: Sequence[str], officer: bool) -> tuple[StateLine, ...]:
    """Every state that these requests have had; whose they are was asked before."""
    keys = DepositReturn.objects.filter(return_no__in=return_nos).values_list("pk", "return_no")
    wording = Wording(flow=RETURN_FLOW, states=dict(ReturnState.choices))
    return state_lines(wording=wording, subjects=dict(keys), officer=officer)


def return_view(row: DepositReturn) -> ReturnView:
    payment = row.payment
    failed = payment is not None and payment.state == PaymentState.FAILED
    return ReturnView(
        return_no=row.return_no,
        guarantee_no=row.guarantee.guarantee_no,
        enterprise=row.guarantee.enterprise.name,
        state=row.state,
        state_label=row.get_state_display(),
        amount_cny=row.amount_cny,
        free_cny=row.guarantee.left_cny,
        account=row.account,
        reason=row.reason,
        asked_by=_name(row.asked_by),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        decided_by=_name(row.decided_by),
        decided_at=row.decided_at,
        answer=row.answer,
        paid_at=row.paid_at,
        payment_no=payment.payment_no if payment is not None else "",
        payment_failed=row.state == ReturnState.GRANTED and failed,
    )


def _rows() -> QuerySet[DepositReturn]:
    return DepositReturn.objects.select_related(
        "guarantee__enterprise", "payment", "asked_by", "decided_by"
    )


def _name(person: User | None) -> str:
    return (person.display_name or person.get_username()) if person is not None else ""
