"""Two-stage access (两段准入): goods leave the port and are checked elsewhere before use."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import (
    AccessAsked,
    AccessChecked,
    AccessOrdered,
    AccessProposed,
    AccessRefused,
)
from clearance.declarations.models import AccessInstruction, Declaration
from clearance.declarations.operations.ask_change import checked_reason
from clearance.declarations.operations.open_declaration import lock, lock_own
from clearance.declarations.operations.review_declaration import SecondPersonNeeded
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import (
    ACCESS_FLOW,
    OPEN_ACCESS,
    AccessKind,
    AccessState,
    DeclarationState,
    Direction,
)
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.registry import law
from customs_portal.registry.queries import inspection_yards

ON_CONDITION = frozenset({AccessKind.CONDITIONAL_REMOVAL, AccessKind.TRANSFER})
CHECKED_LATER = frozenset(
    {
        DeclarationState.CLEARED_TO_LEAVE,
        DeclarationState.RELEASED_FOR_PICKUP,
        DeclarationState.COMPLETED,
    }
)
LONGEST_SITE = 120


class NotToBeMoved(DomainError):
    """Only held goods whose inspection has not begun go elsewhere on condition."""

    code = "not_to_be_moved"
    sentence = gettext_noop("Only goods that are held and not yet being inspected can be moved.")
    remedy_sentence = gettext_noop("Follow the declaration: cleared goods may leave anyway.")


class NothingToCheckLater(DomainError):
    """A check at the destination follows goods that may leave the port."""

    code = "nothing_to_check_later"
    sentence = gettext_noop("Only goods that may leave the port are checked at the destination.")
    remedy_sentence = gettext_noop("Held goods are inspected at the port.")


class NoSuchYard(Fault):
    """Goods are transferred to a yard or a hall of the register of places."""

    code = "no_such_yard"
    sentence = gettext_noop("No yard of this port takes these goods under this code.")
    remedy_sentence = gettext_noop("Enter the code of one of these: %(yards)s.")


class AccessAlreadyOpen(DomainError):
    """One instruction at a time."""

    code = "access_already_open"
    sentence = gettext_noop("An instruction for these goods is already open.")
    remedy_sentence = gettext_noop("Wait until it is answered or checked.")


@transaction.atomic
def ask_access(
    *, declaration_no: str, kind: str, site: str, reason: str, by: User, now: datetime
) -> AccessInstruction:
    """The declarant asks to take held goods away (附条件提离) or to another yard (转场检查).

    Raises ``NotFound``, ``NotToBeMoved``, ``Fault``, ``NoSuchYard``, ``AccessAlreadyOpen``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    if kind not in ON_CONDITION:
        raise Fault(
            _("Choose conditional removal or transfer to another yard."),
            field="kind",
            rule="access.kind",
            remedy=_("A check at the destination is ordered by customs."),
        )
    if declaration.state != DeclarationState.HELD or declaration.direction == Direction.EXPORT:
        raise NotToBeMoved(field="state")
    instruction = _open(declaration, kind=kind, site=site, reason=reason, by=by, now=now)
    announce(
        AccessAsked(
            declaration_no=declaration_no,
            kind=kind,
            site=instruction.site,
            reason=instruction.reason,
            asked_at=now,
        ),
        actor=by,
    )
    return instruction


@transaction.atomic
def propose_access(*, declaration_no: str, reason: str, by: User, now: datetime) -> str:
    """The first of two officers would let the goods go. Returns the kind.

    Raises ``NotPermitted``, ``NotFound``, ``NotToBeMoved``, ``Fault``, ``IllegalMove``.
    """
    declaration, instruction = _lock(declaration_no, by)
    reason = checked_reason(reason)
    _refuse_move(instruction, AccessState.PROPOSED)
    if declaration.state != DeclarationState.HELD:
        raise NotToBeMoved(field="state")
    instruction.propose(by=by, reason=reason, at=now)
    announce(
        AccessProposed(
            declaration_no=declaration_no, kind=instruction.kind, reason=reason, proposed_at=now
        ),
        actor=by,
    )
    return instruction.kind


@transaction.atomic
def confirm_access(*, declaration_no: str, by: User, now: datetime) -> Declaration:
    """The second of two: the goods may leave the port and are checked where they go.

    Raises what ``propose_access`` raises and ``SecondPersonNeeded``.
    """
    declaration, instruction = _lock(declaration_no, by)
    _refuse_move(instruction, AccessState.IN_FORCE)
    if instruction.proposed_by_id == by.pk:
        raise SecondPersonNeeded(field="declaration_no")
    if declaration.state != DeclarationState.HELD:
        raise NotToBeMoved(field="state")
    _order(declaration, instruction, by=by, now=now)
    declaration.clear(at=now, by=by, reason=instruction.proposal)
    split_seen_containers(declaration=declaration, now=now)
    return declaration


@transaction.atomic
def order_destination_check(
    *, declaration_no: str, site: str, reason: str, by: User, now: datetime
) -> AccessInstruction:
    """Cleared goods are looked at where they arrive (目的地检查) before they are used.

    Raises ``NotPermitted``, ``NotFound``, ``NothingToCheckLater``, ``Fault`` and
    ``AccessAlreadyOpen``.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    if declaration.state not in CHECKED_LATER or declaration.direction == Direction.EXPORT:
        raise NothingToCheckLater(field="state")
    instruction = _open(
        declaration,
        kind=AccessKind.DESTINATION_CHECK,
        site=site,
        reason=reason,
        by=by,
        now=now,
        in_force=True,
    )
    _tell_order(declaration, instruction, by=by, now=now)
    return instruction


@transaction.atomic
def refuse_access(*, declaration_no: str, reason: str, by: User, now: datetime) -> None:
    """Raises ``NotPermitted``, ``NotFound``, ``Fault``, ``IllegalMove``."""
    _declaration, instruction = _lock(declaration_no, by)
    reason = checked_reason(reason)
    instruction.refuse(by=by, reason=reason, at=now)
    announce(
        AccessRefused(
            declaration_no=declaration_no, kind=instruction.kind, reason=reason, refused_at=now
        ),
        actor=by,
    )


@transaction.atomic
def end_access(
    *, declaration_no: str, fault: bool, finding: str, by: User, now: datetime
) -> AccessInstruction:
    """What the check away from the port found; who ordered it does not make it.

    Raises ``NotPermitted``, ``NotFound``, ``Fault``, ``IllegalMove``, ``SecondPersonNeeded``.
    """
    _declaration, instruction = _lock(declaration_no, by)
    finding = checked_reason(finding)
    _refuse_move(instruction, AccessState.FAULT if fault else AccessState.NO_FAULT)
    if instruction.ordered_by_id == by.pk:
        raise SecondPersonNeeded(field="declaration_no")
    instruction.end(fault=fault, finding=finding, by=by, at=now)
    announce(
        AccessChecked(
            declaration_no=declaration_no,
            kind=instruction.kind,
            fault=fault,
            finding=finding,
            checked_at=now,
        ),
        actor=by,
    )
    return instruction


def act_on_access(
    *, declaration_no: str, act: str, site: str, reason: str, by: User, now: datetime
) -> None:
    """One act of an officer by its name. Raises ``NotFound`` for an act that there is not."""
    if act == "propose":
        propose_access(declaration_no=declaration_no, reason=reason, by=by, now=now)
    elif act == "confirm":
        confirm_access(declaration_no=declaration_no, by=by, now=now)
    elif act == "refuse":
        refuse_access(declaration_no=declaration_no, reason=reason, by=by, now=now)
    elif act == "order":
        order_destination_check(
            declaration_no=declaration_no, site=site, reason=reason, by=by, now=now
        )
    elif act in ("no-fault", "fault"):
        end_access(
            declaration_no=declaration_no, fault=act == "fault", finding=reason, by=by, now=now
        )
    else:
        raise NotFound(field="act")


def _open(
    declaration: Declaration,
    *,
    kind: str,
    site: str,
    reason: str,
    by: User,
    now: datetime,
    in_force: bool = False,
) -> AccessInstruction:
    place = " ".join(site.split())
    if not 2 <= len(place) <= LONGEST_SITE:
        raise Fault(
            _("Say where the goods will be checked."),
            field="site",
            rule="access.site",
            remedy=_("Give the yard or the address, 2 to 120 characters."),
        )
    if kind == AccessKind.TRANSFER:
        place = _yard(place)
    instruction = AccessInstruction(
        declaration=declaration,
        kind=kind,
        state=AccessState.IN_FORCE if in_force else AccessState.ASKED,
        move=told(at=now, by=by, reason=reason, law="access.check_days" if in_force else ""),
        site=place,
        reason=checked_reason(reason),
        asked_by=by,
        asked_at=now,
        ordered_by=by if in_force else None,
        ordered_at=now if in_force else None,
        check_by=_check_by(now) if in_force else None,
    )
    try:
        with transaction.atomic():
            instruction.save()
    except IntegrityError as error:
        raise AccessAlreadyOpen(field="declaration_no") from error
    return instruction


def _yard(text: str) -> str:
    """Code and name of the yard meant by its code. Raises ``NoSuchYard`` naming all of them."""
    yards = inspection_yards()
    code = text.split()[0].upper()
    if code not in yards:
        remedy = _(NoSuchYard.remedy_sentence) % {"yards": ", ".join(yards)}
        raise NoSuchYard(field="site", remedy=remedy)
    return f"{code} {yards[code]}"[:LONGEST_SITE]


def _order(
    declaration: Declaration, instruction: AccessInstruction, *, by: User, now: datetime
) -> None:
    instruction.order(by=by, at=now, check_by=_check_by(now))
    _tell_order(declaration, instruction, by=by, now=now)


def _tell_order(
    declaration: Declaration, instruction: AccessInstruction, *, by: User, now: datetime
) -> None:
    first = instruction.proposed_by
    announce(
        AccessOrdered(
            declaration_no=declaration.declaration_no,
            kind=instruction.kind,
            site=instruction.site,
            check_by=instruction.check_by or now,
            proposed_by=first.get_username() if first else "",
            ordered_at=now,
        ),
        actor=by,
    )


def _check_by(now: datetime) -> datetime:
    on = timezone.localdate(now)
    return now + timedelta(days=int(law.ask("access.check_days", on=on).value))


def _lock(declaration_no: str, by: User) -> tuple[Declaration, AccessInstruction]:
    """The declaration and its open instruction, else its last one, for an officer."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    rows = AccessInstruction.objects.filter(declaration=declaration).select_related("proposed_by")
    instruction = rows.filter(state__in=sorted(OPEN_ACCESS)).first() or rows.order_by("-id").first()
    if instruction is None:
        raise NotFound(field="declaration_no")
    return declaration, instruction


def _refuse_move(instruction: AccessInstruction, target: AccessState) -> None:
    source = AccessState(instruction.state)
    if not ACCESS_FLOW.allows(source=source, target=target):
        raise IllegalMove(field="state", source=str(source), target=str(target))
