"""With every hidden source speaking at once, nothing that a firm can open tells of any of them.

Watch lists, value floors, histories of faults, data rules, control orders, a model and a source
that failed: the firm reads the reasons that it may know, and otherwise the same as everybody.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from clearance.declarations.operations.issue_decision import _figures
from clearance.declarations.queries.history import history_of
from clearance.declarations.states import DeclarationState
from clearance.webhooks.rules.telling import TOPICS, told_of
from customs_portal.journal.models import JournalEntry
from risk.assessments.models import Assessment
from risk.assessments.operations import sources
from risk.assessments.queries import assessment_of
from tests.factories.clearance import (
    MORNING,
    file_summary,
    reference_data,
    see_at_shipside,
)
from tests.factories.people import UserFactory
from tests.factories.risk import a_rule, published
from tests.factories.targeting import an_order
from tests.refusals.test_pages import NUMBERS, addresses, filled
from tests.risk.test_sources import Broken, TableModel

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-05")]
LATER = MORNING + timedelta(minutes=5)
BEFORE = MORNING - timedelta(days=1)
SECRET = "Double bottoms were found twice in such cartons"
LISTED, LISTED_ZH = "Seller stands on the list of March", "卖方列于三月名单"
TOLD, TOLD_ZH = "Goods of this heading need a photograph", "该品目商品须附照片"


@dataclass(frozen=True)
class Stopped:
    declaration: Declaration
    clerk: object
    hidden: tuple[str, ...]


@pytest.fixture
def stopped(db, monkeypatch):
    """One declaration against which everything speaks."""
    reference_data()
    clerk = UserFactory(clerk=True)
    goods = {"op": "any", "of": {"op": "prefix", "left": {"item": "hs6"}, "right": {"value": [
        "6109"]}}}  # fmt: skip
    published(
        a_rule(code="D-971", when=goods, sentence_en=LISTED, sentence_zh=LISTED_ZH),
        a_rule(code="D-972", when=goods, sentence_en=TOLD, sentence_zh=TOLD_ZH,
               shown_to_enterprise=True),
        now=BEFORE,
    )  # fmt: skip
    order = an_order(hs_prefix="6109", reason=SECRET, now=MORNING - timedelta(hours=1))
    monkeypatch.setattr(sources, "_models_at", [lambda *, at: (TableModel(),)])
    monkeypatch.setattr(sources, "SHIPMENT_RULES", (*sources.SHIPMENT_RULES, Broken()))
    declaration = file_summary(clerk=clerk, now=MORNING)
    see_at_shipside(declaration)
    spoke = {hit["rule"] for hit in Assessment.objects.get().hits}
    assert {"S-104", "D-971", "D-972", order.order_no, "M-table", "X-901"} <= spoke
    hidden = (
        "D-971", LISTED, LISTED_ZH, order.order_no, SECRET, "M-table", "Model table", "模型 table",
        "X-901", "D-777", "could not be applied", "运行出错",
        "S-102", "S-104", "No credit grade of the enterprise", "无有效的企业信用等级",
    )  # fmt: skip
    return Stopped(declaration, clerk, hidden)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_and_no_answer_tells_the_firm(client, stopped, monkeypatch, language):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: LATER)
    client.force_login(stopped.clerk, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    judged = Assessment.objects.get()
    numbers = NUMBERS | {
        "declaration_no": stopped.declaration.declaration_no, "rule_code": "D-971",
        "assessment_no": judged.assessment_no, "order_no": stopped.declaration.order_no,
    }  # fmt: skip
    seen, told = 0, False
    for path in addresses():
        if not re.match(r"(enterprise|api/v1|officer|supervisor)/", path):
            continue
        if path in ("api/v1/schema", "api/v1/docs/"):
            continue  # what doors there are is no secret
        address = filled(path, numbers)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace").replace(address, "")  # what the reader typed
        seen += answer.status_code == 200
        told = told or (TOLD if language == "en" else TOLD_ZH) in text
        for word in stopped.hidden:
            assert word not in text, (path, word)
    assert seen > 15
    assert told  # what it may know, it does learn
    page = client.get(f"/enterprise/declarations/{stopped.declaration.declaration_no}/")
    notice = f"/enterprise/inspections/{stopped.declaration.order_no}/"
    assert notice in page.content.decode()
    assert client.get(notice).status_code == 200


def test_no_program_no_paper_no_webhook_and_no_history_tells_the_firm(stopped):
    number = stopped.declaration.declaration_no
    program = APIClient()
    program.force_authenticate(stopped.clerk)
    answer = program.get(f"/api/v1/declarations/{number}").json()
    notice = _figures(Declaration.objects.get(declaration_no=number), code="A" * 16, now=LATER)
    by_name = {one.name: one for one in TOPICS}
    news = [
        told_of(by_name[entry.name].from_payload(entry.payload)).subject
        for entry in JournalEntry.objects.all()
        if entry.name in by_name
    ]
    history = history_of(declaration_no=number, officer=False)
    text = json.dumps([answer, notice, news, history], default=str, ensure_ascii=False)
    assert news and TOLD in text
    for word in stopped.hidden:
        assert word not in text


def test_the_firms_part_holds_no_fact_no_points_and_no_channel(stopped):
    assert stopped.declaration.state == DeclarationState.IN_INSPECTION
    part = assessment_of(subject_reference=stopped.declaration.declaration_no).for_enterprise()
    assert {hit.rule for hit in part.hits} <= {"D-972", "S-103", "S-208", "S-900"}
    assert (part.facts, part.score, part.channel, part.readings, part.law) == ({}, 0, "", (), {})
    assert all(hit.points == 0 and hit.at_least == "" for hit in part.hits)
