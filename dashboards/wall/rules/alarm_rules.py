"""The catalogue of alarms: what each is called, how grave it is, and what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards.wall.states import Severity

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class AlarmRule:
    """``steps`` is the standing instruction, in order; ``ends_alone`` when the cause can end."""

    code: str
    severity: Severity
    title: Text
    steps: tuple[Text, ...]
    ends_alone: bool = False


_RULES = (
    AlarmRule(
        code="UNRELEASED_AT_GATE",
        severity=Severity.CRITICAL,
        title=_("Unreleased container at the gate"),
        steps=(_("Hold the lane"), _("Check the release"), _("Send back to the yard")),
        ends_alone=True,
    ),
    AlarmRule(
        code="UNRELEASED_OUT",
        severity=Severity.CRITICAL,
        title=_("Unreleased container out of the gate"),
        steps=(_("Stop the truck"), _("Check the release"), _("Send back to the yard")),
    ),
    AlarmRule(
        code="LANE_CONTRADICTION",
        severity=Severity.CRITICAL,
        title=_("Lane that worked alone let out what it should not"),
        steps=(_("Stop the truck"), _("Read the passage"), _("Order an inspection")),
    ),
    AlarmRule(
        code="BARRIER_UNASKED",
        severity=Severity.MAJOR,
        title=_("Barrier rose without an order"),
        steps=(_("Hold the lane"), _("Look at the lane's picture")),
        ends_alone=True,
    ),
    AlarmRule(
        code="INSPECTION_FAULT",
        severity=Severity.CRITICAL,
        title=_("Goods detained after inspection"),
        steps=(_("Secure the goods"), _("Preserve the evidence"), _("Hand over the case")),
    ),
    AlarmRule(
        code="GATE_WEIGHT",
        severity=Severity.MAJOR,
        title=_("Weight does not fit the gate pass"),
        steps=(_("Hold the lane"), _("Weigh again"), _("Order an inspection")),
        ends_alone=True,
    ),
    AlarmRule(
        code="EMPTY_BOX_WEIGHT",
        severity=Severity.MAJOR,
        title=_("Empty container with abnormal weight"),
        steps=(_("Hold the lane"), _("Open the box")),
        ends_alone=True,
    ),
    AlarmRule(
        code="LEDGER_OVERDRAWN",
        severity=Severity.MAJOR,
        title=_("More passed the gate than the document holds"),
        steps=(_("Compare ledger and weights"), _("Ask the enterprise")),
    ),
    AlarmRule(
        code="JOURNEY_OFF_ROUTE",
        severity=Severity.CRITICAL,
        title=_("Truck has left the supervised road"),
        steps=(_("Look at the track"), _("Call the driver"), _("Send a patrol")),
        ends_alone=True,
    ),
    AlarmRule(
        code="JOURNEY_HALT",
        severity=Severity.MAJOR,
        title=_("Truck stands too long on its way"),
        steps=(_("Look at the track"), _("Call the driver")),
        ends_alone=True,
    ),
    AlarmRule(
        code="JOURNEY_SILENCE",
        severity=Severity.MAJOR,
        title=_("Truck under way sends no position"),
        steps=(_("Call the driver"), _("Send a patrol")),
        ends_alone=True,
    ),
    AlarmRule(
        code="JOURNEY_LATE",
        severity=Severity.MAJOR,
        title=_("Truck under way is overdue"),
        steps=(_("Look at the track"), _("Call the driver")),
        ends_alone=True,
    ),
    AlarmRule(
        code="LOCK_TAMPER",
        severity=Severity.CRITICAL,
        title=_("Safety lock tampered with"),
        steps=(_("Stop the truck"), _("Look at the lock's track"), _("Send a patrol")),
        ends_alone=True,
    ),
    AlarmRule(
        code="LOCK_FORCED",
        severity=Severity.CRITICAL,
        title=_("Safety lock opened without an order"),
        steps=(_("Stop the truck"), _("Look at the lock's track"), _("Order an inspection")),
        ends_alone=True,
    ),
    AlarmRule(
        code="LOCK_SILENCE",
        severity=Severity.MAJOR,
        title=_("Safety lock is silent"),
        steps=(_("Call the driver"), _("Send a patrol")),
        ends_alone=True,
    ),
    AlarmRule(
        code="LOCK_BATTERY",
        severity=Severity.MINOR,
        title=_("Battery of a safety lock is low"),
        steps=(_("Change the lock at the next stop"),),
        ends_alone=True,
    ),
    AlarmRule(
        code="GATE_REFUSED",
        severity=Severity.MAJOR,
        title=_("Lane refused a vehicle"),
        steps=(_("Read the lane screen"), _("Send the driver aside")),
        ends_alone=True,
    ),
    AlarmRule(
        code="UNDECLARED_CONTAINER",
        severity=Severity.MAJOR,
        title=_("Container without a declaration"),
        steps=(_("Hold in the yard"), _("Ask the carrier")),
        ends_alone=True,
    ),
    AlarmRule(
        code="SUSPECT_IMAGE",
        severity=Severity.MAJOR,
        title=_("Suspicious scan image"),
        steps=(_("Hold the container"), _("Send the inspectors")),
        ends_alone=True,
    ),
    AlarmRule(
        code="ROBOT_DIFFERS",
        severity=Severity.MAJOR,
        title=_("Robot read another number or seal than the order names"),
        steps=(_("Hold the container"), _("Look at the robot's pictures"), _("Open the box")),
        ends_alone=True,
    ),
    AlarmRule(
        code="BANK_CALLBACK",
        severity=Severity.MAJOR,
        title=_("Bank message refused"),
        steps=(_("Compare with the bank"), _("Tell the tax desk")),
    ),
    AlarmRule(
        code="INSPECTION_NOT_MOVED",
        severity=Severity.MAJOR,
        title=_("Inspection order overdue"),
        steps=(_("Call the crew"), _("Draw another crew")),
        ends_alone=True,
    ),
    AlarmRule(
        code="BOX_NOT_MOVED",
        severity=Severity.MAJOR,
        title=_("Terminal has not brought a box to its inspection"),
        steps=(
            _("Call the terminal"),
            _("Read the order's messages"),
            _("Enter what you are told"),
        ),
        ends_alone=True,
    ),
    AlarmRule(
        code="BOX_NOT_INSPECTED",
        severity=Severity.MAJOR,
        title=_("Box was brought and is not inspected"),
        steps=(_("See who keeps it waiting"), _("Call the crew"), _("Draw another crew")),
        ends_alone=True,
    ),
    AlarmRule(
        code="BOX_NOT_AWAY",
        severity=Severity.MINOR,
        title=_("Terminal has not taken an inspected box away"),
        steps=(_("Call the terminal"), _("Enter what you are told")),
        ends_alone=True,
    ),
    AlarmRule(
        code="WRIST_UNANSWERED",
        severity=Severity.MAJOR,
        title=_("Drawn inspector does not answer"),
        steps=(_("Call the crew"), _("Draw another crew")),
        ends_alone=True,
    ),
    AlarmRule(
        code="SCAN_REFUSED",
        severity=Severity.MAJOR,
        title=_("Scan image cannot be shown"),
        steps=(_("Scan the container again"), _("Check the device")),
        ends_alone=True,
    ),
    AlarmRule(
        code="ADVICE_MISSING",
        severity=Severity.MAJOR,
        title=_("Scans are read without the machine's advice"),
        steps=(_("Read the images as before"), _("Put the model's files back")),
        ends_alone=True,
    ),
    AlarmRule(
        code="DEVICE_LOST",
        severity=Severity.OFFLINE,
        title=_("No heartbeat from device"),
        steps=(_("Check the line"), _("Switch to manual work")),
        ends_alone=True,
    ),
    AlarmRule(
        code="JUDGEMENT_TROUBLED",
        severity=Severity.MAJOR,
        title=_("A judgement of risk met an error"),
        steps=(_("Read the judgement"), _("Look at the documents"), _("Tell the risk desk")),
    ),
    AlarmRule(
        code="CONTROL_ORDER_MET",
        severity=Severity.MINOR,
        title=_("A control order met its goods"),
        steps=(_("Read the judgement"), _("Tell the risk desk")),
    ),
    AlarmRule(
        code="REVIEW_WAITING",
        severity=Severity.MINOR,
        title=_("Scan image waits too long"),
        steps=(_("Call a reviewer to the bench"),),
        ends_alone=True,
    ),
    AlarmRule(
        code="CONTAINER_UNREAD",
        severity=Severity.MINOR,
        title=_("Container number unreadable"),
        steps=(_("Read the picture by eye"),),
        ends_alone=True,
    ),
    AlarmRule(
        code="FRAMES_REFUSED",
        severity=Severity.MINOR,
        title=_("Device sends bad messages"),
        steps=(_("Check the device"), _("Renew its token")),
        ends_alone=True,
    ),
)

ALARM_RULES: dict[str, AlarmRule] = {rule.code: rule for rule in _RULES}


# The gate's own rule numbers whose refusal is graver than a missing or expired pass
_GRAVE_AT_GATE = {
    "G-06": "UNRELEASED_AT_GATE",  # held by customs
    "G-07": "UNRELEASED_AT_GATE",  # not released
    "G-09": "GATE_WEIGHT",  # the bridge contradicts the pass
    "G-10": "UNRELEASED_AT_GATE",  # locked by customs
    "G-15": "EMPTY_BOX_WEIGHT",
}


def gate_rule(refusal: str) -> str:
    """Which alarm a refused passage is, from the gate's own rule number."""
    return _GRAVE_AT_GATE.get(refusal, "GATE_REFUSED")
