"""Judging a shipment: rules over facts, stored with its reasons."""

import uuid
from dataclasses import asdict, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.registry.law import current_pack
from risk.assessments.events import ShipmentAssessed
from risk.assessments.models import Assessment
from risk.facts import ShipmentFacts
from risk.rules.judge import hits_of, keys_needed, lot_of, rules_digest
from risk.rules.shipments import SHIPMENT_RULES
from risk.verdicts import Verdict

NEEDED = keys_needed(SHIPMENT_RULES)


@transaction.atomic
def assess_shipment(*, facts: ShipmentFacts, now: datetime, told: bool = True) -> Verdict:
    """Judge ``facts`` by the rules and the law of ``facts.on``; store and announce the verdict.

    Raises ``LawGap`` when the pack has no threshold for that day. The lot of the declaration
    is drawn here, so that no line can influence it. ``told`` False leaves the news to a caller
    who judges many at once and tells of them together.
    """
    pack = current_pack()
    law = {key: pack.ask(key, on=facts.on).value for key in NEEDED}
    threshold = int(pack.ask("risk.control_threshold", on=facts.on).value)
    facts = replace(facts, lot=lot_of(facts.reference, secret=settings.RISK_LOT_SECRET))
    hits = hits_of(facts, law, SHIPMENT_RULES)
    verdict = Verdict(
        assessment_no=uuid.uuid4().hex,
        score=sum(hit.points for hit in hits),
        threshold=threshold,
        hits=hits,
        law_digest=pack.digest,
        rules_digest=rules_digest(),
    )
    Assessment.objects.create(
        assessment_no=verdict.assessment_no,
        subject_reference=facts.reference,
        facts=_as_json(facts),
        hits=[asdict(hit) for hit in hits],
        score=verdict.score,
        threshold=threshold,
        controlled=verdict.is_controlled,
        law_digest=verdict.law_digest,
        rules_digest=verdict.rules_digest,
        assessed_at=now,
    )
    if told:
        announce(
            ShipmentAssessed(
                assessment_no=verdict.assessment_no,
                subject_reference=facts.reference,
                score=verdict.score,
                controlled=verdict.is_controlled,
                rules=verdict.rules,
                assessed_at=now,
            )
        )
    return verdict


def _as_json(facts: ShipmentFacts) -> dict[str, object]:
    values = asdict(facts)
    values["known_hs6"] = sorted(facts.known_hs6)
    return values
