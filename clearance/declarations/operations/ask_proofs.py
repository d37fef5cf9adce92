"""Whoever claims is asked for the papers that prove it, by the house itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from clearance.declarations.events import DocumentAsked
from clearance.declarations.facts import CompleteItem
from clearance.declarations.models import Declaration, DocumentAsk, SuppliedDocument
from clearance.declarations.states import AskState
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.registry import law

LONGEST = 400


def ask_proofs(
    *,
    declaration: Declaration,
    items: Sequence[CompleteItem],
    late_exemption: str,
    on: date,
    now: datetime,
) -> list[DocumentAsk]:
    """One question for each type of document that a claim needs and nobody supplied or asked.

    Within the caller's transaction; the reason holds the numbers of the papers.
    """
    needed = _needed(items, late_exemption, on=on)
    if not needed:
        return []
    there = SuppliedDocument.objects.filter(declaration=declaration)
    asked = DocumentAsk.objects.filter(declaration=declaration, state=AskState.ASKED)
    known = {*there.values_list("type_code", flat=True), *asked.values_list("type_code", flat=True)}
    answer_by = now + timedelta(days=int(law.ask("attachment.answer_days", on=on).value))
    asks = DocumentAsk.objects.bulk_create(
        DocumentAsk(
            declaration=declaration,
            type_code=type_code,
            reason=", ".join(dict.fromkeys(papers))[:LONGEST],
            state=AskState.ASKED,
            move=told(at=now, law="attachment.proofs"),
            asked_by=None,
            asked_at=now,
            answer_by=answer_by,
        )
        for type_code, papers in needed.items()
        if type_code not in known
    )
    for ask in asks:
        announce(
            DocumentAsked(
                declaration_no=declaration.declaration_no,
                type_code=ask.type_code,
                reason=ask.reason,
                answer_by=answer_by,
                asked_at=now,
            )
        )
    return asks


def _needed(
    items: Sequence[CompleteItem], late_exemption: str, *, on: date
) -> dict[str, list[str]]:
    """Type of document to the numbers of the papers claimed."""
    types = {one["claim"]: one["type"] for one in law.ask("attachment.proofs", on=on).value}
    needed: dict[str, list[str]] = {}
    for item in items:
        for claim, paper in (
            (item.proof_kind if item.agreement else "", item.proof_no),
            ("QUOTA", item.quota_no),
            ("RELIEF", item.exemption_no),
        ):
            if paper and claim in types:
                needed.setdefault(types[claim], []).append(paper)
    if late_exemption and "LATE" in types:
        needed[types["LATE"]] = [late_exemption]
    return needed
