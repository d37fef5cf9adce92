"""The life of a message that came in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class MessageState(TextChoices):
    RECEIVED = "RECEIVED", pgettext_lazy("message", "Received and kept")
    FILED = "FILED", pgettext_lazy("message", "Acted on")
    REJECTED = "REJECTED", pgettext_lazy("message", "Rejected")


MESSAGE_FLOW = Flow(
    "message",
    {MessageState.RECEIVED: {MessageState.FILED, MessageState.REJECTED}},
    begins={MessageState.RECEIVED},
)


class MessageKind(TextChoices):
    """What the root and the first fields of a message say it is."""

    DECLARATION = "declaration", pgettext_lazy("message", "Declaration")
    NOTIFICATION = "notification", pgettext_lazy("message", "Notification")
    MOVEMENT = "movement", pgettext_lazy("message", "Movement of goods")
    RETRIEVAL = "retrieval", pgettext_lazy("message", "Report of a declaration")


class Act(TextChoices):
    """Which operation of ours a message asks for."""

    NONE = "", _("None: kept as received")
    SUMMARY = "summary", _("Step one: summary declaration")
    COMPLETE = "complete", _("Step two: complete declaration")
    WHOLE = "whole", _("Declaration in one step")
    DRAFT = "draft", _("Draft of a declaration in one step")
    AMENDMENT = "amendment", _("Amendment of step one")
    WITHDRAWAL = "withdrawal", _("Withdrawal")


class NoticeFunction(TextChoices):
    """Function codes of notifications (WCO data model, response)."""

    ACCEPTED = "01", pgettext_lazy("notification", "Accepted")
    RECEIVED = "02", pgettext_lazy("notification", "Received")
    REJECTED = "03", pgettext_lazy("notification", "Rejected")
    CONTROL = "05", pgettext_lazy("notification", "Selected for control")
    DOCUMENTS = "06", pgettext_lazy("notification", "Documents asked for")
    CORRECTED = "07", pgettext_lazy("notification", "Corrected by customs")
    RELEASED = "08", pgettext_lazy("notification", "Goods released")
    CLEARED = "09", pgettext_lazy("notification", "Cleared")
    INVALIDATED = "10", pgettext_lazy("notification", "Declaration withdrawn")
    REQUEST_ANSWERED = "11", pgettext_lazy("notification", "Request answered")
    TAX = "13", pgettext_lazy("notification", "Tax calculated")
    BALANCE_SHORT = "14", pgettext_lazy("notification", "Balance too low")
    BALANCE_REMINDER = "15", pgettext_lazy("notification", "Reminder of the balance")
    EXITED = "16", pgettext_lazy("notification", "Goods have left")
    EXIT_AWAITED = "18", pgettext_lazy("notification", "Exit not yet reported")
