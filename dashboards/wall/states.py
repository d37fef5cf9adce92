"""The life of an alarm: what the world says, times what a person has said."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class AlarmState(TextChoices):
    ACTIVE_UNACK = "ACTIVE_UNACK", _("Active, not acknowledged")
    ACTIVE_ACK = "ACTIVE_ACK", _("Active, acknowledged")
    CLEARED_UNACK = "CLEARED_UNACK", _("Over, not acknowledged")
    CLEARED_ACK = "CLEARED_ACK", _("Over, acknowledged")


S = AlarmState
ACTIVE = (S.ACTIVE_UNACK, S.ACTIVE_ACK)
UNACKNOWLEDGED = (S.ACTIVE_UNACK, S.CLEARED_UNACK)

ALARM_FLOW = Flow(
    "alarm",
    {
        S.ACTIVE_UNACK: {S.ACTIVE_ACK, S.CLEARED_UNACK},
        S.ACTIVE_ACK: {S.CLEARED_ACK},
        S.CLEARED_UNACK: {S.CLEARED_ACK},
    },
    begins={S.ACTIVE_UNACK},
)


class Severity(TextChoices):
    """From worst to least; the wall sorts by this order."""

    CRITICAL = "critical", _("Critical")
    MAJOR = "major", _("Major")
    OFFLINE = "offline", _("Offline")
    MINOR = "minor", _("Minor")
    INFO = "info", _("For information")


class Stage(TextChoices):
    """Where a declaration stands, as the wall counts it."""

    RISK_CHECK = "RISK_CHECK", pgettext_lazy("stage", "Risk check")
    ACCEPTED = "ACCEPTED", pgettext_lazy("stage", "Accepted")
    HELD = "HELD", pgettext_lazy("stage", "Held")
    INSPECTION = "INSPECTION", pgettext_lazy("stage", "Inspection")
    RELEASED = "RELEASED", pgettext_lazy("stage", "Released")
    CLOSED = "CLOSED", pgettext_lazy("stage", "Closed")
