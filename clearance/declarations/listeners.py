"""What the declarations wing does when it hears news."""

from clearance.declarations.events import DeclarationReturned, ReleaseConfirmed
from clearance.declarations.operations.close_paid import close_paid
from clearance.declarations.operations.close_whole import close_exported as close_voyage
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.match_manifest_line import (
    look_at_bills_again as look_at_bills,
)
from clearance.declarations.operations.match_manifest_line import (
    match_waiting,
    note_arrival,
    release_arrived,
)
from clearance.declarations.operations.report_outcome import report_inspection, report_review
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.split_containers import SUBJECT_KIND
from clearance.duties.events import TaxPaid
from clearance.manifests.events import (
    BillsChanged,
    BillsDecided,
    BillUnlocked,
    ExportGoodsArrived,
    ExportManifestClosed,
    LandedDifferenceResolved,
    ManifestAccepted,
    ShipArrived,
)
from customs_portal.kit import clock
from hardware_adapters.events import ContainerSeenAtShipside
from inspection.orders.events import InspectionConcluded
from inspection.orders.queries.returns import conclusion_stands


def divert_container(event: ContainerSeenAtShipside) -> None:
    divert_at_shipside(
        container_no=event.container_no,
        place_code=event.place_code,
        seen_at=event.seen_at,
        now=clock.now(),
    )


def check_diversion(event: ContainerSeenAtShipside) -> None:
    """The same act again, in the background: it finds nothing left to do, or does it."""
    divert_container(event)


def match_waiting_declarations(event: ManifestAccepted) -> None:
    match_waiting(transport_documents=event.transport_documents, now=clock.now())


def look_at_bills_again(event: BillsChanged | BillsDecided | ExportGoodsArrived) -> None:
    look_at_bills(transport_documents=event.transport_documents, now=clock.now())


def release_unlocked(event: BillUnlocked | LandedDifferenceResolved) -> None:
    look_at_bills(transport_documents=(event.transport_document,), now=clock.now())


def start_completion_period(event: ShipArrived) -> None:
    note_arrival(manifest_no=event.manifest_no, arrived_at=event.arrived_at)


def release_arrived_goods(event: ShipArrived) -> None:
    release_arrived(manifest_no=event.manifest_no, now=clock.now())


def close_exported(event: ExportManifestClosed) -> None:
    close_voyage(transport_documents=event.transport_documents, now=clock.now())


def resume_declaration(event: InspectionConcluded) -> None:
    if event.subject_kind != SUBJECT_KIND:
        return
    resume_after_inspection(
        declaration_no=event.subject_reference,
        order_no=event.order_no,
        container_no=event.container_no,
        outcome=event.outcome,
        version=event.version,
        now=clock.now(),
    )


def tell_risk_desk(event: InspectionConcluded) -> None:
    """Late news of a conclusion that was returned since says nothing any more."""
    if event.subject_kind != SUBJECT_KIND:
        return
    if not conclusion_stands(order_no=event.order_no, version=event.version):
        return
    report_inspection(
        declaration_no=event.subject_reference,
        order_no=event.order_no,
        outcome=event.outcome,
        by_image=event.by_image,
        now=event.concluded_at,
    )


def tell_risk_of_release(event: ReleaseConfirmed) -> None:
    report_review(
        declaration_no=event.declaration_no,
        found=False,
        by=event.proposed_by,
        now=event.confirmed_at,
    )


def tell_risk_of_return(event: DeclarationReturned) -> None:
    report_review(declaration_no=event.declaration_no, found=True, by="", now=event.returned_at)


def close_declaration(event: TaxPaid) -> None:
    close_paid(declaration_no=event.declaration_no, now=clock.now())
