"""The life of a declaration, in two steps or in one, and the two lights of two-stage access."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class Procedure(TextChoices):
    """How it was filed: a summary with step two to follow, or whole at once (一次申报)."""

    TWO_STEP = "TWO_STEP", pgettext_lazy("procedure", "Two steps")
    ONE_STEP = "ONE_STEP", pgettext_lazy("procedure", "One step")


class Direction(TextChoices):
    IMPORT = "IMPORT", pgettext_lazy("direction", "Import")
    EXPORT = "EXPORT", pgettext_lazy("direction", "Export")


class DeclarationState(TextChoices):
    AWAITING_MANIFEST = "AWAITING_MANIFEST", _("Waiting for the manifest")
    AWAITING_ARRIVAL = "AWAITING_ARRIVAL", _("Waiting for the goods at the port")
    MISMATCHED = "MISMATCHED", _("Differs from the manifest")
    RETURNED = "RETURNED", _("Returned for change")
    TAX_DUE = "TAX_DUE", _("Tax due before release")
    CLEARED_TO_LEAVE = "CLEARED_TO_LEAVE", _("Cleared to leave the port")
    IN_RE_REVIEW = "IN_RE_REVIEW", _("Under re-review")
    HELD = "HELD", _("Held for inspection")
    IN_INSPECTION = "IN_INSPECTION", _("In inspection")
    RELEASED_FOR_PICKUP = "RELEASED_FOR_PICKUP", _("May be picked up")
    RELEASED_FOR_LOADING = "RELEASED_FOR_LOADING", _("May be put on board")
    DETAINED = "DETAINED", _("Detained")
    COMPLETED = "COMPLETED", _("Completed, tax due")
    CLOSED = "CLOSED", pgettext_lazy("declaration", "Closed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    REJECTED = "REJECTED", pgettext_lazy("declaration", "Rejected")


S = DeclarationState

DECLARATION_FLOW = Flow(
    "declaration",
    {
        S.AWAITING_MANIFEST: {
            S.MISMATCHED,
            S.AWAITING_ARRIVAL,
            S.TAX_DUE,
            S.CLEARED_TO_LEAVE,
            S.IN_RE_REVIEW,
            S.HELD,
            S.RETURNED,
            S.WITHDRAWN,
            S.REJECTED,
        },
        S.AWAITING_ARRIVAL: {
            S.MISMATCHED,
            S.TAX_DUE,
            S.CLEARED_TO_LEAVE,
            S.IN_RE_REVIEW,
            S.HELD,
            S.WITHDRAWN,
            S.REJECTED,
        },
        S.MISMATCHED: {
            S.AWAITING_MANIFEST,
            S.AWAITING_ARRIVAL,
            S.TAX_DUE,
            S.CLEARED_TO_LEAVE,
            S.IN_RE_REVIEW,
            S.HELD,
            S.RETURNED,
            S.WITHDRAWN,
            S.REJECTED,
        },
        S.RETURNED: {S.AWAITING_MANIFEST, S.WITHDRAWN},
        S.TAX_DUE: {S.CLEARED_TO_LEAVE, S.IN_RE_REVIEW, S.HELD, S.WITHDRAWN},
        S.CLEARED_TO_LEAVE: {
            S.TAX_DUE,
            S.RELEASED_FOR_PICKUP,
            S.RELEASED_FOR_LOADING,
            S.HELD,
            S.IN_RE_REVIEW,
            S.WITHDRAWN,
        },
        S.IN_RE_REVIEW: {S.CLEARED_TO_LEAVE, S.HELD, S.RETURNED},
        S.HELD: {S.IN_INSPECTION, S.CLEARED_TO_LEAVE, S.RETURNED},
        S.IN_INSPECTION: {S.RELEASED_FOR_PICKUP, S.RELEASED_FOR_LOADING, S.DETAINED},
        S.DETAINED: {S.IN_INSPECTION},  # the finding was returned to its crew
        S.RELEASED_FOR_PICKUP: {S.COMPLETED, S.CLOSED},
        S.RELEASED_FOR_LOADING: {S.CLOSED},
        S.COMPLETED: {S.CLOSED},
    },
    begins={S.AWAITING_MANIFEST},
)


class Because(TextChoices):
    """Why the house itself moved a declaration; a person writes a reason of his own."""

    STOOD = "stood", _("It stood so when the record of states began")
    FILED = "filed", _("Accepted as filed")
    SENT_AGAIN = "sent-again", _("Sent again by the declarant")
    NO_MANIFEST = "no-manifest", _("The manifest line is no longer there")
    DIFFERS = "differs", _("The manifest says something else")
    RISK = "risk", _("Rules ask for a control")
    DOCUMENTS = "documents", _("An officer looks at the documents first")
    NO_RISK = "no-risk", _("No rule asks for a control")
    AT_THE_YARD = "at-the-yard", _("Sent to the inspection yard")
    LANDED = "landed", _("Landed, and nothing stands against it")
    NO_FAULT = "no-fault", _("The inspection found no fault")
    FAULT = "fault", _("The inspection found a fault")
    NOT_IN_THE_YARD = "not-in-the-yard", _("The goods are not in the yard yet")
    TAX_FIRST = "tax-first", _("The tax is paid or secured before the release")
    MORE_TAX = "more-tax", _("After an amendment more tax is owed")
    TAX_SETTLED = "tax-settled", _("The tax is paid or secured")
    STEP_TWO = "step-two", _("The full declaration was filed")
    PAID = "paid", _("Nothing is owed any more")


UNDECIDED = frozenset({S.AWAITING_MANIFEST, S.AWAITING_ARRIVAL, S.MISMATCHED, S.RETURNED})
WAITING_FOR_AN_OFFICER = frozenset({S.MISMATCHED, S.IN_RE_REVIEW, S.HELD})
ENDED = frozenset({S.WITHDRAWN, S.REJECTED})  # another declaration may take their place
RELEASED = frozenset({S.RELEASED_FOR_PICKUP, S.RELEASED_FOR_LOADING, S.COMPLETED, S.CLOSED})
RETURNABLE = frozenset({S.AWAITING_MANIFEST, S.MISMATCHED, S.HELD})
REJECTABLE = frozenset({S.AWAITING_MANIFEST, S.AWAITING_ARRIVAL, S.MISMATCHED})

# The letters of the receipts: of a summary until it is released, of the whole afterwards.
_LETTERS = {
    S.AWAITING_MANIFEST: "L",
    S.AWAITING_ARRIVAL: "L",
    S.MISMATCHED: "H",
    S.TAX_DUE: "T",
    S.RETURNED: "Z",
    S.CLEARED_TO_LEAVE: "J",
    S.IN_RE_REVIEW: "M",
    S.HELD: "300",
    S.IN_INSPECTION: "C",
    S.RELEASED_FOR_PICKUP: "P",
    S.RELEASED_FOR_LOADING: "P",
    S.DETAINED: "501–509",
    S.COMPLETED: "T",
    S.CLOSED: "R",
    S.WITHDRAWN: "D",
    S.REJECTED: "E",
}
_LETTERS_OF_A_SUMMARY = {
    S.AWAITING_MANIFEST: "SpL",
    S.REJECTED: "SpE",
    S.CLEARED_TO_LEAVE: "SpJ",
    S.IN_INSPECTION: "SpC",
    S.RELEASED_FOR_PICKUP: "SpK",
}


_RECEIPTS = {
    "L": pgettext_lazy("receipt", "stored"),
    "H": pgettext_lazy("receipt", "suspended"),
    "T": pgettext_lazy("receipt", "tax bill issued"),
    "Z": pgettext_lazy("receipt", "returned for change"),
    "J": pgettext_lazy("receipt", "cleared"),
    "M": pgettext_lazy("receipt", "re-review"),
    "300": pgettext_lazy("receipt", "manual review"),
    "C": pgettext_lazy("receipt", "inspection ordered"),
    "P": pgettext_lazy("receipt", "released"),
    "K": pgettext_lazy("receipt", "pick-up released"),
    "R": pgettext_lazy("receipt", "closed"),
    "D": pgettext_lazy("receipt", "deleted"),
    "E": pgettext_lazy("receipt", "rejected"),
}
_OF_A_SUMMARY = "Sp"


def receipt_name(letter: str) -> str:
    """What the receipt of that letter tells; a detention's number says its kind elsewhere."""
    name = _RECEIPTS.get(letter.removeprefix(_OF_A_SUMMARY))
    return str(name if name is not None else pgettext_lazy("receipt", "detained"))


def letter_of(state: str, *, procedure: str = Procedure.TWO_STEP, detention_kind: str = "") -> str:
    """The letter by which the state is told in receipts (回执); a detention by its kind."""
    known = DeclarationState(state)
    if known == S.DETAINED and detention_kind:
        return detention_kind
    if procedure == Procedure.TWO_STEP and known in _LETTERS_OF_A_SUMMARY:
        return _LETTERS_OF_A_SUMMARY[known]
    return _LETTERS[known]


class AccessKind(TextChoices):
    """How goods go on in two stages (两段准入)."""

    CONDITIONAL_REMOVAL = "CONDITIONAL_REMOVAL", _("Conditional removal")
    TRANSFER = "TRANSFER", _("Transfer to another yard")
    DESTINATION_CHECK = "DESTINATION_CHECK", _("Check at the destination")


class AccessState(TextChoices):
    ASKED = "ASKED", pgettext_lazy("access", "Waiting for an officer")
    PROPOSED = "PROPOSED", pgettext_lazy("access", "Waiting for a second officer")
    IN_FORCE = "IN_FORCE", pgettext_lazy("access", "Check still to be made")
    NO_FAULT = "NO_FAULT", pgettext_lazy("access", "Checked, no fault")
    FAULT = "FAULT", pgettext_lazy("access", "Checked, fault found")
    REFUSED = "REFUSED", pgettext_lazy("access", "Refused")


ACCESS_FLOW = Flow(
    "access instruction",
    {
        AccessState.ASKED: {AccessState.PROPOSED, AccessState.REFUSED},
        AccessState.PROPOSED: {AccessState.IN_FORCE, AccessState.REFUSED},
        AccessState.IN_FORCE: {AccessState.NO_FAULT, AccessState.FAULT},
    },
    begins={AccessState.ASKED, AccessState.IN_FORCE},
)
OPEN_ACCESS = frozenset({AccessState.ASKED, AccessState.PROPOSED, AccessState.IN_FORCE})


class TransportMode(TextChoices):
    """How the goods arrive (运输方式代码)."""

    SEA = "2", pgettext_lazy("mode of transport", "Sea")
    RAIL = "3", pgettext_lazy("mode of transport", "Rail")
    ROAD = "4", pgettext_lazy("mode of transport", "Road")
    AIR = "5", pgettext_lazy("mode of transport", "Air")
    MAIL = "6", pgettext_lazy("mode of transport", "Mail")
    OTHER = "9", pgettext_lazy("mode of transport", "Other")


class Light(TextChoices):
    """One stage of access: stage 1 is leaving the port, stage 2 sale and use."""

    RED = "RED", _("Not allowed")
    AMBER = "AMBER", pgettext_lazy("stage of access", "Waiting")
    GREEN = "GREEN", _("Allowed")


def may_leave_port(state: str) -> Light:
    if state in RELEASED:
        return Light.GREEN
    if state in {S.DETAINED, S.IN_RE_REVIEW, S.HELD, S.IN_INSPECTION} | ENDED:
        return Light.RED
    return Light.AMBER


def free_to_use(state: str, *, checks: Collection[str] = ()) -> Light:
    """Goods may be sold or used once step two is closed and no check away from the port is
    open or found a fault; until then they are only away. ``checks``: states of instructions.
    """
    if state in {S.DETAINED, *ENDED} or AccessState.FAULT in checks:
        return Light.RED
    if state == S.CLOSED and AccessState.IN_FORCE not in checks:
        return Light.GREEN
    return Light.AMBER


class ChangeKind(TextChoices):
    """What a declarant may ask of an accepted declaration (修改 or 撤销)."""

    AMEND = "AMEND", pgettext_lazy("change of a declaration", "Amendment")
    WITHDRAW = "WITHDRAW", pgettext_lazy("change of a declaration", "Withdrawal")


class ChangeState(TextChoices):
    ASKED = "ASKED", pgettext_lazy("change of a declaration", "Waiting for an officer")
    PROPOSED = "PROPOSED", pgettext_lazy("change of a declaration", "Waiting for a second officer")
    APPROVED = "APPROVED", pgettext_lazy("change of a declaration", "Approved")
    REFUSED = "REFUSED", pgettext_lazy("change of a declaration", "Refused")
    TAKEN_BACK = "TAKEN_BACK", pgettext_lazy("change of a declaration", "Taken back")


CHANGE_FLOW = Flow(
    "change of a declaration",
    {
        ChangeState.ASKED: {
            ChangeState.PROPOSED,
            ChangeState.APPROVED,
            ChangeState.REFUSED,
            ChangeState.TAKEN_BACK,
        },
        ChangeState.PROPOSED: {
            ChangeState.APPROVED,
            ChangeState.REFUSED,
            ChangeState.TAKEN_BACK,
        },
    },
    begins={ChangeState.ASKED},
)
OPEN_CHANGES = frozenset({ChangeState.ASKED, ChangeState.PROPOSED})


class AskState(TextChoices):
    """A document that an officer asked for (事中补传)."""

    ASKED = "ASKED", pgettext_lazy("document", "Asked for")
    SUPPLIED = "SUPPLIED", pgettext_lazy("document", "Supplied")
    CANCELLED = "CANCELLED", pgettext_lazy("document", "No longer needed")


ASK_FLOW = Flow(
    "document asked for",
    {AskState.ASKED: {AskState.SUPPLIED, AskState.CANCELLED}},
    begins={AskState.ASKED},
)


class FileState(TextChoices):
    """A file of consignments on its way to drafts."""

    CHECKING = "CHECKING", pgettext_lazy("file of consignments", "Being checked")
    CHECKED = "CHECKED", pgettext_lazy("file of consignments", "Checked")
    STORED = "STORED", pgettext_lazy("file of consignments", "Drafts made")
    DISCARDED = "DISCARDED", pgettext_lazy("file of consignments", "Thrown away")


FILE_FLOW = Flow(
    "file of consignments",
    {
        FileState.CHECKING: {FileState.CHECKED, FileState.DISCARDED},
        FileState.CHECKED: {FileState.STORED, FileState.DISCARDED},
    },
    begins={FileState.CHECKING},
)


class LineState(TextChoices):
    """One draft among many that are submitted together."""

    WAITING = "WAITING", pgettext_lazy("draft submitted with others", "Waiting")
    ACCEPTED = "ACCEPTED", pgettext_lazy("draft submitted with others", "Accepted")
    REFUSED = "REFUSED", pgettext_lazy("draft submitted with others", "Refused")


LINE_FLOW = Flow(
    "draft submitted with others",
    {LineState.WAITING: {LineState.ACCEPTED, LineState.REFUSED}},
    begins={LineState.WAITING, LineState.REFUSED},
)
