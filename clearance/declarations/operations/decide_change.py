"""Officers answer a request: one, or two where the law of the day asks for a second."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.events import (
    ChangeApproved,
    ChangeProposed,
    ChangeRefused,
    SummaryAmended,
)
from clearance.declarations.facts import Difference, FullDeclaration
from clearance.declarations.models import ChangeRequest, Declaration
from clearance.declarations.operations.apply_whole_change import checked_whole
from clearance.declarations.operations.ask_change import (
    checked_reason,
    refuse_closed,
    two_officers_law,
    wanted_in,
    write_wanted,
)
from clearance.declarations.operations.check_summary import check_summary
from clearance.declarations.operations.judge_amended import judge_amended
from clearance.declarations.operations.keep_version import (
    keep_first_version,
    keep_next_version,
    version_of,
)
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.operations.review_declaration import SecondPersonNeeded
from clearance.declarations.operations.withdraw_summary import (
    refuse_late_withdrawal,
    withdraw_declaration,
)
from clearance.declarations.rules.second_person import why_two
from clearance.declarations.states import CHANGE_FLOW, ChangeKind, ChangeState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove


class TwoOfficersNeeded(DomainError):
    """The law asks for a proposal by a first officer before anybody approves."""

    code = "two_officers_needed"
    sentence = gettext_noop("This change needs two officers: propose it first.")
    remedy_sentence = gettext_noop("Propose the approval; a colleague then confirms it.")


class OneOfficerIsEnough(DomainError):
    """A proposal would only delay it."""

    code = "one_officer_is_enough"
    sentence = gettext_noop("This change needs no second officer.")
    remedy_sentence = gettext_noop("Approve or refuse it.")


class ChangedSince(DomainError):
    """The declaration is no longer the one that the request was compared with."""

    code = "changed_since"
    sentence = gettext_noop("The declaration was changed after this was asked.")
    remedy_sentence = gettext_noop("Refuse this request; the declarant can ask again.")


@dataclass(frozen=True, kw_only=True)
class _Opened:
    request: ChangeRequest
    declaration: Declaration


@transaction.atomic
def propose_change(*, request_no: str, reason: str, by: User, now: datetime) -> ChangeRequest:
    """The first of two officers would approve it.

    Raises ``NotPermitted``, ``NotFound``, ``SecondPersonNeeded`` for the filer's own request,
    ``OneOfficerIsEnough``, ``Fault`` without a reason, ``IllegalMove``.
    """
    opened = _open(request_no, by)
    request = opened.request
    reason = checked_reason(reason)
    _refuse_move(request, ChangeState.PROPOSED)
    two_because = _two_because(opened, now=now)
    if not two_because:
        raise OneOfficerIsEnough(field="request_no")
    request.propose(by=by, reason=reason, two_because=list(two_because), at=now)
    announce(
        ChangeProposed(
            declaration_no=opened.declaration.declaration_no,
            request_no=request_no,
            reason=reason,
            two_because=two_because,
            proposed_at=now,
        ),
        actor=by,
    )
    return request


@transaction.atomic
def approve_change(*, request_no: str, by: User, now: datetime, reason: str = "") -> ChangeRequest:
    """Write the change into the register, keep the version, judge again, fit the guarantee.

    Raises what ``propose_change`` raises, ``TwoOfficersNeeded``, ``SecondPersonNeeded`` for
    who proposed it, ``ChangedSince``, ``ClosedForChange``, ``TooLateToWithdraw``, ``Faults``
    and what ``reserve_guarantee`` refuses.
    """
    opened = _open(request_no, by)
    request, declaration = opened.request, opened.declaration
    _refuse_move(request, ChangeState.APPROVED)
    if request.proposed_by_id == by.pk:
        raise SecondPersonNeeded(field="request_no")
    if request.base_version != version_of(declaration):
        raise ChangedSince(field="request_no")
    two_because = _two_because(opened, now=now)
    if two_because and request.proposed_by_id is None:
        raise TwoOfficersNeeded(field="request_no")
    request.approve(
        by=by,
        reason=" ".join(reason.split())[:400],
        two_because=list(two_because) or request.two_because if request.proposed_by_id else [],
        at=now,
    )
    keep_first_version(declaration=declaration)
    if request.kind == ChangeKind.WITHDRAW:
        refuse_late_withdrawal(declaration=declaration, on=timezone.localdate(now))
        withdraw_declaration(declaration=declaration, by=by, reason=request.reason, now=now)
    else:
        refuse_closed(declaration=declaration, on=timezone.localdate(now))
        _amend(opened, by=by, now=now)
    version = keep_next_version(declaration=declaration, request=request, now=now)
    announce(
        ChangeApproved(
            declaration_no=declaration.declaration_no,
            request_no=request_no,
            kind=request.kind,
            fields=tuple(one["field"] for one in request.differences),
            version=version.number,
            sha256=version.sha256,
            proposed_by=request.proposed_by.get_username() if request.proposed_by else "",
            approved_at=now,
        ),
        actor=by,
    )
    return request


@transaction.atomic
def refuse_change(*, request_no: str, reason: str, by: User, now: datetime) -> ChangeRequest:
    """The declaration stands as it was; the declarant reads why.

    Raises ``NotPermitted``, ``NotFound``, ``SecondPersonNeeded`` for the filer's own request,
    ``Fault`` without a reason, ``IllegalMove``.
    """
    opened = _open(request_no, by)
    reason = checked_reason(reason)
    opened.request.refuse(by=by, reason=reason, at=now)
    announce(
        ChangeRefused(
            declaration_no=opened.declaration.declaration_no,
            request_no=request_no,
            reason=reason,
            refused_at=now,
        ),
        actor=by,
    )
    return opened.request


def _open(request_no: str, by: User) -> _Opened:
    """Request and declaration, both locked, the declaration first as everywhere."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    number = (
        ChangeRequest.objects.filter(request_no=request_no)
        .values_list("declaration__declaration_no", flat=True)
        .first()
    )
    if number is None:
        raise NotFound(field="request_no")
    declaration = lock(declaration_no=number)
    request = (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("proposed_by")
        .get(request_no=request_no)
    )
    if request.asked_by_id == by.pk or declaration.filed_by_id == by.pk:
        raise SecondPersonNeeded(field="request_no")
    return _Opened(request=request, declaration=declaration)


def _refuse_move(request: ChangeRequest, target: ChangeState) -> None:
    source = ChangeState(request.state)
    if not CHANGE_FLOW.allows(source=source, target=target):
        raise IllegalMove(field="state", source=str(source), target=str(target))


def _two_because(opened: _Opened, *, now: datetime) -> tuple[str, ...]:
    """As things stand now: between asking and answering the goods may have been released."""
    request, declaration = opened.request, opened.declaration
    value_after: Decimal | None = None
    if request.kind == ChangeKind.AMEND:
        wanted = wanted_in(request, declaration=declaration)
        if isinstance(wanted, FullDeclaration):
            checked = checked_whole(declaration=declaration, wanted=wanted)
            value_after = checked.value_cny
        else:
            own = frozenset(declaration.containers.values_list("container_no", flat=True))
            on = timezone.localdate(declaration.accepted_at)
            value_after = check_summary(summary=wanted, on=on, own=own).value_cny
    return why_two(
        state=declaration.state,
        changed=tuple(Difference(**one) for one in request.differences),
        value_before=declaration.value_cny,
        value_after=value_after,
        law=two_officers_law(on=timezone.localdate(now)),
    )


def _amend(opened: _Opened, *, by: User, now: datetime) -> None:
    request, declaration = opened.request, opened.declaration
    wanted = wanted_in(request, declaration=declaration)
    write_wanted(declaration=declaration, wanted=wanted, reason=request.reason, by=by, now=now)
    announce(
        SummaryAmended(
            declaration_no=declaration.declaration_no,
            transport_document=declaration.transport_document,
            fields=tuple(one["field"] for one in request.differences),
            amended_at=now,
        ),
        actor=request.asked_by,
    )
    judge_amended(declaration=declaration, by=request.asked_by, now=now)
