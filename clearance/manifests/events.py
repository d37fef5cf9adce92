"""What the manifests wing tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ManifestAccepted(Event):
    """A carrier lodged the manifest of a voyage."""

    name = "clearance.manifest-accepted"
    subject_fields = ("manifest_no", "transport_documents", "container_nos")

    manifest_no: str
    vessel: str
    voyage: str
    transport_documents: tuple[str, ...]
    container_nos: tuple[str, ...]
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ShipArrived(Event):
    """The carrier reported the ship alongside."""

    name = "clearance.ship-arrived"
    subject_fields = ("manifest_no",)

    manifest_no: str
    vessel: str
    voyage: str
    place_code: str
    arrived_at: datetime
