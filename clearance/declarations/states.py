"""The life of a two-step declaration (两步申报), and the two lights of two-stage access."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class DeclarationState(TextChoices):
    AWAITING_MANIFEST = "AWAITING_MANIFEST", _("Waiting for the manifest")
    MISMATCHED = "MISMATCHED", _("Differs from the manifest")
    CLEARED_TO_LEAVE = "CLEARED_TO_LEAVE", _("Cleared to leave the port")
    HELD = "HELD", _("Held for inspection")
    IN_INSPECTION = "IN_INSPECTION", _("In inspection")
    RELEASED_FOR_PICKUP = "RELEASED_FOR_PICKUP", _("May be picked up")
    DETAINED = "DETAINED", _("Detained")
    COMPLETED = "COMPLETED", _("Completed, tax due")
    CLOSED = "CLOSED", pgettext_lazy("declaration", "Closed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


S = DeclarationState

DECLARATION_FLOW = Flow(
    "declaration",
    {
        S.AWAITING_MANIFEST: {S.MISMATCHED, S.CLEARED_TO_LEAVE, S.HELD, S.WITHDRAWN},
        S.MISMATCHED: {S.AWAITING_MANIFEST, S.CLEARED_TO_LEAVE, S.HELD, S.WITHDRAWN},
        S.CLEARED_TO_LEAVE: {S.RELEASED_FOR_PICKUP, S.HELD, S.WITHDRAWN},
        S.HELD: {S.IN_INSPECTION, S.CLEARED_TO_LEAVE},
        S.IN_INSPECTION: {S.RELEASED_FOR_PICKUP, S.DETAINED},
        S.RELEASED_FOR_PICKUP: {S.COMPLETED},
        S.COMPLETED: {S.CLOSED},
    },
)

UNDECIDED = frozenset({S.AWAITING_MANIFEST, S.MISMATCHED})
WAITING_FOR_AN_OFFICER = frozenset({S.MISMATCHED, S.HELD})
RELEASED = frozenset({S.RELEASED_FOR_PICKUP, S.COMPLETED, S.CLOSED})


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
    if state in {S.DETAINED, S.WITHDRAWN, S.HELD, S.IN_INSPECTION}:
        return Light.RED
    return Light.AMBER


def free_to_use(state: str) -> Light:
    """Goods may be sold or used once step two is closed; until then they are only away."""
    if state == S.CLOSED:
        return Light.GREEN
    if state in {S.DETAINED, S.WITHDRAWN}:
        return Light.RED
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
)
OPEN_CHANGES = frozenset({ChangeState.ASKED, ChangeState.PROPOSED})


class AskState(TextChoices):
    """A document that an officer asked for (事中补传)."""

    ASKED = "ASKED", pgettext_lazy("document", "Asked for")
    SUPPLIED = "SUPPLIED", pgettext_lazy("document", "Supplied")
    CANCELLED = "CANCELLED", pgettext_lazy("document", "No longer needed")


ASK_FLOW = Flow("document asked for", {AskState.ASKED: {AskState.SUPPLIED, AskState.CANCELLED}})
