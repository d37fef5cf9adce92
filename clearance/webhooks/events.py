"""What webhooks tell the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookRegistered(Event):
    """An enterprise wants its news sent to this host."""

    name = "clearance.webhook-registered"
    subject_fields = ("hook_no",)

    hook_no: str
    enterprise_id: int
    host: str
    topics: tuple[str, ...]
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookPaused(Event):
    """Nothing more is sent there: a person paused it, or it failed too often (``failures``)."""

    name = "clearance.webhook-paused"
    subject_fields = ("hook_no",)

    hook_no: str
    enterprise_id: int
    failures: int
    paused_at: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(Event):
    """It was resumed or removed, or has a new secret."""

    name = "clearance.webhook-changed"
    subject_fields = ("hook_no",)

    hook_no: str
    enterprise_id: int
    change: str
    changed_at: datetime
