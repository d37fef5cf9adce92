"""How bills, changes, landed differences and messages to the terminal move."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class Mode(TextChoices):
    """How the goods travel (运输方式代码)."""

    SEA = "2", pgettext_lazy("mode of transport", "Sea")
    RAIL = "3", pgettext_lazy("mode of transport", "Rail")
    ROAD = "4", pgettext_lazy("mode of transport", "Road")
    AIR = "5", pgettext_lazy("mode of transport", "Air")


class Kind(TextChoices):
    """Original manifests come in, pre-loading manifests go out; the law pack names the kinds."""

    ORIGINAL = "ORIGINAL", _("Import manifest")
    PRE_LOADING = "PRE_LOADING", _("Export manifest")


class Level(TextChoices):
    """A master bill is the carrier's, a house bill the forwarder's below it."""

    MASTER = "MASTER", _("Master bill")
    HOUSE = "HOUSE", _("House bill")


class BillState(TextChoices):
    """The letters of the manifest receipts (舱单回执)."""

    ACCEPTED = "01", _("Bill accepted")
    WAITING = "02", _("Waits for an officer")
    REFUSED = "03", _("Bill refused")
    RELEASED = "11", _("Bill released")
    LOADING_REFUSED = "12", _("Loading refused")
    DISCHARGE_FORBIDDEN = "13", _("Discharge forbidden")

    @property
    def tone(self) -> str:
        return _TONES[self.value]


_TONES = {"01": "info", "02": "minor", "03": "critical", "11": "ok", "12": "major", "13": "major"}

B = BillState
BILL_FLOW = Flow(
    "manifest-bill",
    {
        B.WAITING: {B.ACCEPTED, B.REFUSED},
        B.ACCEPTED: {B.WAITING, B.RELEASED, B.LOADING_REFUSED, B.DISCHARGE_FORBIDDEN},
        B.LOADING_REFUSED: {B.ACCEPTED},
        B.DISCHARGE_FORBIDDEN: {B.ACCEPTED},
    },
    begins={B.ACCEPTED, B.WAITING, B.LOADING_REFUSED, B.DISCHARGE_FORBIDDEN},
)
DECLARABLE = frozenset({B.ACCEPTED, B.RELEASED})
STOPPED = frozenset({B.WAITING, B.REFUSED, B.LOADING_REFUSED, B.DISCHARGE_FORBIDDEN})


class Because(TextChoices):
    """Why the house itself moved a bill or a message; an officer writes a reason of his own."""

    LODGED = "lodged", _("Lodged by the carrier")
    RESHAPED = "reshaped", _("Made of another bill, whose state it has")
    GOODS_RELEASED = "goods-released", _("All goods under the bill are released")
    HANDED_OVER = "handed-over", _("Handed over to the terminal")
    RECEIPT = "receipt", _("The terminal has acknowledged it")
    TALLIED = "tallied", _("Found by the tally")
    TALLIED_AGAIN = "tallied-again", _("A later tally was reported")


class Fate(TextChoices):
    """Why a bill no longer stands; empty while it does."""

    STANDS = "", _("Stands")
    SPLIT = "SPLIT", _("Split into other bills")
    MERGED = "MERGED", _("Merged into another bill")
    TRANSHIPPED = "TRANSHIPPED", _("Goes on by another ship")


class Act(TextChoices):
    """What a change does to a bill."""

    LODGED = "LODGED", pgettext_lazy("manifest change", "Lodged")
    AMEND = "AMEND", pgettext_lazy("manifest change", "Amended")
    SPLIT = "SPLIT", pgettext_lazy("manifest change", "Split")
    MERGE = "MERGE", pgettext_lazy("manifest change", "Merged")
    PART = "PART", pgettext_lazy("manifest change", "Shipped in parts")
    TRANSHIP = "TRANSHIP", pgettext_lazy("manifest change", "Transhipped")
    CHANGE_SHIP = "CHANGE_SHIP", pgettext_lazy("manifest change", "Moved to another ship")
    SHUT_OUT = "SHUT_OUT", pgettext_lazy("manifest change", "Shut out")
    TALLY = "TALLY", pgettext_lazy("manifest change", "Corrected to the tally")


class ChangeState(TextChoices):
    PENDING = "PENDING", _("Waits for an officer")
    APPLIED = "APPLIED", pgettext_lazy("manifest change", "Applied")
    REFUSED = "REFUSED", pgettext_lazy("manifest change", "Refused")


CHANGE_FLOW = Flow(
    "manifest-change",
    {ChangeState.PENDING: {ChangeState.APPLIED, ChangeState.REFUSED}},
    begins={ChangeState.PENDING, ChangeState.APPLIED},
)


class DifferenceKind(TextChoices):
    SHORT = "SHORT", _("Short landed")
    OVER = "OVER", _("Over landed")


class Measure(TextChoices):
    """What was counted."""

    BILL = "BILL", _("Whole bill")
    CONTAINER = "CONTAINER", _("Container")
    PIECES = "PIECES", _("Pieces")
    WEIGHT = "WEIGHT", _("Weight, kg")


class DifferenceState(TextChoices):
    OPEN = "OPEN", pgettext_lazy("landed difference", "Open")
    RESOLVED = "RESOLVED", _("Resolved")

    @property
    def tone(self) -> str:
        return "minor" if self.value == "OPEN" else "ok"


DIFFERENCE_FLOW = Flow(
    "landed-difference",
    {DifferenceState.OPEN: {DifferenceState.RESOLVED}},
    begins={DifferenceState.OPEN},
)


class Resolution(TextChoices):
    """How an officer ends a difference; SUPERSEDED is the house's own word for a new tally."""

    CORRECTED = "CORRECTED", _("Bill corrected to the tally")
    EXPLAINED = "EXPLAINED", _("Explained, the bill stands")
    SENT_BACK = "SENT_BACK", _("Over landed goods sent back")
    HANDED_OVER = "HANDED_OVER", _("Handed over to the anti-smuggling bureau")
    SUPERSEDED = "SUPERSEDED", _("Replaced by a later tally")


class MessageKind(TextChoices):
    """What the terminal is told (码头放行指令)."""

    RELEASE = "RELEASE", _("Release")
    STOP = "STOP", _("Stop")
    GO_ON = "GO_ON", _("Stop lifted")
    MAY_LOAD = "MAY_LOAD", _("May be loaded")
    INSPECT_BY_PEOPLE = "INSP_A", _("Bring the box to be inspected by people (A)")
    INSPECT_BY_SCAN = "INSP_B", _("Bring the box to be scanned (B)")
    INSPECTION_OVER = "INSP_END", _("Inspection over: take the box away")


class MessageState(TextChoices):
    QUEUED = "QUEUED", _("Waits to be sent")
    SENT = "SENT", _("Sent, not yet acknowledged")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Acknowledged by the terminal")
    FAILED = "FAILED", _("Refused by the terminal")


M = MessageState
MESSAGE_FLOW = Flow(
    "terminal-message",
    {
        M.QUEUED: {M.SENT, M.FAILED},
        M.SENT: {M.ACKNOWLEDGED, M.FAILED},
        M.FAILED: {M.QUEUED},
    },
    begins={M.QUEUED},
)
