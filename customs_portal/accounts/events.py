"""What happens to people's access."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    name = "accounts.signed-in"
    feed = "access"
    subject_fields = ("username",)

    username: str
    address: str
    second_factor: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Event):
    name = "accounts.sign-in-refused"
    feed = "access"
    subject_fields = ("username",)

    username: str
    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EvidenceViewed(Event):
    """Somebody opened a picture or a scan."""

    name = "accounts.evidence-viewed"
    feed = "access"
    subject_fields = ("username", "key", "reference")

    username: str
    key: str
    reference: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """An administrator changed an account: hired, post-given, post-ended, deactivated ..."""

    name = "accounts.person-changed"
    feed = "access"
    subject_fields = ("username",)

    username: str
    change: str
    at: datetime
