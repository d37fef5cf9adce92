"""A smart lock is put on a container, a truck or a pass, and taken off again before it locks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.gates.events import SafetyLockFitted
from clearance.gates.models import GatePass, SafetyLockUse
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.kit.identifiers import check_container_no, check_pass_no, check_plate
from hardware_adapters.queries import is_safety_lock


class NoSuchSafetyLock(Fault):
    """A lock that the gateway knows."""

    code = "no_such_safety_lock"
    sentence = gettext_noop("There is no safety lock in use with this code.")
    remedy_sentence = gettext_noop("Register it on the device list, or correct the code.")


class NothingToGuard(Fault):
    """A lock guards something."""

    code = "nothing_to_guard"
    sentence = gettext_noop("Say what the lock guards.")
    remedy_sentence = gettext_noop("Enter a container, a plate or a gate pass.")


class NoPassToGuard(Fault):
    """A lock follows a pass that still leads through a gate, or a truck on its way."""

    code = "no_pass_to_guard"
    sentence = gettext_noop("There is no gate pass of this number for this container and truck.")
    remedy_sentence = gettext_noop("Compare the number with the pass, or leave it empty.")


class LockOrBoxTaken(DomainError):
    """One lock guards one thing, and one thing has one lock."""

    code = "lock_or_box_taken"
    sentence = gettext_noop("This lock or this container is in use with another already.")
    remedy_sentence = gettext_noop("Take the other lock off first, or use another lock.")


@dataclass(frozen=True, kw_only=True)
class NewFitting:
    """A pass fills in its container and plate where they are left empty."""

    device_code: str
    container_no: str = ""
    plate_no: str = ""
    pass_no: str = ""


@transaction.atomic
def fit_safety_lock(*, fitting: NewFitting, by: User, now: datetime) -> int:
    """Bind the lock; returns the number of the use.

    Raises ``NotPermitted``, ``NoSuchSafetyLock``, ``NothingToGuard``, ``NoPassToGuard``,
    ``LockOrBoxTaken`` and the identifiers' own faults.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    device_code = fitting.device_code.strip()[:32]
    if not is_safety_lock(device_code=device_code):
        raise NoSuchSafetyLock(field="device_code")
    container_no = fitting.container_no.strip() and check_container_no(fitting.container_no)
    plate_no = fitting.plate_no.strip() and check_plate(fitting.plate_no).text
    gate_pass = _pass(fitting.pass_no, container_no, plate_no)
    if gate_pass is not None:
        container_no, plate_no = gate_pass.container_no, gate_pass.plate_no
    if not (container_no or plate_no):
        raise NothingToGuard(field="container_no")
    if gate_pass is None:
        gate_pass = _pass_of_the_box(container_no)
    try:
        with transaction.atomic():
            use = SafetyLockUse.objects.create(
                device_code=device_code,
                container_no=container_no,
                plate_no=plate_no,
                pass_no=gate_pass.pass_no if gate_pass else "",
                enterprise=gate_pass.enterprise if gate_pass else None,
                fitted_at=now,
                fitted_by=by,
                move=told(at=now, by=by),
            )
    except IntegrityError as error:
        raise LockOrBoxTaken(field="device_code") from error
    announce(
        SafetyLockFitted(
            device_code=device_code,
            container_no=container_no,
            plate_no=plate_no,
            pass_no=use.pass_no,
            fitted_at=now,
        ),
        actor=by,
    )
    return use.pk


def _pass(text: str, container_no: str, plate_no: str) -> GatePass | None:
    if not text.strip():
        return None
    found = GatePass.objects.select_related("enterprise").filter(pass_no=check_pass_no(text))
    gate_pass = found.exclude(state__in=["DELETED", "VOID", "EXPIRED"]).first()
    if (
        gate_pass is None
        or (container_no and container_no != gate_pass.container_no)
        or (plate_no and plate_no != gate_pass.plate_no)
    ):
        raise NoPassToGuard(field="pass_no")
    return gate_pass


def _pass_of_the_box(container_no: str) -> GatePass | None:
    """The pass under which the container goes out now, if it has one."""
    if not container_no:
        return None
    rows = GatePass.objects.select_related("enterprise").filter(container_no=container_no)
    return rows.filter(state__in=["APPROVED", "PASSED_FIRST"]).order_by("-id").first()
