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


class JourneyState(TextChoices):
    UNDER_WAY = "UNDER_WAY", _("On the road")
    ARRIVED = "ARRIVED", _("Arrived, written off")
    BROKEN_OFF = "BROKEN_OFF", _("Broken off")


class Because(TextChoices):
    """Why the gate itself moved something; a refusal says its rule, a person words of his own."""

    FIRST_WORD = "first-word", _("A reader of the lane had the first word of it")
    READING_NEEDED = "reading-needed", _("One more reading is needed")
    ALL_AGREES = "all-agrees", _("Identities, seal and weight agree with the pass")
    THROUGH = "through", _("The vehicle has left the lane")
    ALONE = "alone", _("Decided by the lane while it was cut off")
    TIME_OVER = "time-over", _("Its time was over")
    JOINED = "joined", _("Came to the gate area")
    HEARD = "heard", _("Its electronic plate was heard on the way")
    LONGEST_WAIT = "longest-wait", _("Waited longest of all")
    IN_LANE = "in-lane", _("The lane read its plate")
    NOT_THERE = "not-there", _("Did not come within its minutes")
    OTHER_TRUCK = "other-truck", _("Another truck stands in the lane")
    PASS_GONE = "pass-gone", _("Its pass is good no longer")
    WENT_AWAY = "went-away", _("The driver went away again")
    SET_OFF = "set-off", _("Through the first gate with a positioner aboard")
    FENCE = "fence", _("Inside the fence of its destination")
    NEXT_JOURNEY = "next-journey", _("Its positioner set off with another pass")


class Disturbance(TextChoices):
    OFF_ROUTE = "OFF_ROUTE", _("Off the supervised road")
    HALT = "HALT", _("Stands too long")
    SILENCE = "SILENCE", _("Sends no position")
    LATE = "LATE", _("Takes too long")


class SafetyLockState(TextChoices):
    FITTED = "FITTED", _("Fitted, not locked yet")
    LOCKED = "LOCKED", _("Locked and watched")
    BREACHED = "BREACHED", _("Breached")
    RELEASED = "RELEASED", _("Unlocked by order")
    TAKEN_OFF = "TAKEN_OFF", _("Taken off unlocked")


class LockEntryKind(TextChoices):
    """Orders and answers, then what is wrong with a lock (``LOCK_TROUBLES``)."""

    LOCK_ORDER = "LOCK_ORDER", _("Ordered to lock")
    UNLOCK_ORDER = "UNLOCK_ORDER", _("Ordered to unlock")
    LOCKED = "LOCKED", _("The lock reports: locked")
    UNLOCKED = "UNLOCKED", _("The lock reports: unlocked by order")
    ORDER_REFUSED = "ORDER_REFUSED", _("The lock refused an order")
    ENDED_BY_HAND = "ENDED_BY_HAND", _("Ended by hand")
    TAMPER = "TAMPER", _("Tampered with")
    FORCED = "FORCED", _("Opened without an order")
    LOCK_SILENCE = "LOCK_SILENCE", _("The lock is silent")
    BATTERY = "BATTERY", _("Battery low")


LOCK_ORDERS = (LockEntryKind.LOCK_ORDER, LockEntryKind.UNLOCK_ORDER)
LOCK_TROUBLES = (
    LockEntryKind.TAMPER,
    LockEntryKind.FORCED,
    LockEntryKind.LOCK_SILENCE,
    LockEntryKind.BATTERY,
)


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
    begins={PassState.APPLIED},
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
    begins={PassageState.AWAITING_VEHICLE},
)

LOCK_FLOW = Flow(
    "gate lock",
    {LockState.ACTIVE: {LockState.LIFTED, LockState.EXPIRED}},
    begins={LockState.ACTIVE},
)

JOURNEY_FLOW = Flow(
    "journey",
    {JourneyState.UNDER_WAY: {JourneyState.ARRIVED, JourneyState.BROKEN_OFF}},
    begins={JourneyState.UNDER_WAY},
)

TURN_FLOW = Flow(
    "turn at the gate",
    {
        TurnState.WAITING: {TurnState.CALLED, TurnState.IN_LANE, TurnState.LEFT},
        TurnState.CALLED: {TurnState.IN_LANE, TurnState.WAITING, TurnState.LEFT},
        TurnState.IN_LANE: {TurnState.DONE, TurnState.LEFT, TurnState.WAITING},
    },
    begins={TurnState.WAITING},
)

SAFETY_LOCK_FLOW = Flow(
    "safety lock",
    {
        SafetyLockState.FITTED: {
            SafetyLockState.LOCKED,
            SafetyLockState.BREACHED,
            SafetyLockState.TAKEN_OFF,
        },
        SafetyLockState.LOCKED: {SafetyLockState.RELEASED, SafetyLockState.BREACHED},
        SafetyLockState.BREACHED: {SafetyLockState.RELEASED},
    },
    begins={SafetyLockState.FITTED},
)
