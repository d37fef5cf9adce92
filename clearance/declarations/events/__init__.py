"""What declarations tell the house."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from clearance.declarations.events.access import AccessAsked as AccessAsked
from clearance.declarations.events.access import AccessChecked as AccessChecked
from clearance.declarations.events.access import AccessOrdered as AccessOrdered
from clearance.declarations.events.access import AccessProposed as AccessProposed
from clearance.declarations.events.access import AccessRefused as AccessRefused
from clearance.declarations.events.changes import ChangeApproved as ChangeApproved
from clearance.declarations.events.changes import ChangeAsked as ChangeAsked
from clearance.declarations.events.changes import ChangeProposed as ChangeProposed
from clearance.declarations.events.changes import ChangeRefused as ChangeRefused
from clearance.declarations.events.changes import ChangeTakenBack as ChangeTakenBack
from clearance.declarations.events.drafting import DraftDeleted as DraftDeleted
from clearance.declarations.events.drafting import DraftFiled as DraftFiled
from clearance.declarations.events.drafting import DraftRestored as DraftRestored
from clearance.declarations.events.drafting import DraftRunBegun as DraftRunBegun
from clearance.declarations.events.drafting import FilingFileChecked as FilingFileChecked
from clearance.declarations.events.drafting import FilingFileDiscarded as FilingFileDiscarded
from clearance.declarations.events.drafting import FilingFileStored as FilingFileStored
from clearance.declarations.events.drafting import FilingFileTaken as FilingFileTaken
from clearance.declarations.events.drafting import TemplateChanged as TemplateChanged
from clearance.declarations.events.second_looks import DeclarationDoubted as DeclarationDoubted
from clearance.declarations.events.second_looks import (
    DeclarationRejected as DeclarationRejected,
)
from clearance.declarations.events.second_looks import ReReviewDecided as ReReviewDecided
from clearance.declarations.events.whole import DeclarationFiled as DeclarationFiled
from clearance.declarations.events.whole import ExportGoodsAwaited as ExportGoodsAwaited
from clearance.declarations.events.whole import ReleasedForLoading as ReleasedForLoading
from clearance.declarations.events.whole import TaxAwaited as TaxAwaited
from clearance.declarations.events.whole import TaxSecured as TaxSecured
from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class SummaryAccepted(Event):
    """Step one was accepted under this number."""

    name = "clearance.summary-accepted"
    subject_fields = ("declaration_no", "transport_document", "container_nos")

    declaration_no: str
    transport_document: str
    container_nos: tuple[str, ...]
    enterprise_id: int
    office_code: str
    value_cny: Decimal
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ManifestMismatchFound(Event):
    """Declaration and manifest line contradict each other in these fields."""

    name = "clearance.manifest-mismatch-found"
    subject_fields = ("declaration_no", "transport_document")

    declaration_no: str
    transport_document: str
    fields: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionSheetIssued(Event):
    """A decision was printed; whoever holds the paper can ask whether it is genuine."""

    name = "clearance.decision-sheet-issued"
    subject_fields = ("declaration_no", "code")

    declaration_no: str
    code: str
    state: str
    sha256: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseDecided(Event):
    """Risk was judged: CLEARED_TO_LEAVE, or HELD with the rule numbers that hit."""

    name = "clearance.release-decided"
    subject_fields = ("declaration_no", "container_nos")

    declaration_no: str
    container_nos: tuple[str, ...]
    decision: str
    score: int
    rules: tuple[str, ...]
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleasedForPickup(Event):
    """The container may be picked up (第一段: it may leave the port)."""

    name = "clearance.released-for-pickup"
    subject_fields = ("declaration_no", "container_no")

    declaration_no: str
    container_no: str
    at_shipside: bool
    accepted_at: datetime
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContainerControlled(Event):
    """The ship-side split sent the container to the inspection yard."""

    name = "clearance.container-controlled"
    subject_fields = ("declaration_no", "container_no", "order_no")

    declaration_no: str
    container_no: str
    order_no: str
    controlled_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationDetained(Event):
    """The inspection found a fault; the goods stay."""

    name = "clearance.declaration-detained"
    subject_fields = ("declaration_no", "container_no", "order_no")

    declaration_no: str
    container_no: str
    order_no: str
    detained_at: datetime


@dataclass(frozen=True, kw_only=True)
class DetentionTakenBack(Event):
    """The finding that led to the detention was returned to its crew; the inspection goes on."""

    name = "clearance.detention-taken-back"
    subject_fields = ("declaration_no", "container_no", "order_no")

    declaration_no: str
    container_no: str
    order_no: str
    taken_back_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationCompleted(Event):
    """Step two was filed; the tax bill follows."""

    name = "clearance.declaration-completed"
    subject_fields = ("declaration_no",)

    declaration_no: str
    bill_no: str
    completed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationClosed(Event):
    """Tax is paid, the guarantee is freed, the file is closed."""

    name = "clearance.declaration-closed"
    subject_fields = ("declaration_no",)

    declaration_no: str
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class UndeclaredContainerSeen(Event):
    """A container stands at the ship side that no declaration covers."""

    name = "clearance.undeclared-container-seen"
    subject_fields = ("container_no",)

    container_no: str
    place_code: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class SummaryAmended(Event):
    """The declarant answered a mismatch: these fields were changed."""

    name = "clearance.summary-amended"
    subject_fields = ("declaration_no", "transport_document")

    declaration_no: str
    transport_document: str
    fields: tuple[str, ...]
    amended_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationWithdrawn(Event):
    """The declarant took the summary back before anything was released."""

    name = "clearance.declaration-withdrawn"
    subject_fields = ("declaration_no", "container_nos")

    declaration_no: str
    container_nos: tuple[str, ...]
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationHeld(Event):
    """An officer held what the rules had let go, and said why."""

    name = "clearance.declaration-held"
    subject_fields = ("declaration_no",)

    declaration_no: str
    reason: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationReturned(Event):
    """An officer sent it back for change, and said why."""

    name = "clearance.declaration-returned"
    subject_fields = ("declaration_no",)

    declaration_no: str
    reason: str
    returned_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseProposed(Event):
    """A first officer proposes to let a held declaration go; a second one must agree."""

    name = "clearance.release-proposed"
    subject_fields = ("declaration_no",)

    declaration_no: str
    reason: str
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseConfirmed(Event):
    """A second officer agreed: the held declaration is cleared to leave."""

    name = "clearance.release-confirmed"
    subject_fields = ("declaration_no", "container_nos")

    declaration_no: str
    container_nos: tuple[str, ...]
    reason: str
    proposed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationsImported(Event):
    """One chunk of a file went through; what was held has news of its own besides."""

    name = "clearance.declarations-imported"
    subject_fields = ("declaration_nos",)

    file_name: str
    accepted: int
    declaration_nos: tuple[str, ...]
    held: tuple[str, ...]
    refused: tuple[str, ...]
    imported_at: datetime


@dataclass(frozen=True, kw_only=True)
class DetentionNamed(Event):
    """An officer said which kind of detention it is."""

    name = "clearance.detention-named"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    reason: str
    named_at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentAsked(Event):
    """An officer needs a document of this type by then."""

    name = "clearance.document-asked"
    subject_fields = ("declaration_no",)

    declaration_no: str
    type_code: str
    reason: str
    answer_by: datetime
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentAskCancelled(Event):
    """The document is no longer needed."""

    name = "clearance.document-ask-cancelled"
    subject_fields = ("declaration_no",)

    declaration_no: str
    type_code: str
    cancelled_at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentSupplied(Event):
    """The declarant gave a document; it is kept by the hash of its content."""

    name = "clearance.document-supplied"
    subject_fields = ("declaration_no",)

    declaration_no: str
    type_code: str
    sha256: str
    pages: int
    answers_an_ask: bool
    supplied_at: datetime
