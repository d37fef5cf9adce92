"""The declarant asks to amend or to withdraw an accepted declaration (修改、撤销)."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import ChangeAsked, ChangeTakenBack
from clearance.declarations.facts import Difference, Summary
from clearance.declarations.models import ChangeRequest, Declaration, next_change_sequence
from clearance.declarations.operations.apply_change import write_amendment
from clearance.declarations.operations.keep_version import declared, version_of
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.operations.withdraw_summary import refuse_late_withdrawal
from clearance.declarations.rules.documents import differences, document_of
from clearance.declarations.rules.second_person import TwoOfficersLaw, touches, why_two
from clearance.declarations.states import ChangeKind, ChangeState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.registry import law

SHORTEST_REASON = 10
LONGEST_REASON = 400


class ClosedForChange(DomainError):
    """While the goods are being examined, or after the tax was billed, nothing is amended."""

    code = "closed_for_change"
    sentence = gettext_noop("In this state a declaration cannot be amended.")
    remedy_sentence = gettext_noop(
        "Wait for the end of the inspection. What was billed is put right by the tax office."
    )


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
    *, declaration_no: str, wanted: Summary, reason: str, by: User, now: datetime
) -> ChangeRequest:
    """Ask for these answers in the place of those that stand.

    What could not be accepted is refused now and not by the officer: the amendment is written
    and taken back in one savepoint. Raises ``NotFound``, ``ClosedForChange``, ``Faults``,
    ``NothingChanges``, ``ChangeAlreadyAsked`` and what ``reserve_guarantee`` refuses.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    refuse_closed(declaration=declaration, on=timezone.localdate(now))
    reason = checked_reason(reason)
    before = document_of(declared(declaration))
    value_before = declaration.value_cny
    with transaction.atomic():
        trial = lock_own(declaration_no=declaration_no, by=by)
        _refuse_fixed(before, document_of(wanted), on=timezone.localdate(now))
        checked = write_amendment(declaration=trial, wanted=wanted, now=now)
        after = document_of(declared(trial))
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
            value_after=checked.value_cny,
            law=two_officers_law(on=timezone.localdate(now)),
        ),
        by=by,
        now=now,
    )


@transaction.atomic
def ask_withdrawal(*, declaration_no: str, reason: str, by: User, now: datetime) -> ChangeRequest:
    """Ask to take the declaration back.

    Raises ``NotFound``, ``TooLateToWithdraw``, ``Fault`` without a reason and
    ``ChangeAlreadyAsked``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    refuse_late_withdrawal(declaration=declaration)
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
    request.take_back(at=now)
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


def _refuse_fixed(before: dict[str, object], after: dict[str, object], *, on: date) -> None:
    rule = law.ask("amendment.fixed_fields", on=on)
    fixed = touches(differences(before, after), rule.value)
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
