"""The explanation of a judgement as a document: whole, and for officers only."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock, printing, seals
from customs_portal.registry.law.book import title_of
from customs_portal.registry.queries import countries_of
from risk.assessments import queries
from risk.assessments.operations.judge_again import nearest_of
from risk.assessments.pages.lists import CHANNELS, FACTS, READERS, fact_words
from risk.assessments.pages.words import change_words, kind_words, laws_named
from risk.assessments.queries import AssessmentView
from risk.models.words import part_words
from risk.rules.nearest import Nearest

TEMPLATE = Path(__file__).parents[1] / "templates" / "assessments" / "explanation.typ"
PURPOSE = "risk explanation"
LANGUAGES = ("zh-hans", "en")


@duty_required(*READERS)
@require_GET
def paper(request: KnownRequest, assessment_no: str) -> HttpResponse:
    """PDF/A of one judgement, to be put into a file; a look at it is written down."""
    one, now = queries.assessment(assessment_no=assessment_no), clock.now()
    record_evidence_view(
        user=request.user, key="risk/explanation.pdf", reference=one.subject_reference, now=now
    )
    printed = printing.print_pdf(
        TEMPLATE, name="judgement", data=_figures(one, by=str(request.user), now=now)
    )
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"explanation-{one.subject_reference}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def code_of(one: AssessmentView) -> str:
    """Sixteen letters that only this house can derive from exactly this judgement.

    The paper and the page bear the same code as long as nothing of the judgement was altered.
    """
    document = {
        "assessment_no": one.assessment_no,
        "subject_reference": one.subject_reference,
        "assessed_at": one.assessed_at.isoformat(),
        "score": one.score,
        "channel": one.channel,
        "hits": [vars(hit) for hit in one.hits],
        "facts": one.facts,
        "digests": [one.law_digest, one.rules_digest, one.book_digest],
    }
    signature = bytes.fromhex(seals.sign(document, purpose=PURPOSE))
    letters = base64.b32encode(hashlib.sha256(signature).digest()[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _figures(one: AssessmentView, *, by: str, now: datetime) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}/officer/risk/{one.assessment_no}/"
    nearest = nearest_of(stored=one)
    return {
        "reference": one.subject_reference,
        "assessment_no": one.assessment_no,
        "assessed": _time(one.assessed_at),
        "printed": f"{_time(now)} · {by}",
        "code": code_of(one),
        "address": address,
        "qr": printing.qr_svg(address),
        "channel": _both(lambda: str(CHANNELS.get(one.channel, one.channel))),
        "at_least": _both(lambda: str(CHANNELS[one.at_least])) if one.at_least else ["–", ""],
        "score": one.score,
        "borders": [one.documents_from, one.threshold, one.open_from],
        "hits": [
            {
                "rule": hit.rule,
                "kind": " ".join(_both(lambda hit=hit: kind_words(hit.rule))),  # type: ignore[misc]
                "points": hit.points,
                "zh": hit.reason_zh,
                "en": hit.reason_en if hit.reason_en != hit.reason_zh else "",
                "law": _law(hit.law),
                "shown": hit.shown_to_enterprise,
            }
            for hit in one.hits
        ],
        "nearest": _nearest(nearest),
        "facts": _facts(one),
        "items": [
            [item["hs6"], item["name"], item["origin"], f"{float(item['value_cny']):,.2f}"]
            for item in one.facts.get("items", [])
        ],
        "readings": [
            [
                reading.model,
                str(reading.score),
                str(reading.probability_ppm),
                "·" if reading.counts else "–",
                " · ".join(f"{_part(name)} {points:+d}" for name, points in reading.parts),
            ]
            for reading in one.readings
        ],
        "digests": [
            ["规则 Rules", one.rules_digest],
            ["数据规则集 Rules as data", one.book_digest or "–"],
            ["法规包 Law pack", one.law_digest],
        ],
    }


def _part(name: str) -> str:
    english, chinese = part_words(name)
    return f"{chinese} {english}"


def _nearest(found: Nearest | None) -> dict[str, Any]:
    if found is None:
        return {"found": False, "after": ["", ""], "changes": []}
    words = []
    for change in found.changes:
        zh, en = (_in(language, lambda change=change: change_words(change))  # type: ignore[misc]
                  for language in LANGUAGES)  # fmt: skip
        words.append([_told(zh[name], en[name]) for name in ("label", "before", "after")])
    after = _both(lambda: str(CHANNELS[found.channel_after]))
    return {"found": True, "after": after, "changes": words}


def _facts(one: AssessmentView) -> list[list[str]]:
    items = one.facts.get("items", [])
    codes = {one.facts.get("departure_country", ""), *(item["origin"] for item in items)}
    countries = {found.code: f"{found.code} {found.name}" for found in countries_of(codes)}
    rows = []
    for name in FACTS:
        if name not in one.facts:
            continue
        zh, en = (
            _in(language, lambda name=name: (  # type: ignore[misc]
                str(FACTS[name]), fact_words(name, one.facts, countries)))
            for language in LANGUAGES
        )  # fmt: skip
        rows.append([_told(zh[0], en[0]), _told(zh[1], en[1])])
    return rows


def _law(named: str) -> list[str]:
    """What a source rests on, keys of the law pack by their titles; a dash for nothing."""
    told = [_told(*_both(lambda key=key: title_of(key))) for key in laws_named(named)]  # type: ignore[misc]
    return told or ["–"]


def _told(zh: str, en: str) -> str:
    return (zh if zh == en else f"{zh} {en}") or "–"


def _both(words: Any) -> list[str]:
    return [_in(language, words) for language in LANGUAGES]


def _in(language: str, words: Any) -> Any:
    with translation.override(language):
        return words()


def _time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
