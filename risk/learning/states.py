"""The service of a learned model: asked for, in force, ended."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class ServiceState(TextChoices):
    WAITING = "WAITING", pgettext_lazy("risk model", "Waits for a second person")
    IN_FORCE = "IN_FORCE", pgettext_lazy("risk model", "In force")
    ENDED = "ENDED", pgettext_lazy("risk model", "Ended")


SERVICE_FLOW = Flow(
    "risk model",
    {
        ServiceState.WAITING: {ServiceState.IN_FORCE, ServiceState.ENDED},
        ServiceState.IN_FORCE: {ServiceState.ENDED},
    },
    begins={ServiceState.WAITING, ServiceState.IN_FORCE},
)
