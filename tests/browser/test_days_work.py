"""A day's work with real pages: an officer's queue of 200 by keyboard, three bills paid at once,
ten different consignments filed and one of them amended."""

import os
import statistics
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from clearance.declarations.models import ChangeRequest, Declaration
from clearance.declarations.operations.review_declaration import hold_declaration
from clearance.declarations.states import DeclarationState
from clearance.duties.models import Payment, TaxBill
from clearance.duties.states import BillState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import clock
from customs_portal.registry.models import Country, HsCode
from tests.browser.keys import follow, tab_to, type_into
from tests.factories.clearance import (
    a_manifest_for,
    a_summary,
    an_item,
    file_summary,
    reference_data,
)
from tests.factories.duties import TaxBillFactory
from tests.factories.people import UserFactory

WAITING = int(os.environ.get("QUEUE_OF", "200"))
S = DeclarationState


def a_queue(count):
    """Held by an officer who found their value odd; nobody has them."""
    reference_data()
    clerk, now = UserFactory(clerk=True), clock.now()
    inspector = UserFactory(reviewer=True)
    for _ in range(count):
        held = file_summary(clerk=clerk, now=now)
        hold_declaration(
            declaration_no=held.declaration_no, reason="The value is odd.", by=inspector, now=now
        )


def decide(page, *, name):
    """Take the next one, say why, propose: five keys and a sentence. Returns the seconds."""
    began = time.perf_counter()
    with page.expect_navigation():
        page.keyboard.press("g")
    page.keyboard.press("r")
    page.keyboard.type(f"{name}: the invoice explains the price.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return time.perf_counter() - began


def confirm_page(page):
    """Everything on the page, and the second officer's word: two keys. Returns the seconds."""
    began = time.perf_counter()
    page.keyboard.press("s")
    expect(page.locator("[data-bulk]")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("c")
    return time.perf_counter() - began


@pytest.mark.feature("C-03")
def test_an_officer_clears_a_queue_of_200_by_keyboard(browser_page, assert_accessible, capsys):
    a_queue(WAITING)
    first, second = UserFactory(reviewer=True), UserFactory(reviewer=True)

    page = browser_page(user=first, path="/officer/declarations/")
    expect(page.locator("tbody tr[data-row]").first).to_be_visible()
    took = [decide(page, name="Checked") for _ in range(WAITING)]
    assert_accessible(page)
    proposed = Declaration.objects.filter(state=S.HELD, release_proposed_by=first)
    assert proposed.count() == WAITING
    with page.expect_navigation():
        page.keyboard.press("g")  # nothing is left to take
    assert page.url.endswith("/officer/declarations/")

    page = browser_page(user=first, path="/officer/declarations/?state=HELD")
    confirm_page(page)  # nobody confirms what is their own proposal
    expect(page.locator("#error-summary")).to_be_visible()
    assert_accessible(page)
    assert proposed.count() == WAITING

    page = browser_page(user=second, path="/officer/declarations/", language="zh-hans")
    follow(page, "a[href*='proposed=1']")
    assert_accessible(page)
    confirmed = []
    while page.locator("tbody tr[data-row]").count():
        assert len(confirmed) < WAITING
        confirmed.append(confirm_page(page))
    cleared = Declaration.objects.filter(state=S.CLEARED_TO_LEAVE)
    assert cleared.count() == WAITING
    said = JournalEntry.objects.filter(name="clearance.release-confirmed")
    assert said.filter(actor=second).count() == said.count() == WAITING
    assert not Declaration.objects.filter(state=S.HELD).exists()
    with capsys.disabled():
        print(
            f"\n{WAITING} decisions by keyboard: median {statistics.median(took):.2f} s, "
            f"slowest {max(took):.2f} s; second officer confirmed all in {len(confirmed)} turns, "
            f"{sum(confirmed):.1f} s"
        )


@pytest.mark.feature("C-19")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_three_bills_are_paid_at_once_by_keyboard(language, browser_page, assert_accessible):
    clerk = UserFactory(clerk=True)
    today = clock.now().date()
    for _ in range(4):
        TaxBillFactory(enterprise=clerk.enterprise, pay_by=today + timedelta(days=9))

    page = browser_page(user=clerk, language=language, path="/enterprise/tax-bills/?state=DUE")
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("p")
    assert_accessible(page)
    type_into(page, "#account", "6222 0202 0011 2233")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert TaxBill.objects.filter(state=BillState.PAYING).count() == 3
    assert Payment.objects.filter(leader=None).count() == 1  # one order for the bank
    assert page.locator("tbody tr[data-row]").count() == 3


CONSIGNMENTS = (
    ("610910", "Cotton T-shirts, knitted", "VN", "pieces", "58800", "USD"),
    ("847130", "Portable computers, 14 inch", "KR", "pieces", "910000", "KRW"),
    ("850760", "Lithium-ion batteries 18650", "JP", "pieces", "41000", "USD"),
    ("841370", "Centrifugal pumps for water", "DE", "sets", "88000", "USD"),
    ("392690", "Plastic housings for lamps", "VN", "kg", "7700", "USD"),
    ("640399", "Leather shoes with rubber soles", "IT", "pairs", "30500", "USD"),
    ("940360", "Wooden tables of oak", "MY", "pieces", "12650", "USD"),
    ("482010", "Notebooks of paper, bound", "CN", "pieces", "2600", "CNY"),
    ("901380", "Liquid crystal panels 27 inch", "KR", "pieces", "77000", "USD"),
    ("730890", "Steel frames for halls", "DE", "kg", "54000", "USD"),
)


def file_by_form(page, summary):
    """The form filled field by field, sent by keyboard; the number of the receipt."""
    page.goto("/enterprise/declarations/")
    follow(page, ".page-header button.button-primary, .page-header a.button-primary")
    if "/drafts/D-" not in page.url:  # which way to file
        follow(page, "main form button.button-primary")
    page.wait_for_url("**/drafts/D-*/")
    (item,) = summary.items
    for field, text in (
        ("transport_document", summary.transport_document),
        ("vessel", summary.vessel),
        ("voyage", summary.voyage),
        ("departure_country", summary.departure_country),
        ("pieces", str(summary.pieces)),
        ("gross_weight_kg", str(summary.gross_weight_kg)),
        ("container_nos", ", ".join(summary.container_nos)),
        ("items.0.name", item.name),
        ("items.0.hs_code", item.hs_code),
        ("items.0.quantity", str(item.quantity)),
        ("items.0.value", str(item.value)),
        ("items.0.origin", item.origin),
    ):
        page.fill(f"[id='id_{field}']", text)
    page.select_option("[id='id_items.0.unit']", item.unit)
    page.select_option("[id='id_items.0.currency']", item.currency)
    tab_to(page, "button[value=check]")
    follow(page, "button[value=check]")
    follow(page, "button[value=submit-checked]")
    said = page.locator("#error-summary")
    assert not said.count(), said.inner_text()
    page.wait_for_url("**/receipt/")


@pytest.mark.feature("C-01")
def test_ten_different_consignments_are_filed_and_one_is_amended(browser_page, assert_accessible):
    reference_data()
    now = clock.now()
    for code, _name, origin, *_rest in CONSIGNMENTS:
        HsCode.objects.get_or_create(code=code, defaults={"level": 6, "description_en": code})
        Country.objects.get_or_create(
            code=origin, defaults={"alpha3": f"{origin}X", "name_en": origin}
        )
    clerk = UserFactory(clerk=True)
    page = browser_page(user=clerk, path="/enterprise/declarations/")
    for number, (code, name, origin, unit, value, currency) in enumerate(CONSIGNMENTS):
        summary = a_summary(
            clerk=clerk,
            voyage=f"0{number}26E",
            pieces=100 + number,
            items=(
                an_item(
                    hs_code=code, name=name, origin=origin, unit=unit, currency=currency,
                    value=Decimal(value), quantity=Decimal(500 + number),
                ),
            ),
        )  # fmt: skip
        a_manifest_for(summary, now=now)
        file_by_form(page, summary)
    filed = Declaration.objects.all()
    assert filed.count() == len(CONSIGNMENTS)
    assert filed.values("hs_code").distinct().count() == len(CONSIGNMENTS)

    page.goto("/enterprise/declarations/")
    expect(page.locator("tbody tr[data-row]")).to_have_count(len(CONSIGNMENTS))
    assert_accessible(page)
    wrong = filed.get(hs_code="610910")
    page.goto(f"/enterprise/declarations/{wrong.declaration_no}/change/")
    type_into(page, "[id='id_items.0.value']", "61500")
    type_into(page, "#id_reason, [name=reason]", "The invoice was corrected by the seller.")
    follow(page, "button[value=ask]")
    assert ChangeRequest.objects.get().declaration == wrong

    officer = UserFactory(reviewer=True)
    page = browser_page(user=officer, language="zh-hans", path="/officer/changes/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    type_into(page, "[name=reason]", "The corrected invoice is with the file.")
    follow(page, "button[value=approve]")
    wrong.refresh_from_db()
    assert wrong.items.get(step=1).value == Decimal("61500.00")
    assert wrong.versions.count() == 2
