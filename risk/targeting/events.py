"""What the targeting desk tells the house; for officers' screens and the record only."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ControlOrderPlaced(Event):
    """An officer ordered a control; whom it aims at stands in the order alone."""

    name = "risk.control-order-placed"
    subject_fields = ("order_no",)

    order_no: str
    method: str
    purpose: str
    until: datetime
    placed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ControlOrderExtended(Event):
    """A second officer gave the order a longer term."""

    name = "risk.control-order-extended"
    subject_fields = ("order_no",)

    order_no: str
    reason: str
    until: datetime
    extended_at: datetime


@dataclass(frozen=True, kw_only=True)
class ControlOrderWithdrawn(Event):
    name = "risk.control-order-withdrawn"
    subject_fields = ("order_no",)

    order_no: str
    reason: str
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class ControlOrderExpired(Event):
    name = "risk.control-order-expired"
    subject_fields = ("order_no",)

    order_no: str
    expired_at: datetime


@dataclass(frozen=True, kw_only=True)
class ControlOrderHit(Event):
    """A shipment was judged that the order aims at."""

    name = "risk.control-order-hit"
    subject_fields = ("order_no", "assessment_no")

    order_no: str
    assessment_no: str
    method: str
    hit_at: datetime
