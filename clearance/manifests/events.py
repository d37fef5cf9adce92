"""What the manifests wing tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ManifestAccepted(Event):
    """A carrier lodged the manifest of a voyage; a long one is told of part by part."""

    name = "clearance.manifest-accepted"
    subject_fields = ("manifest_no", "transport_documents", "container_nos")

    manifest_no: str
    vessel: str
    voyage: str
    transport_documents: tuple[str, ...]
    container_nos: tuple[str, ...]
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ManifestLodgedLate(Event):
    """The manifest came after its time limit: its bills wait for an officer."""

    name = "clearance.manifest-lodged-late"
    subject_fields = ("manifest_no",)

    manifest_no: str
    minutes_late: int
    lodge_by: datetime
    lodged_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillsSentToOfficer(Event):
    """These bills wait for an officer, for a reason in words of the house."""

    name = "clearance.bills-sent-to-officer"
    subject_fields = ("manifest_no", "transport_documents")

    manifest_no: str
    transport_documents: tuple[str, ...]
    rule: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillsDecided(Event):
    """An officer decided on bills; ``state`` is the letter of the receipt."""

    name = "clearance.bills-decided"
    subject_fields = ("transport_documents",)

    transport_documents: tuple[str, ...]
    state: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillReleased(Event):
    """Everything under the bill is released (舱单放行)."""

    name = "clearance.bill-released"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillLocked(Event):
    name = "clearance.bill-locked"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    reason: str
    expires_at: datetime
    locked_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillUnlocked(Event):
    """A named person lifted a lock, or its time ran out (``expired``)."""

    name = "clearance.bill-unlocked"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    owner: str
    reason: str
    expired: bool
    unlocked_at: datetime


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


@dataclass(frozen=True, kw_only=True)
class TallyReported(Event):
    """Discharge or loading was counted; ``differences`` wait for an officer."""

    name = "clearance.tally-reported"
    subject_fields = ("manifest_no",)

    manifest_no: str
    version: int
    rows: int
    differences: int
    late: bool
    finished_at: datetime
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class LandedDifferenceResolved(Event):
    name = "clearance.landed-difference-resolved"
    subject_fields = ("manifest_no", "transport_document", "container_no")

    manifest_no: str
    transport_document: str
    container_no: str
    resolution: str
    reason: str
    resolved_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillsChanged(Event):
    """Bills were amended, split, merged, moved ...: who declared them must look again."""

    name = "clearance.bills-changed"
    subject_fields = ("manifest_no", "transport_documents")

    manifest_no: str
    transport_documents: tuple[str, ...]
    act: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillChangeAsked(Event):
    """A change after arrival or decision waits for an officer."""

    name = "clearance.bill-change-asked"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    act: str
    fields: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class BillChangeRefused(Event):
    name = "clearance.bill-change-refused"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportGoodsArrived(Event):
    """Export goods stand in the yard (运抵报告)."""

    name = "clearance.export-goods-arrived"
    subject_fields = ("manifest_no", "transport_documents", "container_nos")

    manifest_no: str
    transport_documents: tuple[str, ...]
    container_nos: tuple[str, ...]
    place_code: str
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class LoadingListed(Event):
    """The loading manifest (装载舱单) names what goes on board."""

    name = "clearance.loading-listed"
    subject_fields = ("manifest_no", "transport_documents")

    manifest_no: str
    transport_documents: tuple[str, ...]
    listed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ShipSailed(Event):
    name = "clearance.ship-sailed"
    subject_fields = ("manifest_no",)

    manifest_no: str
    vessel: str
    voyage: str
    sailed_at: datetime


@dataclass(frozen=True, kw_only=True)
class UnreleasedBillLoaded(Event):
    """The loading tally counts goods that were not released."""

    name = "clearance.unreleased-bill-loaded"
    subject_fields = ("manifest_no", "transport_document")

    manifest_no: str
    transport_document: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportManifestClosed(Event):
    """Sailed and tallied: the loaded bills are closed (结关)."""

    name = "clearance.export-manifest-closed"
    subject_fields = ("manifest_no", "transport_documents")

    manifest_no: str
    transport_documents: tuple[str, ...]
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TerminalRefusedMessage(Event):
    """The terminal will not follow an instruction: an officer must look."""

    name = "clearance.terminal-refused-message"
    subject_fields = ("transport_document", "container_no", "order_no")

    transport_document: str
    container_no: str
    kind: str
    reason: str
    refused_at: datetime
    order_no: str = ""
