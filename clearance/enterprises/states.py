"""The life of a mandate (电子委托), from the importer's offer to its end."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class MandateState(TextChoices):
    OFFERED = "OFFERED", pgettext_lazy("mandate", "Waits for the agent")
    ACCEPTED = "ACCEPTED", pgettext_lazy("mandate", "In force")
    DECLINED = "DECLINED", pgettext_lazy("mandate", "Declined")
    TAKEN_BACK = "TAKEN_BACK", pgettext_lazy("mandate", "Taken back")
    REVOKED = "REVOKED", pgettext_lazy("mandate", "Revoked")


class MandateKind(TextChoices):
    """One bill of lading (逐票), or everything in its scope for a time (长期)."""

    SINGLE = "SINGLE", _("One bill of lading")
    LONG_TERM = "LONG_TERM", _("For a time")


MANDATE_FLOW = Flow(
    "mandate",
    {
        MandateState.OFFERED: {
            MandateState.ACCEPTED,
            MandateState.DECLINED,
            MandateState.TAKEN_BACK,
        },
        MandateState.ACCEPTED: {MandateState.REVOKED},
    },
    begins={MandateState.OFFERED},
)
ENDED = frozenset({MandateState.DECLINED, MandateState.TAKEN_BACK, MandateState.REVOKED})
