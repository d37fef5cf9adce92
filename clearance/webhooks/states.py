"""The life of an address that is told news, and of one piece of news on its way there."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class HookState(TextChoices):
    ACTIVE = "ACTIVE", pgettext_lazy("webhook", "Active")
    PAUSED = "PAUSED", pgettext_lazy("webhook", "Paused")
    REMOVED = "REMOVED", pgettext_lazy("webhook", "Removed")


class DeliveryState(TextChoices):
    WAITING = "WAITING", pgettext_lazy("webhook", "To be sent")
    DELIVERED = "DELIVERED", pgettext_lazy("webhook", "Delivered")
    FAILED = "FAILED", pgettext_lazy("webhook", "Not delivered")


class Topic(TextChoices):
    """What an enterprise may choose to be told of."""

    DECLARATION = "declaration", pgettext_lazy("webhook", "States of declarations")
    BILL = "bill", pgettext_lazy("webhook", "Tax bills and payments")
    PASS = "pass", pgettext_lazy("webhook", "Gate passes")  # noqa: S105
    REQUEST = "request", pgettext_lazy("webhook", "Answers to requests, documents asked for")


HOOK_FLOW = Flow(
    "webhook",
    {
        HookState.ACTIVE: {HookState.PAUSED, HookState.REMOVED},
        HookState.PAUSED: {HookState.ACTIVE, HookState.REMOVED},
    },
    begins={HookState.ACTIVE},
)

DELIVERY_FLOW = Flow(
    "webhook delivery",
    {
        DeliveryState.WAITING: {DeliveryState.DELIVERED, DeliveryState.FAILED},
        DeliveryState.DELIVERED: {DeliveryState.WAITING},
        DeliveryState.FAILED: {DeliveryState.WAITING},
    },
    begins={DeliveryState.WAITING},
)
