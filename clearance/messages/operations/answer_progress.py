"""What became of a declaration that a message filed, told to its sender in the same shape."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from clearance.declarations.queries.drafting import draft_filed_as
from clearance.duties.queries import LineView, bill_of
from clearance.messages.facts import Notice, NoticeError, NoticeItem, NoticeTax
from clearance.messages.models import Message
from clearance.messages.operations.answer_message import (
    LONGEST_TEXT,
    about,
    accepted_notice,
    answer_message,
    moment,
    new_reference,
    validation_code,
)
from clearance.messages.states import Act, MessageState, NoticeFunction
from customs_portal.registry import law

FILINGS = (Act.SUMMARY, Act.WHOLE, Act.DRAFT)
CURRENCY = "CNY"
CALCULATED = "4"
FILED = "filed"
REJECTED_BY_OFFICER = "declaration.rejected"


@transaction.atomic
def answer_progress(
    *,
    declaration_no: str,
    function: NoticeFunction,
    cause: str,
    now: datetime,
    bill_no: str = "",
    reason: str = "",
) -> None:
    """Safe to repeat: one notification a message and cause. Silent for declarations of others.

    The message that filed the declaration is answered, not those that only changed it.
    """
    message = (
        Message.objects.select_for_update()
        .filter(declaration_no=declaration_no, state=MessageState.FILED, act__in=FILINGS)
        .first()
    ) or _filed_as_draft(declaration_no, now)
    if message is None:
        return
    notice = Notice(
        function=function,
        reference=new_reference(),
        issued=moment(now),
        about_reference=about(message),
        about_no=declaration_no,
        about_version="1",
    )
    if function == NoticeFunction.INVALIDATED:
        notice = replace(notice, cancelled=moment(now))
    if function == NoticeFunction.REJECTED:
        fault = NoticeError(code=validation_code(REJECTED_BY_OFFICER), text=reason[:LONGEST_TEXT])
        notice = replace(notice, rejected=moment(now), errors=(fault,))
    if bill_no:
        bill = bill_of(bill_no=bill_no)
        notice = replace(notice, status=CALCULATED, items=_items(bill.lines, _codes(bill.rated_on)))
    answer_message(message=message, notice=notice, cause=cause, now=now)


@transaction.atomic
def answer_filed_draft(*, declaration_no: str, now: datetime) -> None:
    """The draft that a message began was filed: accepted. Safe to repeat."""
    _filed_as_draft(declaration_no, now)


def _filed_as_draft(declaration_no: str, now: datetime) -> Message | None:
    """The message whose draft became this declaration, now acted on; whichever news comes first."""
    draft_no = draft_filed_as(declaration_no=declaration_no)
    if not draft_no:
        return None
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("sent_by")
        .filter(draft_no=draft_no, state=MessageState.RECEIVED)
        .first()
    )
    if message is None:
        return None
    message.file(act=Act.DRAFT, declaration_no=declaration_no, by=message.sent_by, at=now)
    answer_message(
        message=message, notice=accepted_notice(message=message, now=now), cause=FILED, now=now
    )
    return message


def _items(lines: Iterable[LineView], codes: Mapping[str, str]) -> tuple[NoticeItem, ...]:
    """The bill's own arithmetic, tax by tax; rates in percent."""
    ordered = sorted(lines, key=lambda one: one.item_no)
    return tuple(
        NoticeItem(position=str(item_no), taxes=tuple(_tax(one, codes) for one in taxes))
        for item_no, taxes in groupby(ordered, key=lambda one: one.item_no)
    )


def _tax(line: LineView, codes: Mapping[str, str]) -> NoticeTax:
    return NoticeTax(
        type_code=codes.get(line.tax, ""),
        currency=CURRENCY,
        base=_money(line.base_cny),
        rate=f"{(line.rate * 100).normalize():f}",
        assessed=_money(line.amount_cny),
        payable=_money(line.amount_cny),
    )


def _codes(on: date) -> Mapping[str, str]:
    """Our taxes by the letters of the tax bill in force on the day."""
    codes: Mapping[str, str] = law.ask("message.tax_codes", on=on).value
    return codes


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
