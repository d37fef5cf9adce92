"""What the messages wing does when it hears news: it tells the sender."""

from clearance.declarations.events import (
    DeclarationClosed,
    DeclarationRejected,
    DeclarationWithdrawn,
    DraftFiled,
    ReleaseDecided,
    ReleasedForLoading,
    ReleasedForPickup,
)
from clearance.duties.events import TaxBilled
from clearance.messages.operations.answer_progress import answer_filed_draft, answer_progress
from clearance.messages.states import NoticeFunction
from customs_portal.journal.subscriptions import only_when
from customs_portal.kit import clock

HELD = "HELD"


@only_when(lambda event: event.decision == HELD)
def tell_control(event: ReleaseDecided) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.CONTROL,
        cause=f"{event.name} {event.decided_at.isoformat()}",
        now=clock.now(),
    )


def tell_release(event: ReleasedForPickup) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.RELEASED,
        cause=f"{event.name} {event.container_no}",
        now=clock.now(),
    )


def tell_loading(event: ReleasedForLoading) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.RELEASED,
        cause=f"{event.name} {event.container_no}",
        now=clock.now(),
    )


def tell_filed_draft(event: DraftFiled) -> None:
    answer_filed_draft(declaration_no=event.declaration_no, now=clock.now())


def tell_tax(event: TaxBilled) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.TAX,
        cause=f"{event.name} {event.bill_no}",
        bill_no=event.bill_no,
        now=clock.now(),
    )


def tell_clearance(event: DeclarationClosed) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.CLEARED,
        cause=event.name,
        now=clock.now(),
    )


def tell_withdrawal(event: DeclarationWithdrawn) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.INVALIDATED,
        cause=event.name,
        now=clock.now(),
    )


def tell_rejection(event: DeclarationRejected) -> None:
    answer_progress(
        declaration_no=event.declaration_no,
        function=NoticeFunction.REJECTED,
        cause=event.name,
        reason=event.reason,
        now=clock.now(),
    )
