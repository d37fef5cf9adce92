"""The life of a control order (布控指令)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class OrderState(TextChoices):
    IN_FORCE = "IN_FORCE", pgettext_lazy("control order", "In force")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("control order", "Withdrawn")
    EXPIRED = "EXPIRED", pgettext_lazy("control order", "Expired")


S = OrderState
ORDER_FLOW: Flow[OrderState] = Flow(
    "control order", {S.IN_FORCE: {S.WITHDRAWN, S.EXPIRED}}, begins={S.IN_FORCE}
)


class Purpose(TextChoices):
    """What an order may serve; features of bodies and faces are none of it."""

    SMUGGLING = "SMUGGLING", pgettext_lazy("purpose of a control order", "Smuggling")
    TAX = "TAX", pgettext_lazy("purpose of a control order", "Tax and valuation")
    SAFETY = "SAFETY", pgettext_lazy("purpose of a control order", "Safety and dangerous goods")
    QUARANTINE = "QUARANTINE", pgettext_lazy("purpose of a control order", "Health and quarantine")
    RIGHTS = "RIGHTS", pgettext_lazy("purpose of a control order", "Intellectual property")
    PROHIBITED = "PROHIBITED", pgettext_lazy("purpose of a control order", "Prohibited goods")


class Method(TextChoices):
    """The lightest channel that the order asks for."""

    DOCUMENTS = "DOCUMENTS", pgettext_lazy("method of a control order", "Look at the documents")
    SCAN = "SCAN", pgettext_lazy("method of a control order", "Scan")
    OPEN = "OPEN", pgettext_lazy("method of a control order", "Open")
