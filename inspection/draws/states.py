"""The life of a pool from its cut-off to its draw, and what may lie in one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class DrawState(TextChoices):
    COMMITTED = "COMMITTED", _("Pool committed")
    DRAWN = "DRAWN", pgettext_lazy("draw", "Drawn")
    LAPSED = "LAPSED", pgettext_lazy("draw", "Lapsed")


class SubjectKind(TextChoices):
    CONTAINER = "container", pgettext_lazy("draw", "Container")
    PARCEL = "parcel", pgettext_lazy("draw", "Parcel")
    BAG = "bag", pgettext_lazy("draw", "Bag")
    PREMISES = "premises", pgettext_lazy("draw", "Premises")


class PickKind(TextChoices):
    CREW = "crew", pgettext_lazy("draw", "Crew of an order")
    SCAN = "scan", pgettext_lazy("draw", "Scan for an analyst")


S = DrawState

DRAW_FLOW: Flow[DrawState] = Flow(
    "pool draw",
    {S.COMMITTED: {S.DRAWN, S.LAPSED}},
    begins={S.COMMITTED},
)
