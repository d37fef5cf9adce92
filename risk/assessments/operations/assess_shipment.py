"""Judging a shipment: every source of suspicion, one verdict, stored with its reasons."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from customs_portal.journal.announce import announce
from customs_portal.kit.statements import store
from customs_portal.registry.law import LawPack, current_pack
from risk.assessments.events import JudgementTroubled, ShipmentAssessed
from risk.assessments.models import Assessment
from risk.assessments.operations.sources import Asked, sources_at
from risk.assessments.ports import lot_of
from risk.facts import ShipmentFacts
from risk.rules.channels import Thresholds
from risk.rules.combine import Judged, combine
from risk.rules.judge import keys_needed, rules_digest
from risk.rules.shipments import SHIPMENT_RULES
from risk.targeting.operations.note_hits import note_hits
from risk.verdicts import Verdict

NEEDED = keys_needed(SHIPMENT_RULES) | {
    "risk.control_threshold",
    "risk.channel_thresholds",
    "risk.model_points",
    "risk.model_ranking",
    "risk.model_revenue_points",
    "risk.order_points",
}


def assess_shipment(
    *,
    facts: ShipmentFacts,
    now: datetime,
    filed: str = "",
    is_new: bool = False,
    told: bool = True,
) -> Verdict:
    """Judge ``facts`` by the rules and the law of ``facts.on``; store and announce the verdict.

    Raises ``LawGap`` when the pack has no threshold for that day. The lot of the declaration
    falls here, once, on the words that the firm ``filed`` and under the secret of ``facts.on``;
    whoever is judged again keeps it. ``is_new`` says that this number was never judged: nothing
    is looked up. ``told`` False leaves the news to a caller who judges many at once and tells of
    them together. Within the caller's transaction.
    """
    pack = current_pack()
    before = None if is_new else _lot_before(facts.reference)
    filed = (filed or facts.reference) if before is None else ""
    lot = lot_of(filed, on=facts.on) if before is None else before
    facts = replace(facts, lot=lot)
    law = law_values(pack, on=facts.on)
    asked = sources_at(at=now, facts=facts, law=law)
    law |= {key: pack.ask(key, on=facts.on).value for key in asked.needs if key not in law}
    thresholds = thresholds_in(law)
    judged = combine(facts, law=law, thresholds=thresholds, sources=asked.sources)
    told_by_model = next((one for one in judged.readings if one.counts), None)
    verdict = Verdict(
        assessment_no=uuid.uuid4().hex,
        score=judged.score,
        threshold=thresholds.scan,
        hits=judged.hits,
        law_digest=pack.digest,
        rules_digest=rules_digest(),
        channel=judged.channel,
        probability_ppm=told_by_model.probability_ppm if told_by_model else None,
        expected_cny=told_by_model.expected_cny if told_by_model else None,
    )
    _store(verdict, judged, facts=facts, filed=filed, law=law, asked=asked, now=now)
    _tell(verdict, asked, facts=facts, now=now, told=told)
    return verdict


def law_values(pack: LawPack, *, on: date) -> dict[str, Any]:
    """What the book and the combination ask of the law of that day. Raises ``LawGap``."""
    return {key: pack.ask(key, on=on).value for key in sorted(NEEDED)}


def thresholds_in(law: Mapping[str, Any]) -> Thresholds:
    channels = law["risk.channel_thresholds"]
    return Thresholds(
        documents=int(channels["DOCUMENTS"]),
        scan=int(law["risk.control_threshold"]),
        open=int(channels["OPEN"]),
    )


def _lot_before(reference: str) -> int | None:
    """The lot that fell when this number was judged first; chance speaks once of a declaration."""
    first = Assessment.objects.filter(subject_reference=reference).order_by("id")
    return first.values_list("facts__lot", flat=True).first()


def _store(
    verdict: Verdict,
    judged: Judged,
    *,
    facts: ShipmentFacts,
    filed: str,
    law: dict[str, Any],
    asked: Asked,
    now: datetime,
) -> None:
    thresholds = thresholds_in(law)
    store(
        [
            Assessment(
                assessment_no=verdict.assessment_no,
                subject_reference=facts.reference,
                facts=_as_json(facts),
                hits=[asdict(hit) for hit in judged.hits],
                score=judged.score,
                threshold=thresholds.scan,
                documents_from=thresholds.documents,
                open_from=thresholds.open,
                at_least=judged.at_least,
                channel=judged.channel,
                controlled=verdict.is_controlled,
                readings=[asdict(reading) for reading in judged.readings],
                law=law,
                law_digest=verdict.law_digest,
                rules_digest=verdict.rules_digest,
                book_digest=asked.book_digest,
                assessed_at=now,
                filed=filed,
                lot_on=facts.on if filed else None,
            )
        ]
    )
    note_hits(
        orders=asked.orders.spoken(judged.hits),
        assessment_no=verdict.assessment_no,
        subject_reference=facts.reference,
        now=now,
    )


def _tell(
    verdict: Verdict, asked: Asked, *, facts: ShipmentFacts, now: datetime, told: bool
) -> None:
    if told:
        announce(
            ShipmentAssessed(
                assessment_no=verdict.assessment_no,
                subject_reference=facts.reference,
                score=verdict.score,
                controlled=verdict.is_controlled,
                rules=verdict.rules,
                assessed_at=now,
                channel=verdict.channel,
            )
        )
    troubles = tuple(hit for hit in verdict.hits if hit.rule.startswith("X-"))
    if troubles:
        announce(
            JudgementTroubled(
                assessment_no=verdict.assessment_no,
                subject_reference=facts.reference,
                causes=tuple(f"{hit.rule} {hit.reason_en}" for hit in troubles),
                troubled_at=now,
            )
        )


def _as_json(facts: ShipmentFacts) -> dict[str, object]:
    values = asdict(facts)
    values["known_hs6"] = sorted(facts.known_hs6)
    return values
