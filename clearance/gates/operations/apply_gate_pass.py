"""Applying for a gate pass (核放单): approved at once when everything fits."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.queries import ContainerRelease, release_of
from clearance.gates.events import GatePassApplied, GatePassApproved
from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.models import GatePass, PassDocument, next_pass_sequence
from clearance.gates.operations.check_application import checked
from clearance.gates.operations.expire_gate_passes import expire_passes_of
from clearance.gates.operations.keep_ledger import ledger_for_bill, require_balance
from clearance.gates.states import Binding, LinkedKind, PassState, PassType
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise

GATE_OFFICE = "0000"


class ContainerNotYours(Fault):
    """No declaration of this enterprise covers the container: 404 like any foreign number."""

    code = "container_not_yours"
    http_status = 404
    sentence = gettext_noop("Your files hold no such declaration with this container.")
    remedy_sentence = gettext_noop("Check both numbers. Numbers of others are not shown.")


class ContainerNotReleased(DomainError):
    """The container may not leave the port yet."""

    code = "container_not_released"
    sentence = gettext_noop("This container is not released yet.")
    remedy_sentence = gettext_noop("Apply again when the declaration says: may be picked up.")


class NotEmpty(DomainError):
    """A container with declared goods does not leave as an empty one."""

    code = "not_empty"
    sentence = gettext_noop("This container holds declared goods.")
    remedy_sentence = gettext_noop("Apply for a pass with its bill of lading instead.")


class PassAlreadyOpen(DomainError):
    """One container, one open pass; a truck without a container likewise."""

    code = "pass_already_open"
    sentence = gettext_noop("This container already has an open gate pass.")
    remedy_sentence = gettext_noop("Use that pass, or void it first.")


class DocumentTaken(DomainError):
    """A document that is bound to one truck is on that truck's pass only."""

    code = "document_taken"
    sentence = gettext_noop("This document is on another open gate pass.")
    remedy_sentence = gettext_noop("Use that pass, void it, or choose binding 3 for many trucks.")


class OnlyAtTheGate(Fault):
    """Type 5 is registered by the officer at the gate."""

    code = "only_at_the_gate"
    sentence = gettext_noop("A pass of type 5 is registered by the officer at the gate.")
    remedy_sentence = gettext_noop("Drive to the gate and show the vehicle's papers.")


@transaction.atomic
def apply_gate_pass(*, application: PassApplication, by: User, now: datetime) -> str:
    """Give a pass to a vehicle of the applicant and return its 24-digit number.

    Goods of a bill of lading need a released container to go out, and an export declaration of
    the applicant to come in; other documents need a balance in their ledger. Types that an
    officer reviews stay applied for until then.
    Raises ``NotPermitted``, ``Faults``, ``ContainerNotYours``, ``ContainerNotReleased``,
    ``NotEmpty``, ``DocumentTaken``, ``PassAlreadyOpen``, ``NoSuchLedger``, ``BalanceTooLow``.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise is None:
        raise NotPermitted
    if application.pass_type == PassType.AT_GATE:
        raise OnlyAtTheGate(field="pass_type")
    today = timezone.localdate(now)
    unbound = frozenset(law.ask("gate.pass_types_without_document", on=today).value)
    release = _release(application)
    if application.pass_type not in unbound:
        application = _with_its_bill(application, release)
    application = checked(application=application, unbound_types=unbound, on=today)
    if application.linked_kind == LinkedKind.BILL_OF_LADING:
        _require_release(release, application, by)
    elif release is not None and application.direction == "OUT":
        raise NotEmpty(field="container_no")
    expire_passes_of(container_no=application.container_no, plate_no=application.plate_no, now=now)
    gate_pass = _make(application, by.enterprise, by, now)
    _bind(gate_pass, application, release, by.enterprise, now)
    for_review = law.ask("gate.pass_types_for_review", on=today).value
    if application.pass_type in for_review:
        announce(
            GatePassApplied(
                pass_no=gate_pass.pass_no,
                plate_no=gate_pass.plate_no,
                pass_type=gate_pass.pass_type,
                applied_at=now,
            ),
            actor=by,
        )
    else:
        approve(gate_pass=gate_pass, by=by, now=now)
    return gate_pass.pass_no


@transaction.atomic
def register_at_gate(*, application: PassApplication, by: User, now: datetime) -> str:
    """An officer lets a vehicle without documents in or out: a pass of type 5, good at once.

    Raises ``NotPermitted``, ``Faults``, ``NotEmpty``, ``PassAlreadyOpen``.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    unbound = law.ask("gate.pass_types_without_document", on=timezone.localdate(now)).value
    application = checked(
        application=replace(application, pass_type=int(PassType.AT_GATE)),
        unbound_types=frozenset(unbound),
        on=timezone.localdate(now),
    )
    if _release(application) is not None:
        raise NotEmpty(field="container_no")
    expire_passes_of(container_no=application.container_no, plate_no=application.plate_no, now=now)
    gate_pass = _make(application, None, by, now)
    approve(gate_pass=gate_pass, by=by, now=now)
    return gate_pass.pass_no


def approve(*, gate_pass: GatePass, by: User, now: datetime) -> None:
    """Approve and announce. Called inside a transaction."""
    gate_pass.approve(at=now, by=by, reason=gate_pass.review_reason)
    announce(
        GatePassApproved(
            pass_no=gate_pass.pass_no,
            plate_no=gate_pass.plate_no,
            container_no=gate_pass.container_no,
            declaration_no=gate_pass.declaration_no,
            approved_at=now,
        ),
        actor=by,
    )


def _release(application: PassApplication) -> ContainerRelease | None:
    number = "".join(application.container_no.split()).upper().replace("-", "")
    direction = "EXPORT" if application.direction == "IN" else "IMPORT"
    return release_of(container_no=number, direction=direction) if number else None


def _with_its_bill(
    application: PassApplication, release: ContainerRelease | None
) -> PassApplication:
    """Who names no document means the bill of lading of the container's declaration."""
    if application.documents or application.linked_kind not in (None, LinkedKind.BILL_OF_LADING):
        return application
    alone = release is not None and release.container_count == 1
    binding = Binding.ONE_TO_ONE if alone else Binding.MANY_TRUCKS_ONE
    number = release.transport_document if release is not None else "UNKNOWN"
    return replace(
        application,
        binding=application.binding or int(binding),
        linked_kind=int(LinkedKind.BILL_OF_LADING),
        documents=(DocumentShare(number=number, goods_kg=application.goods_kg),),
    )


def _require_release(
    release: ContainerRelease | None, application: PassApplication, by: User
) -> None:
    if (
        release is None
        or release.enterprise_id != by.enterprise_id
        or release.declaration_no != application.declaration_no
        or release.transport_document not in [one.number for one in application.documents]
    ):
        raise ContainerNotYours(field="container_no")
    if application.direction == "OUT" and not release.released:
        raise ContainerNotReleased(field="container_no", state=release.state)


def _make(
    application: PassApplication, enterprise: Enterprise | None, by: User, now: datetime
) -> GatePass:
    today = timezone.localdate(now)
    hours = int(law.ask("gate.pass_valid_hours", on=today).value)
    office, sequence = application.declaration_no[:4] or GATE_OFFICE, next_pass_sequence()
    named = vars(application) | {"document_count": len(application.documents)}
    del named["documents"]
    try:
        with transaction.atomic():
            return GatePass.objects.create(
                pass_no=f"{office}{today:%Y%m%d}{sequence:012d}",
                pre_entry_no=f"{office}{today:%Y}{sequence:010d}",
                enterprise=enterprise,
                applied_by=by,
                state=PassState.APPLIED,
                move=told(at=now, by=by, law="gate.pass_types"),
                applied_at=now,
                valid_until=now + timedelta(hours=hours),
                **named,
            )
    except IntegrityError as error:
        field = "container_no" if application.container_no else "plate_no"
        raise PassAlreadyOpen(field=field) from error


def _bind(
    gate_pass: GatePass,
    application: PassApplication,
    release: ContainerRelease | None,
    enterprise: Enterprise,
    now: datetime,
) -> None:
    """Write the documents; two passes never take the same exclusive one."""
    exclusive, kind = application.binding != Binding.MANY_TRUCKS_ONE, application.linked_kind or 0
    for one in sorted(application.documents, key=lambda share: share.number):
        _queue_for(kind, one.number)
        others = PassDocument.objects.filter(kind=kind, number=one.number, is_open=True)
        if not exclusive:
            others = others.filter(is_exclusive=True)
        if others.exists():
            raise DocumentTaken(field="documents", number=one.number)
        if kind == LinkedKind.BILL_OF_LADING:
            ledger_for_bill(release=release, enterprise=enterprise, now=now)
        else:
            require_balance(
                kind=kind,
                number=one.number,
                goods_kg=one.goods_kg,
                enterprise=enterprise,
            )
        PassDocument.objects.create(
            gate_pass=gate_pass,
            kind=kind,
            number=one.number,
            goods_kg=one.goods_kg,
            is_exclusive=exclusive,
        )


def _queue_for(kind: int, number: str) -> None:
    """One application at a time looks at a document; the next waits for this commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"gates:{kind}:{number}"]
        )
