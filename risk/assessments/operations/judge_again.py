"""A stored judgement once more: the same sources over the same facts, and what if not."""

from dataclasses import dataclass, replace
from typing import Any

from customs_portal.registry.law import current_pack
from risk.assessments.operations.assess_shipment import law_values, thresholds_in
from risk.assessments.operations.sources import country_codes, models_at
from risk.assessments.queries import AssessmentView
from risk.facts import ShipmentFacts
from risk.rulebooks.queries.in_force import book_in_force
from risk.rules.channels import Thresholds
from risk.rules.combine import Judged, Model, Sources, combine
from risk.rules.judge import rules_digest
from risk.rules.nearest import Nearest, nearest_change
from risk.rules.replay import facts_from
from risk.rules.shipments import SHIPMENT_RULES
from risk.targeting.queries.matching import orders_again
from risk.verdicts import Hit

FAULTS = ("X-901", "X-902")  # what failed then may work now: kept as it was told
BOOK, MODEL = "D-", "M-"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that came out otherwise; "" where it is not there at all."""

    what: str
    stored: str
    again: str


@dataclass(frozen=True, kw_only=True)
class Replay:
    """``taken`` are hits of sources that cannot speak again and stand as they were stored: what
    failed then, and a book or a model that is no longer what it was.
    """

    judged: Judged
    differences: tuple[Difference, ...]
    taken: tuple[str, ...]
    same_rules: bool
    same_law: bool

    @property
    def same(self) -> bool:
        return not self.differences


@dataclass(frozen=True, kw_only=True)
class _Stand:
    """Everything a stored judgement was made of, ready to judge again."""

    facts: ShipmentFacts
    law: dict[str, Any]
    thresholds: Thresholds
    sources: Sources
    taken: tuple[Hit, ...]

    def judge(self, facts: ShipmentFacts, without: frozenset[str] = frozenset()) -> Judged:
        return combine(
            facts,
            law=self.law,
            thresholds=self.thresholds,
            sources=self.sources,
            without=without,
        )


def replay(*, stored: AssessmentView) -> Replay:
    """Judge the stored facts again by the stored law and today's rules."""
    stand = _stand(stored)
    again = stand.judge(stand.facts)
    return Replay(
        judged=again,
        differences=tuple(_differences(stored, again)),
        taken=tuple(hit.rule for hit in stand.taken),
        same_rules=stored.rules_digest == rules_digest(),
        same_law=stored.law_digest == current_pack().digest,
    )


def nearest_of(*, stored: AssessmentView) -> Nearest | None:
    """The nearest change that would have led to another channel; None within two changes."""
    stand = _stand(stored)
    return nearest_change(
        stand.facts,
        law=stand.law,
        hits=stored.hits,
        judge=lambda facts, without: stand.judge(facts, without).channel,
    )


def _stand(stored: AssessmentView) -> _Stand:
    facts = facts_from(stored.facts)
    law = {**law_values(current_pack(), on=facts.on), **stored.law}
    book = book_in_force(at=stored.assessed_at)
    same_book = book.digest == stored.book_digest
    models = _models_of(stored)
    gone = (*FAULTS, *(() if same_book else (BOOK,)), *((MODEL,) if models is None else ()))
    taken = tuple(hit for hit in stored.hits if hit.rule.startswith(gone))
    numbers = tuple(hit.rule for hit in stored.hits if hit.rule.startswith("T-"))
    thresholds = replace(
        thresholds_in(law),
        documents=stored.documents_from,
        scan=stored.threshold,
        open=stored.open_from,
    )
    return _Stand(
        facts=facts,
        law=law,
        thresholds=thresholds,
        sources=Sources(
            rules=(*SHIPMENT_RULES, *(book.rules if same_book else ())),
            models=models or (),
            orders=orders_again(order_nos=numbers, law=law),
            faults=taken,
            countries=country_codes(),
        ),
        taken=taken,
    )


def _models_of(stored: AssessmentView) -> tuple[Model, ...] | None:
    """The models that read then; None when one of them is not to be had."""
    read = {reading.digest for reading in stored.readings}
    found = {model.digest: model for model in models_at(at=stored.assessed_at)}
    return tuple(found[digest] for digest in read) if read <= found.keys() else None


def _differences(stored: AssessmentView, again: Judged) -> list[Difference]:
    before = {hit.rule: hit.points for hit in stored.hits}
    after = {hit.rule: hit.points for hit in again.hits}
    found = [
        Difference(
            what=rule,
            stored=str(before[rule]) if rule in before else "",
            again=str(after[rule]) if rule in after else "",
        )
        for rule in sorted(before.keys() | after.keys())
        if before.get(rule) != after.get(rule)
    ]
    for what, one, other in (
        ("score", str(stored.score), str(again.score)),
        ("channel", stored.channel, again.channel),
    ):
        if one != other:
            found.append(Difference(what=what, stored=one, again=other))
    return found
