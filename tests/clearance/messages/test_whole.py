"""A full declaration message: ours is filed in one step, a foreign one becomes a draft."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from lxml import etree

from clearance.declarations.events import DeclarationClosed, DraftFiled, ReleasedForLoading
from clearance.declarations.forms import filing_from
from clearance.declarations.models import Declaration, DocumentAsk, Draft
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.keep_draft import delete_draft
from clearance.declarations.operations.submit_many import begin_run, submit_next_line
from clearance.declarations.states import DeclarationState
from clearance.duties.events import TaxBilled
from clearance.messages import listeners
from clearance.messages.models import Message
from clearance.messages.operations.receive_message import receive_message
from clearance.messages.states import Act, MessageState
from customs_portal.journal import subscriptions
from tests.clearance.declarations.test_claims import ASEAN
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.duties import GuaranteeFactory
from tests.factories.messages import a_whole, a_withdrawal, envelope
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-18")]
NOON = MORNING + timedelta(hours=3)
GB = {
    "country": "GB",
    "customization": "",
    "procedure": "<CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode>",
    "unit": "NAR",
    "package": "CT",
}


def send(data, clerk):
    message, _is_new = receive_message(data=data, by=clerk, now=MORNING)
    return message


def notice(message, at=-1):
    answer = list(message.answers.order_by("id"))[at]
    root = etree.fromstring(answer.body.encode())
    texts = {}
    for one in root.iter(etree.Element):
        texts.setdefault(etree.QName(one).localname, []).append(one.text)
    return answer.function_code, texts


def pointed(message):
    """The sections and tags of each gap or error, by the field that its text begins with."""
    root = etree.fromstring(message.answers.last().body.encode())
    found = {}
    for one in [*root.findall(".//{*}AdditionalInformation"), *root.findall(".//{*}Error")]:
        text = one.findtext("{*}StatementDescription") or one.findtext("{*}Description")
        found[text.partition(":")[0]] = [
            (step.findtext("{*}DocumentSectionCode"), step.findtext("{*}TagID"))
            for step in one.findall("{*}Pointer")
        ]
    return found


def stored(declaration):
    """What two filings of the same answers have in common."""
    skipped = {"id", "declaration_no", "move", "source", "risk_score"}
    values = {k: v for k, v in vars(declaration).items() if k not in skipped and k[0] != "_"}
    items = [
        {k: v for k, v in vars(one).items() if k not in ("id", "declaration_id") and k[0] != "_"}
        for one in declaration.items.order_by("step", "position")
    ]
    return values, items


@pytest.mark.parametrize("direction", ["IMPORT", "EXPORT"])
def test_a_full_declaration_of_our_own_country_is_filed_in_one_step(clerk, told, direction):
    full = a_full(clerk=clerk, direction=direction)
    a_bill_for(full)

    message = send(a_whole(full, reference="LRN-W1"), clerk)

    function, texts = notice(message)
    assert function == "01", texts
    assert (message.state, message.act) == (MessageState.FILED, Act.WHOLE)
    declaration = Declaration.objects.get()
    assert message.declaration_no == declaration.declaration_no == texts["ID"][0]
    assert (declaration.procedure, declaration.direction) == ("ONE_STEP", direction)
    assert declaration.transport_document == full.transport_document
    assert declaration.head["overseas_party"] == full.overseas_party
    assert declaration.head["foreign_port"] == full.foreign_port
    assert declaration.head["terms"] == "3"
    assert declaration.head["package_kind"] == "22"
    assert declaration.head["net_weight_kg"] == "8000"
    (item,) = declaration.items.filter(step=1)
    assert item.elements == full.items[0].elements
    assert item.specification == "no brand"
    assert [one.container_no for one in declaration.containers.all()] == list(full.container_nos)
    assert "clearance.declaration-filed" in told()
    assert not Draft.objects.exists()


def test_a_claim_of_the_message_is_kept_and_asked_to_be_proved(clerk):
    full = a_full(clerk=clerk, items=(a_line(**ASEAN),))
    a_bill_for(full)

    message = send(a_whole(full), clerk)

    function, texts = notice(message)
    assert function == "01", texts["Description"]
    declaration = Declaration.objects.get()
    (item,) = declaration.items.filter(step=1)
    assert item.claims["agreement"] == "ASEAN"
    assert item.claims["proof_date"] == "2026-11-01"
    assert DocumentAsk.objects.filter(declaration=declaration).exists()


def test_what_is_refused_points_at_its_place_and_leaves_nothing(clerk, told):
    full = a_full(
        clerk=clerk, foreign_port="VNXXX", trade_country="XX", items=(a_line(hs_code="6109990000"),)
    )

    message = send(a_whole(full, gross_weight="8６40"), clerk)

    assert (message.state, message.act) == (MessageState.REJECTED, Act.WHOLE)
    assert not Declaration.objects.exists()
    function, texts = notice(message)
    assert function == "03"
    rules = " ".join(texts["Description"])
    for rule in ("number.shape", "port.unknown", "country.unknown", "hs.unknown"):
        assert rule in rules
    assert ("83A", "L017") in [
        (texts["DocumentSectionCode"][at], tag) for at, tag in enumerate(texts["TagID"])
    ] or "83A" in texts["DocumentSectionCode"]
    assert "clearance.declaration-filed" not in told()


def test_the_message_and_the_form_file_the_same(clerk):
    full = a_full(clerk=clerk)
    a_bill_for(full)
    send(a_whole(full), clerk)
    by_message = stored(Declaration.objects.get())
    other = UserFactory(clerk=True)
    same = replace(
        full,
        transport_document="ONEY99999999",
        voyage="W99999",
        container_nos=(a_container_no(),),
        consignee_uscc=other.enterprise.uscc,
    )
    a_bill_for(same)
    by_form = stored(file_in_one_step(full=same, by=other, now=MORNING))

    assert by_message[1] == by_form[1]
    differ = {k for k, v in by_form[0].items() if by_message[0][k] != v}
    assert differ <= {
        "transport_document", "voyage", "enterprise_id", "filed_by_id", "bill_no", "manifest_no",
        "assessment_no",
    }  # fmt: skip


def test_tax_and_clearance_of_one_step_are_told(clerk, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    full = a_full(clerk=clerk)
    a_bill_for(full)
    message = send(a_whole(full), clerk)
    declaration = Declaration.objects.get()
    assert declaration.state == DeclarationState.TAX_DUE

    listeners.tell_tax(
        TaxBilled(
            bill_no=declaration.bill_no,
            declaration_no=declaration.declaration_no,
            total_cny=Decimal(0),
            billed_at=NOON,
        )
    )
    closed = DeclarationClosed(declaration_no=declaration.declaration_no, closed_at=NOON)
    listeners.tell_clearance(closed)
    listeners.tell_clearance(closed)

    found = list(message.answers.order_by("id").values_list("function_code", flat=True))
    assert found == ["01", "13", "09"]


def test_a_guarantee_named_in_the_message_lets_the_goods_go_on(clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    full = a_full(clerk=clerk, guarantee_no=guarantee.guarantee_no)
    a_bill_for(full)
    message = send(a_whole(full), clerk)
    assert notice(message)[0] == "01"
    assert Declaration.objects.get().state == DeclarationState.CLEARED_TO_LEAVE


def test_a_full_declaration_is_asked_back_by_message(clerk):
    full = a_full(clerk=clerk)
    a_bill_for(full)
    filed = send(a_whole(full), clerk)
    body = a_withdrawal(filed.declaration_no).replace(b"CP2STEP", b"CP1STEP")
    message = send(body, clerk)
    assert (message.state, message.act) == (MessageState.FILED, Act.WITHDRAWAL)
    assert Declaration.objects.get().changes.get().kind == "WITHDRAW"


@pytest.mark.parametrize("direction", ["IMPORT", "EXPORT"])
def test_a_foreign_declaration_becomes_a_draft_with_named_gaps(clerk, direction):
    full = a_full(clerk=clerk, direction=direction, consignee_uscc="GB603202734852")

    message = send(a_whole(full, **GB), clerk)

    assert (message.state, message.act) == (MessageState.RECEIVED, Act.DRAFT)
    assert not Declaration.objects.exists()
    draft = Draft.objects.get()
    assert (draft.draft_no, draft.enterprise) == (message.draft_no, clerk.enterprise)
    assert (draft.procedure, draft.direction) == ("ONE_STEP", direction)
    answers = draft.answers
    assert answers["supervision_mode"] == "0110"
    assert answers["levy_mode"] == "101"
    assert answers["terms"] == "3"
    assert answers["package_kind"] == "22"
    assert answers["items.0.unit"] == "pieces"
    assert answers["items.0.hs_code"] == "610910"
    assert answers["consignee_uscc"] == clerk.enterprise.uscc
    assert answers["container_nos"] == ", ".join(full.container_nos)
    function, texts = notice(message)
    assert function == "02"
    assert "nothing was declared" in texts["StatementDescription"][0]
    assert draft.draft_no in texts["StatementDescription"][0]
    gaps = pointed(message)
    assert "consignee_uscc" in gaps
    assert gaps["items[0].hs_code"][-2:] == [("23A", None), ("21A", "145")]
    assert len(texts["StatementDescription"]) <= 99


def test_a_foreign_code_without_counterpart_leaves_its_answer_open(clerk):
    odd = GB | {
        "procedure": "<CurrentCode>42</CurrentCode><PreviousCode>71</PreviousCode>",
        "unit": "ASV",
        "package": "ZZ",
        "terms": "DAP",
        "freight_currency": "GBP",
    }
    message = send(a_whole(a_full(clerk=clerk), **odd), clerk)
    answers, gaps = Draft.objects.get().answers, pointed(message)
    for name in ("supervision_mode", "terms", "package_kind", "freight_cny"):
        assert name not in answers
        assert name in gaps
    assert "items.0.unit" not in answers
    assert "items[0].unit" in gaps
    words = " ".join(notice(message)[1]["StatementDescription"])
    assert "4271" in words
    assert "GB" in words


def test_before_the_list_of_a_country_began_its_messages_are_only_kept(clerk, monkeypatch):
    early = MORNING.replace(year=2020)
    message, _ = receive_message(data=a_whole(a_full(clerk=clerk), **GB), by=clerk, now=early)
    assert (message.state, message.act, message.draft_no) == (MessageState.RECEIVED, "", "")
    assert not Draft.objects.exists()


def test_more_goods_than_a_declaration_holds_become_no_draft_and_it_is_said(clerk):
    full = a_full(clerk=clerk, items=tuple(a_line() for _ in range(51)))
    message = send(a_whole(full, **GB), clerk)
    assert message.draft_no == ""
    assert not Draft.objects.exists()
    assert "more goods items" in notice(message)[1]["StatementDescription"][1]


@pytest.mark.parametrize("type_code", ["IMY", "IMZ", "EXY", "COR", "INV", "XXX"])
def test_what_is_no_full_declaration_of_that_country_begins_no_draft(clerk, type_code):
    message = send(a_whole(a_full(clerk=clerk), **GB, type_code=type_code), clerk)
    assert (message.state, message.act) == (MessageState.RECEIVED, Act.NONE)
    assert not Draft.objects.exists()


def test_a_draft_begun_by_a_message_is_answered_when_it_is_filed(clerk, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    full = a_full(clerk=clerk)
    a_bill_for(full)
    message = send(a_whole(full, **GB), clerk)
    draft = Draft.objects.get()
    draft.answers |= {
        "items.0.hs_code": "6109100010",
        "items.0.specification": "no brand",
        **{f"items.0.elements.{key}": said for key, said in full.items[0].elements.items()},
    }
    draft.save()
    run, _ = begin_run(draft_nos=[draft.draft_no], token="", by=clerk, now=NOON)
    while submit_next_line(run_no=run.run_no, read=filing_from, now=NOON):
        pass
    declaration = Declaration.objects.get()

    billed = TaxBilled(
        bill_no=declaration.bill_no,
        declaration_no=declaration.declaration_no,
        total_cny=Decimal(0),
        billed_at=NOON,
    )
    filed = DraftFiled(
        draft_no=draft.draft_no, declaration_no=declaration.declaration_no, filed_at=NOON
    )
    listeners.tell_tax(billed)  # whichever news comes first
    listeners.tell_filed_draft(filed)
    listeners.tell_filed_draft(filed)

    message.refresh_from_db()
    assert (message.state, message.declaration_no) == ("FILED", declaration.declaration_no)
    found = list(message.answers.order_by("id").values_list("function_code", flat=True))
    assert found == ["02", "01", "13"]
    assert Message.objects.count() == 1


def test_the_news_of_one_step_has_its_listeners():
    assert listeners.tell_loading in subscriptions.soon[ReleasedForLoading]
    assert listeners.tell_filed_draft in subscriptions.soon[DraftFiled]


def test_an_empty_full_declaration_names_everything_that_it_lacks(clerk):
    message = send(
        envelope(
            "<FunctionCode>9</FunctionCode><FunctionalReferenceID>L-E</FunctionalReferenceID>"
            "<TypeCode>IMA</TypeCode>",
            customization="CP1STEP",
        ),
        clerk,
    )
    assert message.state == MessageState.REJECTED
    assert len(notice(message)[1]["Description"]) > 5


def test_every_real_declaration_becomes_a_draft_or_says_why(clerk, real_messages):
    """The public messages of Great Britain: what their goods and parties become of ours."""
    begun, refused = 0, []
    for path in sorted(real_messages.rglob("*.xml"))[:150]:
        data = path.read_bytes()
        if b"<TypeCode>IMA" not in data and b"<TypeCode>EXA" not in data:
            continue
        try:
            message = send(data, clerk)
        except Exception as error:
            refused.append((path.name, error))
            continue
        if message.act == Act.DRAFT:
            begun += 1
            assert Draft.objects.filter(draft_no=message.draft_no).exists()
            assert notice(message)[0] == "02"
    assert begun >= 10, (begun, refused)
    assert not Declaration.objects.exists()


def test_the_page_of_a_foreign_message_leads_to_its_draft_while_there_is_one(clerk, client):
    message = send(a_whole(a_full(clerk=clerk), **GB), clerk)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    link = f'href="/enterprise/declarations/whole/{message.draft_no}/"'
    where = f"/enterprise/messages/{message.message_no}/"
    assert link in client.get(where).content.decode()
    assert client.get(f"/enterprise/declarations/whole/{message.draft_no}/").status_code == 200
    client.force_login(
        UserFactory(reviewer=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    officer = client.get(f"/officer/messages/{message.message_no}/").content.decode()
    assert message.draft_no in officer
    assert link not in officer
    delete_draft(draft_no=message.draft_no, by=clerk, now=NOON)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert link not in client.get(where).content.decode()
