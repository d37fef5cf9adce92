"""The life of an inspection order, from the line's request to what the box showed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class OrderState(TextChoices):
    ORDERED = "ORDERED", _("Waiting for the scan")
    IMAGED = "IMAGED", _("Scan on the bench")
    OPENING = "OPENING", _("To be opened")
    ACCEPTED = "ACCEPTED", _("Crew on the way")
    CONCLUDED = "CONCLUDED", pgettext_lazy("inspection", "Concluded")
    CANCELLED = "CANCELLED", pgettext_lazy("inspection", "Cancelled")


class Outcome(TextChoices):
    NO_FAULT = "NO_FAULT", _("No fault")
    FAULT = "FAULT", _("Fault found")


S = OrderState

ORDER_FLOW: Flow[OrderState] = Flow(
    "inspection order",
    {
        S.ORDERED: {S.IMAGED, S.OPENING, S.CANCELLED},
        S.IMAGED: {S.OPENING, S.CONCLUDED, S.CANCELLED},
        S.OPENING: {S.ACCEPTED, S.CONCLUDED, S.CANCELLED},
        S.ACCEPTED: {S.OPENING, S.CONCLUDED, S.CANCELLED},
    },
)

OPEN_STATES = (S.ORDERED, S.IMAGED, S.OPENING, S.ACCEPTED)
CREW_STATES = (S.OPENING, S.ACCEPTED)
