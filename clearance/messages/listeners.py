"""What the messages wing does when it hears news: it tells the sender."""

from clearance.declarations.events import (
    DeclarationClosed,
    DeclarationWithdrawn,
    ReleaseDecided,
    ReleasedForPickup,
)
from clearance.duties.events import TaxBilled
from clearance.messages.operations.answer_progress import answer_progress
from clearance.messages.states import NoticeFunction
from customs_portal.kit import clock

HELD = "HELD"


def tell_control(event: ReleaseDecided) -> None:
    if event.decision == HELD:
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
