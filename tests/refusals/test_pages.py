"""Every address of the portal: without the duty it stays shut, another's number is not found,
an odd number is no failure, and a refused form comes back as it was typed."""

import json
import re

import pytest
from django.urls import URLPattern, get_resolver

from clearance.declarations.models import Draft
from clearance.declarations.operations.keep_draft import begin_draft
from customs_portal.accounts.duties import Duty
from inspection.products.operations.keep_filing import begin_filing
from tests.clearance.declarations.test_pages import answers_of
from tests.factories.clearance import MORNING, a_manifest_for, a_summary, file_summary
from tests.factories.duties import GuaranteeFactory, TaxBillFactory
from tests.factories.gates import (
    GatePassFactory,
    LedgerFactory,
    TruckFactory,
    a_released_container,
)
from tests.factories.mandates import an_offered_mandate
from tests.factories.people import UserFactory
from tests.refusals.conftest import HAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers", "this_morning")]
FOR_ALL = {
    "preferences/", "preferences/language/", "help/keyboard/", "api/v1/schema", "api/v1/docs/",
    "api/v1/bank/callback", "api/v1/terminal/receipts",
    "api/v1/terminal/box-reports", "sign-in/", "sign-out/",
    "second-factor/", "second-factor/code.png", "styleguide/", "styleguide/options.json",
    "verify/", "verify/<str:code>/",
    "draws/", "draws/check/", "draws/verify_draw.py", "draws/files/<str:day>.jsonl",
    "healthz", "readyz", "metrics", "",
}  # fmt: skip
FOR_EVERYBODY_SIGNED_IN = re.compile(r"^api/v1/(hs|check|law|countries)(/|$)")
BY_ITS_OWN_TOKEN = {"supervisor/wall/screen/"}
NUMBERS = {
    "declaration_no": "510120261000000001", "draft_no": "D1", "bill_no": "510120261000000001-01",
    "guarantee_no": "GT202600000001", "pass_no": "510120261121000000000001", "order_no": "IO1",
    "manifest_no": "M2026000000001", "passage_no": "P1", "place_code": "G1-1", "scan_no": "S1",
    "key": "declaration.most_items", "kind": "uscc", "code": "610910", "username": "nobody",
    "view_id": "999999", "alarm_no": "A1", "device_code": "QC-1", "sighting_no": "SG1",
    "assessment_no": "AS1", "model_no": "RM-00000000", "message_no": "MSG1", "reference": "0a1b2c",
    "mandate_no": "WT202600000001", "change_id": "999999", "difference_id": "999999",
    "ledger_id": "999999", "lock_id": "999999", "use_id": "999999", "plate_no": "粤B12345",
    "transport_document": "HDMU00000001",
    "request_no": "CR1", "document_id": "999999", "type_code": "2", "hs_code": "6109",
    "sheet_no": "F1", "run_no": "R1", "template_id": "999999",
    "hook_no": "WH1", "delivery_no": "0a1b",
    "book_no": "RB2026000001", "rule_code": "D-001", "switch_no": "RS2026000001",
    "backtest_no": "BT2026000001",
    "filing_no": "PF2026000001", "picture_id": "999999", "axis": "axial", "number": "1",
    "level": "0", "column": "0", "row": "0", "position": "0",
    "query_id": "999999", "enterprise_key": "91350100M000100Y43",
    "day": "2026-11-20", "draw_no": "DR26112000001", "subject_key": "999999", "planted_no": "TI1",
    "ending": "csv",
    "photograph_id": "999999",
    "check_no": "RC1",
    "pk": "999999", "refund_no": "R1", "return_no": "BT202600000001", "uscc": "91350100M000100Y43",
}  # fmt: skip


def addresses():
    def walk(patterns, prefix=""):
        for one in patterns:
            path = prefix + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path.removeprefix("^")
            else:
                yield from walk(one.url_patterns, path)

    return sorted(set(walk(get_resolver().url_patterns)))


def filled(path, numbers=NUMBERS):
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: numbers[found[1]], path)


GUARDED = [
    one
    for one in addresses()
    if one not in FOR_ALL | BY_ITS_OWN_TOKEN and not FOR_EVERYBODY_SIGNED_IN.match(one)
]
OF_OFFICERS = re.compile(
    r"api/v1/(bill-changes|landed-differences|elements|claims|reviews|assessed-bills|control-orders)/"
    r"|api/v1/(bank-statements|gate-applications|gate-passages|gate-locks)/"
    r"|api/v1/terminal/messages/|api/v1/gate-journeys/.+/close$|api/v1/manifests/.+/close$"
    r"|api/v1/risk/|api/v1/draws/<|api/v1/image-(reviews|room)/"
    r"|api/v1/(scans|product-reviews|inspection-orders|handheld|robot-checks)/"
    r"|api/v1/safety-locks/.+/orders$"
    r"|api/v1/(changes|deposit-returns)/.+/decide$|api/v1/declarations/.+/(access/act|documents/asks(/.+)?)$"
)
OF_A_FIRM = [
    one
    for one in GUARDED
    if re.match(r"(enterprise|api/v1)/", one) and "<" in one and not OF_OFFICERS.match(one)
]


def enter(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("path", GUARDED)
def test_without_any_duty_every_door_is_shut(client, untouched, path):
    page = enter(client, UserFactory())
    address, statuses = filled(path), set()
    with untouched():
        for ask in (page.get, page.post, page.delete):
            answer = ask(address)
            assert answer.status_code in (403, 404, 405), (ask.__name__, answer.status_code)
            statuses.add(answer.status_code)
    assert statuses & {403, 404}


@pytest.mark.parametrize("path", GUARDED)
def test_strangers_are_sent_to_the_sign_in(client, untouched, path):
    with untouched():
        answer = client.get(filled(path))
    assert answer.status_code in (302, 401, 403, 405)
    if answer.status_code == 302:
        assert answer.url.startswith("/sign-in/")


@pytest.fixture
def another(registers):
    """One row of everything that another enterprise owns, by the name of its number."""
    clerk, declaration_no, _ = a_released_container()
    carrier = UserFactory(carrier=True)
    manifest = a_manifest_for(a_summary(clerk=clerk, voyage="0999X"), by=carrier)
    return NUMBERS | {
        "declaration_no": declaration_no,
        "draft_no": begin_draft(by=clerk, now=MORNING).draft_no,
        "bill_no": TaxBillFactory(enterprise=clerk.enterprise).bill_no,
        "guarantee_no": GuaranteeFactory(enterprise=clerk.enterprise).guarantee_no,
        "pass_no": GatePassFactory(applied_by=clerk).pass_no,
        "manifest_no": manifest.manifest_no,
        "transport_document": manifest.lines.get().transport_document,
        "plate_no": TruckFactory(registered_by=clerk).plate_no,
        "ledger_id": str(LedgerFactory(enterprise=clerk.enterprise).pk),
        "filing_no": begin_filing(by=clerk, now=MORNING),
        "mandate_no": an_offered_mandate(principal=clerk, agent=UserFactory(agent=True)).mandate_no,
    }


def everything(enterprise=None):
    duties = [
        Duty.FILE_DECLARATION, Duty.FILE_MANIFEST, Duty.PAY_TAX, Duty.APPLY_GATE_PASS,
    ]  # fmt: skip
    return UserFactory(clerk=True, enterprise_duties=duties)


@pytest.mark.parametrize("path", OF_A_FIRM)
def test_another_enterprises_number_is_like_none(client, untouched, another, path):
    page = enter(client, everything())
    address = filled(path, another)
    body = {
        "account": "6222020200112233", "place_code": "B05",
        "arrived_at": "2026-11-21T08:00:00+08:00", "items": [], "freight_cny": "0",
        "field": "pieces", "value": "1", "version": 0, "act": "submit",
        "reason": "not ours, whatever is said", "transport_document": another["transport_document"],
        "transport_documents": [another["transport_document"]], "into": "NEW00001",
        "to_manifest_no": another["manifest_no"], "onward": "ANY SHIP 1", "pieces": 1,
        "sailed_at": "2026-11-21T08:00:00+08:00", "finished_at": "2026-11-21T08:00:00+08:00",
        "rows": [COUNT], "parts": [COUNT], "part": COUNT,
        "guarantee_no": another["guarantee_no"],
    }  # fmt: skip
    with untouched():
        answers = [
            page.get(address),
            page.post(address, json.dumps(body), content_type="application/json"),
            page.delete(address),
        ]
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {404, 405}, statuses
    assert 404 in statuses


COUNT = {"transport_document": "HDMU00000001", "pieces": 1, "gross_weight_kg": "1"}
ODD = {
    "nul": "%00", "half a character": "%ED%A0%80", "no utf-8": "%FF", "endless": "9" * 3000,
    "a quotation": "'%22%3B--", "spaces": "%20%20", "signs": "%E2%80%AE", "digit of a kind": "²",
}  # fmt: skip
WITH_A_NUMBER = [one for one in addresses() if "<" in one]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_number_in_an_address_is_refused_never_failed_on(client, untouched, odd):
    page = enter(client, UserFactory(clerk=True, enterprise_duties=everything().enterprise_duties))
    officer = UserFactory(duties=tuple(Duty))
    for user in (page, officer):
        if user is officer:
            page.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        for path in WITH_A_NUMBER:
            address = re.sub(r"<[^>]+>", lambda _: ODD[odd], "/" + path)
            with untouched():
                answer = page.get(address)
            assert answer.status_code in (302, 400, 403, 404, 405, 422), (address, answer)


QUERIES = (
    "q", "state", "sort", "after", "limit", "offset", "value", "score", "page", "late", "since",
    "number", "on", "from", "to", "grade", "mode", "office", "kind", "place", "rule", "severity",
    "date", "key", "mine", "all", "tab", "hours", "text", "outcome", "view", "officer",
)  # fmt: skip
ODD_WORDS = ("%00", "²", "9" * 400, "-1", "NaN", "1e999", "%ED%A0%80", "2026-13-45", "'")
LISTS = [one for one in addresses() if "<" not in one and one not in FOR_ALL]


@pytest.mark.parametrize("path", LISTS)
def test_odd_words_in_a_query_are_no_failure(client, path):
    page = enter(client, UserFactory(duties=tuple(Duty)))
    firm = UserFactory(clerk=True, enterprise_duties=everything().enterprise_duties)
    if path.startswith(("enterprise/", "api/")):
        page.force_login(firm, backend="django.contrib.auth.backends.ModelBackend")
    for word in ODD_WORDS:
        for names in (QUERIES, [one for one in QUERIES if one not in ("sort", "after")]):
            query = "&".join(f"{name}={word}" for name in names)
            assert page.get(f"/{path}?{query}").status_code < 500, (path, word)


WRONG_FORMS = {
    "check digit of a container": {"container_nos": "TGHU1234560"},
    "check digit of a company": {"consignee_uscc": "91310000MA1FL0000A"},
    "goods code that does not exist": {"items.0.hs_code": "610999"},
    "unknown country": {"departure_country": "XX"},
    "unknown origin": {"items.0.origin": "QQ"},
    "unknown currency": {"items.0.currency": "ZZZ"},
    "negative value": {"items.0.value": "-12.50"},
    "absurd value": {"items.0.value": "99999999999"},
    "no number": {"items.0.value": "NaN"},
    "infinity": {"gross_weight_kg": "Infinity"},
    "negative weight": {"gross_weight_kg": "-8640"},
    "a number of a thousand digits": {"gross_weight_kg": "9" * 1000},
    "pieces of a thousand digits": {"pieces": "7" * 1000},
    "half a piece": {"pieces": "4.5"},
    "unknown mode": {"transport_mode": "Z"},
}


@pytest.mark.feature("C-01")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", WRONG_FORMS)
def test_a_refused_summary_form_keeps_what_was_typed(client, clerk, untouched, name, language):
    page = enter(client, clerk)
    page.post("/enterprise/declarations/drafts/new/")
    draft = Draft.objects.get()
    typed = answers_of(clerk) | WRONG_FORMS[name]

    with untouched(but={"declarations_draft"}):
        answer = page.post(
            f"/enterprise/declarations/drafts/{draft.draft_no}/",
            typed | {"act": "submit"},
            HTTP_ACCEPT_LANGUAGE=language,
        )

    words = answer.content.decode()
    assert answer.status_code == 422
    for value in (*WRONG_FORMS[name].values(), typed["items.0.name"], typed["vessel"]):
        assert value in words
    assert 'aria-invalid="true"' in words
    if language == "zh-hans":
        assert HAN.search(words[words.index("error-summary") :][:4000])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"[" * 100_000, b'{"field": "vessel", "value": "a\\u0000"}',
        b'{"field": "vessel", "value": "\\ud800"}', b'{"field": "vessel", "version": "x"}',
        b'{"field": "vessel", "value": "x", "version": 1e400}',
    ],
)  # fmt: skip
def test_a_save_that_cannot_be_read_changes_no_draft(client, clerk, untouched, body):
    page = enter(client, clerk)
    page.post("/enterprise/declarations/drafts/new/")
    draft = Draft.objects.get()
    with untouched():
        answer = page.post(
            f"/enterprise/declarations/drafts/{draft.draft_no}/save/",
            body,
            content_type="application/json",
            HTTP_ACCEPT="application/json",
        )
    assert answer.status_code in (409, 422), answer.content[:200]
    assert answer.json()["errors"][0]["field"]


WRONG_PASSES = {
    "check digit": {"container_no": "TGHU1234560"},
    "no plate": {"plate_no": "C00D"},
    "negative weight": {"truck_kg": "-5"},
    "absurd weight": {"goods_kg": "99999999999"},
    "weight in words": {"frame_kg": "heavy"},
    "digits of another script": {"frame_kg": "²"},
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", WRONG_PASSES)
def test_a_refused_pass_form_keeps_what_was_typed(client, untouched, name, language):
    clerk, declaration_no, container_no = a_released_container()
    typed = {
        "declaration_no": declaration_no, "container_no": container_no, "plate_no": "粤B12345",
        "truck_kg": "8000", "frame_kg": "6000", "container_kg": "4000", "goods_kg": "20000",
    } | WRONG_PASSES[name]  # fmt: skip
    page = enter(client, clerk)
    with untouched():
        answer = page.post("/enterprise/gate-passes/apply/", typed, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert all(value in words for value in typed.values())
    assert 'aria-invalid="true"' in words


def test_a_payment_refused_on_the_page_says_why_and_orders_nothing(client, clerk, untouched):
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    page = enter(client, clerk)
    with untouched():
        answer = page.post(f"/enterprise/tax-bills/{bill.bill_no}/pay", {"account": "12ab"})
    assert answer.status_code == 422
    assert "8 to 32 digits" in answer.content.decode()


def test_a_second_open_declaration_by_the_page_is_refused(client, clerk, untouched):
    taken = file_summary(clerk=clerk).containers.get().container_no
    page = enter(client, clerk)
    page.post("/enterprise/declarations/drafts/new/")
    draft = Draft.objects.get()
    with untouched(but={"declarations_draft"}):
        answer = page.post(
            f"/enterprise/declarations/drafts/{draft.draft_no}/",
            answers_of(clerk, container_nos=taken) | {"act": "submit"},
        )
    assert answer.status_code == 422
    assert f"Container {taken} already has an open declaration." in answer.content.decode()
