"""What happens to learned models."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RiskModelRegistered(Event):
    """A model was signed and laid down; it does nothing yet."""

    name = "risk.model-registered"
    subject_fields = ("model_no",)

    model_no: str
    digest: str
    signature: str
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class RiskModelPutInShadow(Event):
    """It reads every shipment from now on, and its readings do not count."""

    name = "risk.model-put-in-shadow"
    subject_fields = ("model_no",)

    model_no: str
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class RiskModelAskedToCount(Event):
    name = "risk.model-asked-to-count"
    subject_fields = ("model_no",)

    model_no: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class RiskModelActivated(Event):
    """Its readings count from now on: a second person confirmed, or a rollback restored it."""

    name = "risk.model-activated"
    subject_fields = ("model_no",)

    model_no: str
    restored: bool
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class RiskModelEnded(Event):
    """Its service, or the request for it, is over."""

    name = "risk.model-ended"
    subject_fields = ("model_no",)

    model_no: str
    counted: bool
    reason: str
    ended_at: datetime
