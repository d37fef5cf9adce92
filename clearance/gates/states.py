"""The lives of a gate pass (核放单), a vehicle's passage, a lock and a truck's turn."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.flow import Flow


class PassType(IntegerChoices):
    ENTER_FIRST = 1, _("Enter first, declare later")
    FIRST_LINE = 2, _("First line")
    SECOND_LINE = 3, _("Second line")
    NO_DECLARATION = 4, _("Not for declaration")
    AT_GATE = 5, _("Registered at the gate")
    EMPTY_TRUCK = 6, _("Empty truck")


class Binding(IntegerChoices):
    ONE_TRUCK_MANY = 1, _("One truck, many documents")
    ONE_TO_ONE = 2, _("One truck, one document")
    MANY_TRUCKS_ONE = 3, _("One document, many trucks")


class LinkedKind(IntegerChoices):
    CHECKLIST = 1, _("Checklist")
    STORE_NOTE = 2, _("In/out-store note")
    BILL_OF_LADING = 3, _("Bill of lading")


UNBOUND_TYPES = (PassType.AT_GATE, PassType.EMPTY_TRUCK)


class PassState(TextChoices):
    APPLIED = "APPLIED", _("Applied")
    APPROVED = "APPROVED", _("Approved")
    PASSED = "PASSED", _("Gone out")
    PASSED_FIRST = "PASSED_FIRST", _("Through the first gate")
    PASSED_SECOND = "PASSED_SECOND", _("Through the second gate")
    DELETED = "DELETED", _("Taken back")
    VOID = "VOID", _("Void")
    EXPIRED = "EXPIRED", _("Expired")


# The figures of the wire (DOMAIN 18): an expired pass is void there.
STATE_CODES = {
    PassState.APPLIED: 0,
    PassState.APPROVED: 1,
    PassState.PASSED: 2,
    PassState.PASSED_FIRST: 3,
    PassState.PASSED_SECOND: 4,
    PassState.DELETED: 5,
    PassState.VOID: 6,
    PassState.EXPIRED: 6,
}


class PassageState(TextChoices):
    AWAITING_VEHICLE = "AWAITING_VEHICLE", _("Waiting for the plate")
    AWAITING_IDENTITY = "AWAITING_IDENTITY", _("Waiting for tag or pass code")
    AWAITING_SEAL = "AWAITING_SEAL", _("Waiting for the seal")
    AWAITING_WEIGHT = "AWAITING_WEIGHT", _("Waiting for the weight")
    OPENED = "OPENED", _("Barrier raised")
    REFUSED = "REFUSED", _("Refused")
    PASSED = "PASSED", _("Gone through")


class LockState(TextChoices):
    ACTIVE = "ACTIVE", _("Locked")
    LIFTED = "LIFTED", _("Unlocked")
    EXPIRED = "EXPIRED", _("Expired")


class TurnState(TextChoices):
    WAITING = "WAITING", _("Waiting")
    CALLED = "CALLED", _("Called")
    IN_LANE = "IN_LANE", _("In the lane")
    DONE = "DONE", _("Done")
    LEFT = "LEFT", _("Left the queue")


PASS_FLOW = Flow(
    "gate pass",
    {
        PassState.APPLIED: {PassState.APPROVED, PassState.DELETED, PassState.VOID},
        PassState.APPROVED: {
            PassState.PASSED,
            PassState.PASSED_FIRST,
            PassState.VOID,
            PassState.EXPIRED,
        },
        PassState.PASSED_FIRST: {PassState.PASSED_SECOND},
    },
)

_WAITS = (
    PassageState.AWAITING_IDENTITY,
    PassageState.AWAITING_SEAL,
    PassageState.AWAITING_WEIGHT,
)
_DECISIONS = {PassageState.OPENED, PassageState.REFUSED}

PASSAGE_FLOW = Flow(
    "passage",
    {
        PassageState.AWAITING_VEHICLE: {*_WAITS, *_DECISIONS},
        **{wait: {*_WAITS, *_DECISIONS} - {wait} for wait in _WAITS},
        PassageState.REFUSED: {PassageState.OPENED},
        PassageState.OPENED: {PassageState.PASSED},
    },
)

LOCK_FLOW = Flow(
    "gate lock",
    {LockState.ACTIVE: {LockState.LIFTED, LockState.EXPIRED}},
)

TURN_FLOW = Flow(
    "turn at the gate",
    {
        TurnState.WAITING: {TurnState.CALLED, TurnState.IN_LANE, TurnState.LEFT},
        TurnState.CALLED: {TurnState.IN_LANE, TurnState.WAITING, TurnState.LEFT},
        TurnState.IN_LANE: {TurnState.DONE, TurnState.LEFT, TurnState.WAITING},
    },
)
