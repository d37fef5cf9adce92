"""Which news a firm may choose, and what of each it is told: numbers, no inner reasons."""

from dataclasses import dataclass
from typing import Any

from clearance.declarations import events as declarations
from clearance.duties import events as duties
from clearance.gates import events as gates
from clearance.webhooks.states import Topic
from customs_portal.journal.events import Event

TOPICS: dict[type[Event], Topic] = {
    **dict.fromkeys(
        (
            declarations.SummaryAccepted,
            declarations.DeclarationFiled,
            declarations.ExportGoodsAwaited,
            declarations.TaxAwaited,
            declarations.TaxSecured,
            declarations.ReleasedForLoading,
            declarations.ManifestMismatchFound,
            declarations.ReleaseDecided,
            declarations.ReleaseConfirmed,
            declarations.ReleasedForPickup,
            declarations.ContainerControlled,
            declarations.DeclarationHeld,
            declarations.DeclarationReturned,
            declarations.DeclarationDoubted,
            declarations.ReReviewDecided,
            declarations.DeclarationRejected,
            declarations.DeclarationDetained,
            declarations.DetentionNamed,
            declarations.DetentionTakenBack,
            declarations.DeclarationCompleted,
            declarations.DeclarationClosed,
            declarations.DeclarationWithdrawn,
        ),
        Topic.DECLARATION,
    ),
    **dict.fromkeys(
        (
            duties.TaxBilled,
            duties.TaxBillCancelled,
            duties.PayByConfirmed,
            duties.TaxPaid,
            duties.TaxNotCollected,
            duties.PaymentFailed,
            duties.RefundPaid,
        ),
        Topic.BILL,
    ),
    **dict.fromkeys(
        (gates.GatePassApproved, gates.GatePassVoided, gates.ContainerLeftPort), Topic.PASS
    ),
    **dict.fromkeys(
        (
            declarations.ChangeApproved,
            declarations.ChangeRefused,
            declarations.AccessOrdered,
            declarations.AccessRefused,
            declarations.DocumentAsked,
        ),
        Topic.REQUEST,
    ),
}
NUMBERS = {
    Topic.DECLARATION: ("declaration_no",),
    Topic.BILL: ("bill_no",),
    Topic.PASS: ("pass_no", "container_no"),
    Topic.REQUEST: ("request_no", "declaration_no"),
}
TOLD = frozenset(
    {
        "declaration_no", "direction", "guarantee_no", "container_no", "container_nos",
        "bill_no", "payment_no", "refund_no",
        "pass_no", "plate_no", "request_no", "kind", "type_code", "answer_by", "check_by",
        "total_cny", "amount_cny", "version",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """One piece of news as the firm hears it. ``number`` is what it is about."""

    topic: Topic
    event: str
    happened_at: str
    number: str
    subject: dict[str, Any]


def told_of(event: Event) -> Told:
    payload = event.payload()
    times = (key for key in payload if key == "at" or key.endswith("_at"))
    topic = TOPICS[type(event)]
    number = next((str(payload[key]) for key in NUMBERS[topic] if payload.get(key)), "")
    return Told(
        topic=topic,
        event=event.name,
        happened_at=str(payload[list(times)[-1]]),
        number=number,
        subject={key: value for key, value in payload.items() if key in TOLD and value},
    )
