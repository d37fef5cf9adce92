"""Why one shipment was let go, read, scanned or opened: for officers, all of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.accounts.requests import person_of
from customs_portal.kit import clock
from customs_portal.registry.law import current_pack
from customs_portal.registry.law.book import title_of
from customs_portal.registry.queries import countries_of
from risk.assessments import queries
from risk.assessments.operations.judge_again import nearest_of, replay
from risk.assessments.pages.lists import (
    CHANNELS,
    FACTS,
    READERS,
    TONES,
    fact_words,
)
from risk.assessments.pages.paper import code_of
from risk.assessments.pages.words import change_words, kind_words, laws_named
from risk.assessments.queries import AssessmentView
from risk.models.ranking import Ranking
from risk.models.words import part_words
from risk.rules.combine import KeptReading
from risk.rules.judge import rules_digest
from risk.rules.nearest import Nearest
from risk.verdicts import Hit

WIDTH, LEFT = 960, 20  # of the picture, in its own units
FAR = 100_000  # a border beyond this never was one


@duty_required(*READERS)
def assessment(request: HttpRequest, assessment_no: str) -> HttpResponse:
    """One judgement: parts, hits, facts, nearest change; ``?replay=1`` judges once more."""
    one = queries.assessment(assessment_no=assessment_no)
    reader = person_of(request)
    record_evidence_view(
        user=reader, key="risk/explanation", reference=one.subject_reference, now=clock.now()
    )
    items = one.facts.get("items", [])
    codes = {one.facts.get("departure_country", ""), *(item["origin"] for item in items)}
    countries = {found.code: f"{found.code} {found.name}" for found in countries_of(codes)}
    context = {
        "one": one,
        "code": code_of(one),
        "channel": CHANNELS.get(one.channel, one.channel),
        "tone": TONES.get(one.channel, "info"),
        "at_least": CHANNELS.get(one.at_least, ""),
        "picture": picture_of(one),
        "rows": [_row(hit, one) for hit in one.hits],
        "nearest": _nearest_words(nearest_of(stored=one), one.facts),
        "channels": CHANNELS,
        "facts": [
            (label, fact_words(name, one.facts, countries))
            for name, label in FACTS.items()
            if name in one.facts
        ],
        "items": [
            item | {"origin": countries.get(item["origin"], item["origin"])} for item in items
        ],
        "readings": [_reading_words(each) for each in one.readings],
        "same_rules": one.rules_digest == rules_digest(),
        "same_law": one.law_digest == current_pack().digest,
        "replay": replay(stored=one) if request.GET.get("replay") else None,
        "reads_orders": reader.holds(Duty.JUDGE_RISK) or reader.holds(Duty.READ_JOURNAL),
        "reads_law": reader.holds(Duty.READ_LAW),
    }
    return render(request, "assessments/one.html", context)


def picture_of(one: AssessmentView) -> dict[str, Any]:
    """The score as a bar of its parts: lengths in the units of the picture, exact to the point.

    What adds stands on the upper row, what takes off runs back on the lower one to the score.
    """
    added = [hit for hit in one.hits if hit.points > 0]
    taken = [hit for hit in one.hits if hit.points < 0]
    total = sum(hit.points for hit in added)
    borders = [
        (channel, points)
        for channel, points in (
            ("DOCUMENTS", one.documents_from),
            ("SCAN", one.threshold),
            ("OPEN", one.open_from),
        )
        if points < FAR and not (channel == "DOCUMENTS" and points == one.threshold)
    ]
    longest = max(total, *(points for _channel, points in borders), 1)
    scale = (WIDTH - 2 * LEFT) / longest
    return {
        "width": WIDTH,
        "added": _parts(added, start=0, scale=scale),
        "taken": _parts(taken, start=total, scale=scale),
        "borders": [
            {"x": round(LEFT + points * scale, 1), "points": points, "name": CHANNELS[channel]}
            for channel, points in borders
        ],
        "score_x": round(LEFT + max(one.score, 0) * scale, 1),
    }


def _parts(hits: Sequence[Hit], *, start: int, scale: float) -> list[dict[str, Any]]:
    found, at = [], start
    for index, hit in enumerate(hits):
        first = at if hit.points > 0 else at + hit.points
        found.append(
            {
                "x": round(LEFT + first * scale, 1),
                "width": round(abs(hit.points) * scale, 1),
                "middle": round(LEFT + (first + abs(hit.points) / 2) * scale, 1),
                "rule": hit.rule,
                "points": hit.points,
                "shade": f"part-{hit.rule[:1].lower()} part-{'even' if index % 2 else 'odd'}",
                "fits": abs(hit.points) * scale > 11 * len(hit.rule),
            }
        )
        at += hit.points
    return found


def _row(hit: Hit, one: AssessmentView) -> dict[str, Any]:
    """A hit with what it rests on: keys of the law pack by their titles, else as it is named."""
    keys = set(current_pack().keys)
    reading = next((each for each in one.readings if hit.rule == f"M-{each.model}"), None)
    return {
        "hit": hit,
        "kind": kind_words(hit.rule),
        "laws": [(key if key in keys else "", title_of(key)) for key in laws_named(hit.law)],
        "at_least": CHANNELS.get(hit.at_least, ""),
        "reading": reading and _reading_words(reading),
        "is_order": hit.rule.startswith("T-"),
    }


def _reading_words(reading: KeptReading) -> dict[str, Any]:
    """A reading with its parts and its rank as people call them."""
    chinese = (get_language() or "").startswith("zh")
    by_revenue = reading.ranking == Ranking.REVENUE
    return {
        "model": reading.model,
        "digest": reading.digest,
        "score": reading.score,
        "counts": reading.counts,
        "probability_ppm": reading.probability_ppm,
        "percent": f"{reading.probability_ppm / 10_000:.1f}",
        "stake_cny": reading.stake_cny,
        "expected_cny": reading.expected_cny,
        "by_revenue": by_revenue,
        "ranked_by": _("Expected revenue") if by_revenue else _("Chance of a fault"),
        "parts": [(part_words(name)[chinese], points) for name, points in reading.parts],
    }


def _nearest_words(found: Nearest | None, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "changes": [change_words(one) for one in found.changes],
        "after": CHANNELS[found.channel_after],
        "tone": TONES[found.channel_after],
    }
