"""What each event is called when a person reads the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "accounts.signed-in": _("Signed in"),
    "accounts.sign-in-refused": _("Sign-in refused"),
    "accounts.evidence-viewed": _("Evidence viewed"),
    "accounts.person-changed": _("Account changed"),
    "device.connected": _("Device connected"),
    "device.lost": _("Device lost"),
    "device.frame-refused": _("Device frame refused"),
    "device.frame-set-aside": _("Device frame set aside for inspection"),
    "device.container-at-shipside": _("Container seen at the ship side"),
    "device.container-unread": _("Container number needs a person's eyes"),
    "device.container-imaged": _("Container scanned"),
    "device.vehicle-at-gate": _("Vehicle at the gate"),
    "device.vehicle-weighed": _("Vehicle weighed"),
    "device.barrier-moved": _("Barrier moved"),
    "device.order-acknowledged": _("Order acknowledged on the wrist"),
    "device.finding-taken": _("Finding taken on the wrist"),
    "device.container-by-glasses": _("Container seen by glasses"),
    "clearance.mandate-offered": _("Mandate offered"),
    "clearance.mandate-answered": _("Mandate answered"),
    "clearance.mandate-ended": _("Mandate ended"),
    "clearance.manifest-accepted": _("Manifest accepted"),
    "clearance.ship-arrived": _("Ship arrived"),
    "clearance.summary-accepted": _("Summary declaration accepted"),
    "clearance.manifest-mismatch-found": _("Declaration and manifest differ"),
    "clearance.decision-sheet-issued": _("Decision printed"),
    "clearance.release-decided": _("Release decided"),
    "clearance.released-for-pickup": _("Released for pick-up"),
    "clearance.container-controlled": _("Sent to the inspection yard"),
    "clearance.declaration-detained": _("Declaration detained"),
    "clearance.declaration-completed": _("Complete declaration filed"),
    "clearance.declaration-closed": _("Declaration closed"),
    "clearance.undeclared-container-seen": _("Undeclared container seen"),
    "clearance.guarantee-reserved": _("Guarantee reserved"),
    "clearance.guarantee-freed": _("Guarantee freed"),
    "clearance.tax-billed": _("Tax bill issued"),
    "clearance.payment-ordered": _("Payment ordered"),
    "clearance.tax-paid": _("Tax paid"),
    "clearance.bank-callback-refused": _("Bank callback refused"),
    "clearance.gate-pass-approved": _("Gate pass approved"),
    "clearance.passage-decided": _("Passage decided"),
    "clearance.container-left-port": _("Container left the port"),
    "risk.shipment-assessed": _("Risk judged"),
    "inspection.ordered": _("Inspection ordered"),
    "inspection.crew-drawn": _("Crew drawn by lot"),
    "inspection.accepted": _("Inspection order accepted"),
    "inspection.concluded": _("Inspection concluded"),
    "inspection.image-review-queued": _("Scan waits for review"),
    "inspection.image-review-concluded": _("Scan review concluded"),
    "wall.alarm-raised": _("Alarm raised"),
    "wall.alarm-acknowledged": _("Alarm acknowledged"),
    "wall.alarm-cleared": _("Alarm cleared"),
}


def word_for(name: str) -> str:
    """The event's name for people; the wire name when it has none yet."""
    return str(WORDS.get(name, name))
