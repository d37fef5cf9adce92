"""The declarant asks to amend or to withdraw an accepted declaration (修改、撤销)."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import ChangeAsked, ChangeTakenBack
from clearance.declarations.facts import Difference, FullDeclaration, Summary
from clearance.declarations.models import ChangeRequest, Declaration, next_change_sequence
from clearance.declarations.operations.apply_change import write_amendment
from clearance.declarations.operations.apply_whole_change import write_whole_amendment
from clearance.declarations.operations.keep_version import standing, version_of
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.operations.withdraw_summary import refuse_late_withdrawal
from clearance.declarations.rules.documents import (
    HEAD,
    differences,
    document_of,
    full_in,
    summary_in,
    summary_of,
)
from clearance.declarations.rules.second_person import TwoOfficersLaw, touches, why_two
from clearance.declarations.states import ChangeKind, ChangeState, Procedure
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.registry import law

SHORTEST_REASON = 10
LONGEST_REASON = 400


class ClosedForChange(DomainError):
    """While the goods are being examined, or once the declaration is settled."""

    code = "closed_for_change"
    sentence = gettext_noop("In this state a declaration cannot be amended.")
    remedy_sentence = gettext_noop(
        "Wait for the end of the inspection. What was billed is put right by the tax office."
    )


class OtherKind(DomainError):
    """A summary cannot take the place of a declaration in one step, nor the other way round."""

    code = "other_kind"
    http_status = 422
    sentence = gettext_noop("This declaration was filed in the other procedure.")
    remedy_sentence = gettext_noop("Send the answers of the form in which it was filed.")


class ChangeAlreadyAsked(DomainError):
    """One request at a time."""

    code = "change_already_asked"
    sentence = gettext_noop("A change of this declaration is already waiting for an officer.")
    remedy_sentence = gettext_noop("Wait for the answer, or take that request back.")


class NothingChanges(DomainError):
    """The answers are the ones that stand."""

    code = "nothing_changes"
    http_status = 422
    sentence = gettext_noop("These are the answers that stand already.")
    remedy_sentence = gettext_noop("Change at least one answer.")


@transaction.atomic
def ask_amendment(
    *,
    declaration_no: str,
    wanted: Summary | FullDeclaration,
    reason: str,
    by: User,
    now: datetime,
) -> ChangeRequest:
    """Ask for these answers in the place of those that stand, of the kind that was filed.

    What could not be accepted is refused now and not by the officer: the amendment is written
    and taken back in one savepoint. Raises ``NotFound``, ``ClosedForChange``, ``OtherKind``,
    ``Faults``, ``NothingChanges``, ``ChangeAlreadyAsked`` and what ``reserve_guarantee`` and
    ``rebill_tax`` refuse.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    refuse_closed(declaration=declaration, on=timezone.localdate(now))
    reason = checked_reason(reason)
    before = standing(declaration)
    value_before = declaration.value_cny
    with transaction.atomic():
        trial = lock_own(declaration_no=declaration_no, by=by)
        _refuse_fixed(before, wanted, on=timezone.localdate(now))
        value_after = write_wanted(declaration=trial, wanted=wanted, reason=reason, by=by, now=now)
        after = standing(trial)
        transaction.set_rollback(True)
    changed = differences(before, after)
    if not changed:
        raise NothingChanges(field="reason")
    return _ask(
        declaration,
        kind=ChangeKind.AMEND,
        reason=reason,
        wanted=after,
        changed=changed,
        two_because=why_two(
            state=declaration.state,
            changed=changed,
            value_before=value_before,
            value_after=value_after,
            law=two_officers_law(on=timezone.localdate(now)),
        ),
        by=by,
        now=now,
    )


@transaction.atomic
def ask_withdrawal(*, declaration_no: str, reason: str, by: User, now: datetime) -> ChangeRequest:
    """Ask to take the declaration back.

    Raises ``NotFound``, ``TooLateToWithdraw``, ``PaymentUnderWay``, ``Fault`` without a reason
    and ``ChangeAlreadyAsked``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    refuse_late_withdrawal(declaration=declaration, on=timezone.localdate(now))
    return _ask(
        declaration,
        kind=ChangeKind.WITHDRAW,
        reason=checked_reason(reason),
        wanted={},
        changed=(),
        two_because=why_two(
            state=declaration.state,
            changed=(),
            value_before=declaration.value_cny,
            value_after=None,
            law=two_officers_law(on=timezone.localdate(now)),
        ),
        by=by,
        now=now,
    )


@transaction.atomic
def take_back_change(*, request_no: str, by: User, now: datetime) -> ChangeRequest:
    """Raises ``NotFound`` for another enterprise's, ``IllegalMove`` for an answered one."""
    number = (
        ChangeRequest.objects.filter(request_no=request_no)
        .values_list("declaration__declaration_no", flat=True)
        .first()
    )
    if number is None:
        raise NotFound(field="request_no")
    lock_own(declaration_no=number, by=by)
    request = ChangeRequest.objects.select_for_update().get(request_no=request_no)
    request.take_back(by=by, at=now)
    announce(
        ChangeTakenBack(declaration_no=number, request_no=request_no, taken_back_at=now), actor=by
    )
    return request


def refuse_closed(*, declaration: Declaration, on: date) -> None:
    """Raises ``ClosedForChange`` in the states in which the law of ``on`` allows no amendment."""
    rule = law.ask("amendment.closed_states", on=on)
    if declaration.state in rule.value:
        raise ClosedForChange(field="state", law=rule.source)


def two_officers_law(*, on: date) -> TwoOfficersLaw:
    return TwoOfficersLaw(
        states=frozenset(law.ask("amendment.two_officers_states", on=on).value),
        fields=frozenset(law.ask("amendment.two_officers_fields", on=on).value),
        value_down_permille=law.ask("amendment.two_officers_value_down_permille", on=on).decimal,
    )


def checked_reason(text: str) -> str:
    """Raises a ``Fault`` when it says too little or too much."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Fault(
            _("Give a reason of 10 to 400 characters."),
            field="reason",
            rule="reason.required",
            remedy=_("Say what was wrong and why. The journal keeps it."),
        )
    return reason


def write_wanted(
    *,
    declaration: Declaration,
    wanted: Summary | FullDeclaration,
    reason: str,
    by: User,
    now: datetime,
) -> Decimal:
    """Write the answers into the register, and return their value in CNY.

    Within the caller's transaction, which holds the row. Raises ``OtherKind`` and what
    ``write_amendment`` and ``write_whole_amendment`` raise.
    """
    if isinstance(wanted, FullDeclaration) != (declaration.procedure == Procedure.ONE_STEP):
        raise OtherKind(field="declaration_no")
    if isinstance(wanted, FullDeclaration):
        return write_whole_amendment(
            declaration=declaration, wanted=wanted, reason=reason, by=by, now=now
        ).value_cny
    return write_amendment(declaration=declaration, wanted=wanted, now=now).value_cny


def wanted_in(request: ChangeRequest, *, declaration: Declaration) -> Summary | FullDeclaration:
    """What the request asks for."""
    if declaration.procedure == Procedure.ONE_STEP:
        return full_in(request.wanted, source=declaration.source)
    absent = frozenset(declaration.absent)
    return summary_in(request.wanted, source=declaration.source, absent=absent)


def _refuse_fixed(before: dict[str, Any], wanted: Summary | FullDeclaration, *, on: date) -> None:
    summary = summary_of(wanted) if isinstance(wanted, FullDeclaration) else wanted
    rule = law.ask("amendment.fixed_fields", on=on)
    shared = {name: before[name] for name in (*HEAD, "items")}
    fixed = touches(differences(shared, document_of(summary)), rule.value)
    if fixed:
        raise Faults(
            [
                Fault(
                    _("This answer cannot be amended."),
                    field=field,
                    rule="amendment.fixed",
                    remedy=_("Ask to withdraw the declaration and file a new one."),
                    law=rule.source,
                )
                for field in fixed
            ]
        )


def _ask(
    declaration: Declaration,
    *,
    kind: ChangeKind,
    reason: str,
    wanted: dict[str, object],
    changed: tuple[Difference, ...],
    two_because: tuple[str, ...],
    by: User,
    now: datetime,
) -> ChangeRequest:
    on = timezone.localdate(now)
    hours = int(law.ask("amendment.answer_hours", on=on).value)
    try:
        with transaction.atomic():
            request = ChangeRequest.objects.create(
                request_no=f"CR{on.year}{next_change_sequence():08d}",
                declaration=declaration,
                kind=kind,
                state=ChangeState.ASKED,
                move=told(at=now, by=by, reason=reason, law="amendment.answer_hours"),
                reason=reason,
                wanted=wanted,
                differences=[asdict(one) for one in changed],
                base_version=version_of(declaration),
                two_because=list(two_because),
                answer_by=now + timedelta(hours=hours),
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError as error:
        raise ChangeAlreadyAsked(field="declaration_no") from error
    announce(
        ChangeAsked(
            declaration_no=declaration.declaration_no,
            request_no=request.request_no,
            kind=kind,
            fields=tuple(one.field for one in changed),
            reason=reason,
            asked_at=now,
        ),
        actor=by,
    )
    return request
