"""Giving a deposit back: the enterprise asks, an officer decides, the bank pays out."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.duties.events import (
    DepositReturnAsked,
    DepositReturnDecided,
    DepositReturnTakenBack,
    PaymentOrdered,
)
from clearance.duties.models import DepositReturn, Guarantee, Payment, Posting, next_number
from clearance.duties.operations.order_payment import checked_account, new_payment_no
from clearance.duties.operations.post_to_ledger import Account, Leg, post_to_ledger
from clearance.duties.states import PaymentState, ReturnState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.registry import law

FEN = Decimal("0.01")
SHORTEST_REASON = 10
LONGEST_REASON = 400


class NoDeposit(DomainError):
    """Only money that was paid in can be given back."""

    code = "no_deposit"
    sentence = gettext_noop("This guarantee is no deposit: no money of yours is held for it.")
    remedy_sentence = gettext_noop("Ask the bank or the insurer who gave the guarantee.")


class DepositInUse(Fault):
    """The part that no declaration holds is smaller."""

    code = "deposit_in_use"
    sentence = gettext_noop("No more can be given back than the free part of the deposit.")
    remedy_sentence = gettext_noop("Pay the open tax bills; what they hold is then free.")


class ReturnAlreadyAsked(DomainError):
    """One request for a deposit at a time."""

    code = "return_already_asked"
    sentence = gettext_noop("A request to give this deposit back is already waiting.")
    remedy_sentence = gettext_noop("Wait for the answer, or take that request back.")


class ReturnNotWaiting(DomainError):
    """Decided, paid or taken back before."""

    code = "return_not_waiting"
    sentence = gettext_noop("This request does not wait for that any more.")
    remedy_sentence = gettext_noop("Load the request again to see its state.")


@transaction.atomic
def ask_return(
    *, guarantee_no: str, amount_cny: Decimal, account: str, reason: str, by: User, now: datetime
) -> str:
    """Ask for part of an own deposit back, or all that is free; return the request's number.

    Raises ``NotPermitted``, ``NotFound``, ``NoDeposit``, ``DepositInUse``, ``BadAccount``, a
    ``Fault`` for a reason that says too little, ``ReturnAlreadyAsked``.
    """
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    deposit = (
        Guarantee.objects.select_for_update()
        .filter(guarantee_no=guarantee_no, enterprise_id=by.enterprise_id)
        .first()
    )
    if deposit is None:
        raise NotFound(field="guarantee_no")
    if deposit.kind != Guarantee.Kind.DEPOSIT:
        raise NoDeposit(field="guarantee_no")
    _refuse_beyond_free(deposit, amount_cny)
    account = checked_account(account)
    on = timezone.localdate(now)
    reason = _checked(reason, field="reason")
    days = int(law.ask("guarantee.return_answer_days", on=on).value)
    try:
        with transaction.atomic():
            asked = DepositReturn.objects.create(
                return_no=f"BT{now:%Y}{next_number('return'):08d}",
                guarantee=deposit,
                state=ReturnState.ASKED,
                move=told(at=now, by=by, reason=reason),
                amount_cny=amount_cny,
                account=account,
                reason=reason,
                asked_by=by,
                asked_at=now,
                answer_by=now + timedelta(days=days),
            )
    except IntegrityError as error:
        raise ReturnAlreadyAsked(field="guarantee_no") from error
    announce(
        DepositReturnAsked(
            return_no=asked.return_no,
            guarantee_no=guarantee_no,
            amount_cny=amount_cny,
            asked_at=now,
        ),
        actor=by,
    )
    return asked.return_no


@transaction.atomic
def take_back_return(*, return_no: str, by: User, now: datetime) -> None:
    """Raises ``NotPermitted``, ``NotFound``, ``ReturnNotWaiting``."""
    asked = _own(return_no, by)
    if asked.state != ReturnState.ASKED:
        raise ReturnNotWaiting(field="return_no", state=asked.state)
    asked.take_back(by=by, at=now)
    announce(
        DepositReturnTakenBack(
            return_no=return_no, guarantee_no=asked.guarantee.guarantee_no, taken_back_at=now
        ),
        actor=by,
    )


@transaction.atomic
def decide_return(*, return_no: str, grant: bool, answer: str, by: User, now: datetime) -> str:
    """Grant or refuse with a reason; return the state.

    What is granted is used up in the deposit's ledger, owed to the enterprise in the office's,
    and ordered at the bank. Raises ``NotPermitted``, ``NotFound``, ``ReturnNotWaiting``,
    ``DepositInUse`` when declarations took it meanwhile, and a ``Fault`` without a reason.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    asked = _locked(return_no)
    if asked.state != ReturnState.ASKED:
        raise ReturnNotWaiting(field="return_no", state=asked.state)
    answer = _checked(answer, field="answer")
    payment_no = ""
    if grant:
        deposit = Guarantee.objects.select_for_update().get(pk=asked.guarantee_id)
        _refuse_beyond_free(deposit, asked.amount_cny)
        deposit.give_back(reference=return_no, amount_cny=asked.amount_cny, at=now)
        payment = _order(asked, account=asked.account, now=now)
        payment_no = payment.payment_no
        asked.grant(officer=by, answer=answer, at=now, payment=payment)
        _post(asked, now)
    else:
        asked.refuse(officer=by, answer=answer, at=now)
    announce(
        DepositReturnDecided(
            return_no=return_no,
            guarantee_no=asked.guarantee.guarantee_no,
            granted=grant,
            payment_no=payment_no,
            decided_at=now,
        ),
        actor=by,
    )
    return asked.state


@transaction.atomic
def order_return_again(*, return_no: str, account: str, by: User, now: datetime) -> str:
    """The bank could not pay it out: the enterprise names another account.

    Returns the payment's number. Raises ``NotPermitted``, ``NotFound``, ``BadAccount``,
    ``ReturnNotWaiting``.
    """
    asked = _own(return_no, by)
    failed = asked.payment is not None and asked.payment.state == PaymentState.FAILED
    if asked.state != ReturnState.GRANTED or not failed:
        raise ReturnNotWaiting(field="return_no", state=asked.state)
    account = checked_account(account)
    payment = _order(asked, account=account, now=now)
    asked.order_again(account=account, payment=payment)
    announce(
        PaymentOrdered(bill_no=payment.reference, payment_no=payment.payment_no, ordered_at=now),
        actor=by,
    )
    return payment.payment_no


def _locked(return_no: str) -> DepositReturn:
    asked = (
        DepositReturn.objects.select_for_update(of=("self",))
        .select_related("guarantee", "payment")
        .filter(return_no=return_no)
        .first()
    )
    if asked is None:
        raise NotFound(field="return_no")
    return asked


def _own(return_no: str, by: User) -> DepositReturn:
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    asked = _locked(return_no)
    if asked.guarantee.enterprise_id != by.enterprise_id:
        raise NotFound(field="return_no")
    return asked


def _refuse_beyond_free(deposit: Guarantee, amount_cny: Decimal) -> None:
    if not amount_cny.is_finite() or not 0 < amount_cny <= deposit.left_cny:
        raise DepositInUse(field="amount_cny", left_cny=deposit.left_cny)
    if amount_cny != amount_cny.quantize(FEN):
        raise DepositInUse(field="amount_cny", left_cny=deposit.left_cny)


def _checked(text: str, *, field: str) -> str:
    words = " ".join(text.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise Fault(
            _("Give a reason of 10 to 400 characters."),
            field=field,
            rule="reason.required",
            remedy=_("Say why, in a sentence. The journal keeps it."),
        )
    return words


def _order(asked: DepositReturn, *, account: str, now: datetime) -> Payment:
    return Payment.objects.create(
        payment_no=new_payment_no(now=now),
        purpose=Payment.Purpose.RETURN,
        move=told(at=now),
        payer_id=asked.guarantee.enterprise_id,
        state=PaymentState.ORDERED,
        account=account,
        amount_cny=asked.amount_cny,
        ordered_at=now,
        next_try_at=now,
    )


def _post(asked: DepositReturn, now: datetime) -> None:
    whose = asked.guarantee.enterprise_id
    post_to_ledger(
        kind=Posting.Kind.RETURN_GRANTED,
        reference=asked.return_no,
        legs=[
            Leg(account=Account.DEPOSITS, amount_cny=asked.amount_cny, enterprise_id=whose),
            Leg(account=Account.REFUNDS, amount_cny=-asked.amount_cny, enterprise_id=whose),
        ],
        now=now,
    )
