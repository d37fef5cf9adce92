"""Each role's way through a day's work, by keyboard, in both languages, with no violation."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from clearance.declarations.models import Declaration, Draft
from clearance.declarations.operations.review_declaration import hold_declaration
from clearance.declarations.states import DeclarationState
from clearance.duties.models import Payment
from clearance.gates.models import GatePass, Passage
from clearance.gates.states import PassageState
from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import clock, storage
from customs_portal.registry.models import Place
from dashboards.wall.models import Alarm
from hardware_adapters.devices.optics.painter import Weather, container_picture
from hardware_adapters.models import Sighting
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.judge_review import settle_judgements
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.operations.send_to_opening import send_to_opening
from tests.browser.keys import follow, press, type_into
from tests.factories import wall as news
from tests.factories.clearance import (
    a_container_no,
    a_manifest_for,
    a_summary,
    file_summary,
    reference_data,
    see_at_shipside,
)
from tests.factories.duties import TaxBillFactory
from tests.factories.gates import PassageFactory, a_lane, a_released_container
from tests.factories.hardware import SightingFactory
from tests.factories.inspection import a_queued_scan, an_order, inspectors, scan_png
from tests.factories.people import OfficeFactory, UserFactory

pytestmark = pytest.mark.parametrize("language", ["en", "zh-hans"])
DECLARATIONS = "/enterprise/declarations/"


@pytest.fixture
def met(assert_accessible, shoot, language):
    """A page met on the way: no violation, a title, no sideways scroll, a picture of it."""

    def check(page, name):
        page.wait_for_load_state("networkidle")
        shoot(page, f"role-{name}-{language}", full=True)
        assert page.title()
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{name} is wider than the window: {width}"
        assert_accessible(page)

    return check


@pytest.mark.feature("C-01")
def test_a_trader_files_is_cut_off_and_goes_on(language, browser_page, met):
    reference_data()
    clerk = UserFactory(clerk=True)
    container_no = a_container_no()
    page = browser_page(user=clerk, language=language, path=DECLARATIONS)
    met(page, "trader-list")
    follow(page, ".page-header button.button-primary, .page-header a.button-primary")
    page.wait_for_url("**/drafts/D-*/")
    address = page.url
    page.select_option("#id_transport_mode", "2")
    page.select_option("#id_supervision_mode", "0110")
    for field, text in (
        ("transport_document", "HDMU77001234"),
        ("vessel", "PACIFIC CRANE"),
        ("voyage", "0426E"),
        ("departure_country", "VN"),
        ("pieces", "420"),
        ("gross_weight_kg", "8640"),
        ("container_nos", container_no),
    ):
        type_into(page, f"#id_{field}", text)
    page.wait_for_selector("#saved-state[data-state=saved]")
    page.context.close()

    page = browser_page(user=clerk, language=language, path=address)
    assert page.input_value("#id_container_nos") == container_no
    type_into(page, "[id='id_items.0.name']", "Cotton T-shirts, knitted")
    type_into(page, "[id='id_items.0.hs_code']", "610910")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for field, text in (("quantity", "33600"), ("value", "58800"), ("origin", "VN")):
        type_into(page, f"[id='id_items.0.{field}']", text)
    page.select_option("[id='id_items.0.unit']", "pieces")
    page.select_option("[id='id_items.0.currency']", "USD")
    page.wait_for_selector("#saved-state[data-state=saved]")
    met(page, "trader-form")
    follow(page, "button[value=check]")
    page.wait_for_url("**/check/")
    met(page, "trader-check")
    assert container_no in page.locator("main").inner_text()
    follow(page, "button[value=submit-checked]")
    page.wait_for_url("**/receipt/")
    met(page, "trader-receipt")
    declaration = Declaration.objects.get()
    assert declaration.state == DeclarationState.AWAITING_MANIFEST
    assert Draft.objects.get().declaration == declaration
    follow(page, ".page-header a.button-primary")
    page.wait_for_url(f"**/{declaration.declaration_no}/")
    met(page, "trader-detail")


@pytest.mark.feature("C-19")
def test_a_trader_pays(language, browser_page, met):
    clerk = UserFactory(clerk=True)
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    page = browser_page(user=clerk, language=language, path="/enterprise/tax-bills/")
    follow(page, f"a[href$='{bill.bill_no}/']")
    page.wait_for_url(f"**/{bill.bill_no}/")
    met(page, "trader-bill")
    press(page, "[data-dialog=pay-dialog]")
    type_into(page, "dialog[open] input[name=account]", "6222020200112233")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bill-status dd.code")  # the order's number
    met(page, "trader-paying")
    assert Payment.objects.get().amount_cny == bill.total_cny


@pytest.mark.feature("H-06")
def test_a_trader_gets_a_gate_pass(language, browser_page, met):
    reference_data()
    clerk, declaration_no, container_no = a_released_container()
    page = browser_page(user=clerk, language=language, path="/enterprise/gate-passes/")
    met(page, "passes-none")
    follow(page, ".page-header a.button-primary")
    page.wait_for_url("**/apply/")
    met(page, "pass-form")
    for field, text in (
        ("declaration_no", declaration_no),
        ("container_no", container_no),
        ("plate_no", "粤B12345"),
        ("truck_kg", "7400"),
        ("frame_kg", "6200"),
        ("container_kg", "2300"),
        ("goods_kg", "8640"),
    ):
        type_into(page, f"#id_{field}", text)
    page.keyboard.press("Enter")
    page.locator(".gate-qr").wait_for()
    met(page, "pass")
    assert GatePass.objects.get().container_no == container_no


@pytest.mark.feature("C-42")
def test_a_carrier_looks_up_its_manifest(language, browser_page, met):
    reference_data()
    carrier = UserFactory(carrier=True)
    summary = a_summary(clerk=UserFactory(clerk=True))
    manifest = a_manifest_for(summary, by=carrier)
    page = browser_page(user=carrier, language=language, path="/enterprise/manifests/")
    met(page, "carrier-list")
    follow(page, f"a[href$='{manifest.manifest_no}/']")
    page.wait_for_url(f"**/{manifest.manifest_no}/")
    met(page, "carrier-manifest")
    assert summary.transport_document in page.locator("table").inner_text()


@pytest.mark.feature("C-43")
def test_two_reviewers_release_what_was_held(language, browser_page, met):
    reference_data()
    one, other = UserFactory(reviewer=True), UserFactory(reviewer=True)
    now = clock.now()
    held = file_summary(clerk=UserFactory(clerk=True), now=now)
    hold_declaration(
        declaration_no=held.declaration_no, reason="The value is odd.", by=other, now=now
    )
    page = browser_page(user=one, language=language, path="/officer/declarations/")
    met(page, "reviewer-queue")
    page.keyboard.press("g")
    page.wait_for_url(f"**/{held.declaration_no}/")
    met(page, "reviewer-one")
    type_into(page, "textarea[name=reason]", "Invoice and contract seen, the value is right.")
    follow(page, "button[value=propose]")

    second = browser_page(
        user=other, language=language, path=f"/officer/declarations/{held.declaration_no}/"
    )
    met(second, "reviewer-confirms")
    follow(second, "button[value=confirm]")
    held.refresh_from_db()
    assert held.state == DeclarationState.CLEARED_TO_LEAVE


@pytest.mark.feature("R-05")
def test_a_risk_officer_reads_a_judgement_and_the_rules(language, browser_page, met):
    reference_data()
    declaration = file_summary()
    page = browser_page(
        user=UserFactory(risk_officer=True), language=language, path="/officer/risk/"
    )
    met(page, "risk-list")
    follow(page, "tbody a[data-open], tbody a")
    page.wait_for_url("**/officer/risk/*/")
    met(page, "risk-one")
    assert declaration.declaration_no in page.content().replace(" ", "")
    page.goto("/officer/risk/rules/")
    met(page, "risk-rules")


@pytest.mark.feature("H-01")
def test_a_quay_officer_reads_what_the_camera_could_not(language, browser_page, met):
    picture = container_picture(
        container_no="TEMU3108252", seed=5, weather=Weather(murk=0.2, covered=True)
    )
    SightingFactory(picture_key=storage.put(picture, suffix="jpg"))
    page = browser_page(
        user=UserFactory(reading_officer=True), language=language, path="/officer/readings/"
    )
    met(page, "readings")
    assert page.evaluate("document.activeElement.id") == "id_container_no"
    page.keyboard.type("temu 310825 2")
    page.keyboard.press("Enter")
    page.locator(".empty").wait_for()
    met(page, "readings-none")
    assert Sighting.objects.get().container_no == "TEMU3108252"


@pytest.mark.feature("I-05")
def test_an_analyst_finds_nothing_suspicious(language, browser_page, met):
    inspectors(2)
    an_order()
    a_queued_scan(data=scan_png(width=900, height=320))
    page = browser_page(
        user=UserFactory(analyst=True, office=OfficeFactory(code="2203")),
        language=language,
        theme="dark",
        width=1600,
        path="/officer/images/",
    )
    page.keyboard.press("g")
    page.wait_for_selector("body[data-ready=yes]")
    for key in ("2", "i", "i", "e", "+", "0", "1"):
        page.keyboard.press(key)
    met(page, "bench")
    page.keyboard.press("F8")
    page.wait_for_selector("#take-next")
    assert ImageReview.objects.get().state == "JUDGED"  # it may be taken back yet
    settle_judgements(now=clock.now() + timedelta(minutes=1))
    assert ImageReview.objects.get().verdict == "CLEAR"
    assert InspectionRecord.objects.get().by_image


@pytest.mark.feature("H-15")
def test_an_inspector_answers_on_the_tablet(language, browser_page, met):
    crew = {person.username: person for person in inspectors(2)}
    send_to_opening(
        order_no=an_order(), reason="dense block, row 3", beacon="c0ffee", now=clock.now()
    )
    page = browser_page(
        user=crew[Draw.objects.get().crew[0]], language=language, width=390, height=844
    )
    page.goto("/officer/tablet/")
    page.wait_for_selector("[data-accept]:not([disabled])")
    press(page, "[data-accept]")
    page.wait_for_selector("[data-accepted]:not([hidden])")
    met(page, "tablet")
    press(page, "input[value=NO_FAULT]", "Space")
    type_into(page, "textarea[name=note]", "As declared")
    press(page, "form[data-finding] button:not([type=button])")
    expect(page.locator("#said")).to_be_visible()
    assert InspectionOrder.objects.get().state == "CONCLUDED"


@pytest.mark.feature("H-06")
def test_two_gate_officers_open_by_hand(language, browser_page, met):
    reference_data()
    a_lane("G1-2")
    _clerk, _declaration_no, container_no = a_released_container()
    now = clock.now()
    passage = PassageFactory(
        refused=True, place_code="G1-2", container_no=container_no, arrived_at=now, decided_at=now
    )
    page = browser_page(
        user=UserFactory(gate_officer=True), language=language, path="/officer/gates/"
    )
    met(page, "gates")
    follow(page, f"tbody a[href*='{passage.passage_no}']")
    page.wait_for_url(f"**/{passage.passage_no}/")
    met(page, "gate-passage")
    type_into(page, "textarea[name=reason]", "Scale out of order, papers and seal checked.")
    follow(page, ".rail .button-danger")
    met(page, "gate-asked")
    assert Passage.objects.get().state == PassageState.REFUSED

    second = browser_page(
        user=UserFactory(gate_officer=True),
        language=language,
        path=f"/officer/gates/passages/{passage.passage_no}/",
    )
    type_into(second, "textarea[name=reason]", "I looked at scale and papers too.")
    follow(second, ".rail .button-danger")
    met(second, "gate-opened")
    assert Passage.objects.get().state == PassageState.OPENED


def test_a_tax_officer_checks_a_sum(language, browser_page, met):
    bill = TaxBillFactory()
    page = browser_page(
        user=UserFactory(tax_officer=True), language=language, path="/officer/tax-bills/"
    )
    met(page, "tax-list")
    follow(page, f"tbody a[href$='{bill.bill_no}/']")
    page.wait_for_url(f"**/{bill.bill_no}/")
    met(page, "tax-bill")
    assert "1,978.00" in page.locator("tfoot").inner_text()


@pytest.mark.feature("D-01")
def test_a_commander_answers_an_alarm(language, browser_page, met):
    news.port()
    now = clock.now()
    news.tell(news.device_on(at=now), news.undeclared("TGHU1234567", at=now))
    page = browser_page(
        user=news.officer(), language=language, theme="dark", width=1920, height=1080
    )
    page.goto("/supervisor/wall/")
    page.wait_for_selector('[data-live][data-state="live"]')
    page.wait_for_selector(".alert .acts button:not([disabled])")
    met(page, "wall")
    press(page, ".alert .acts button:not([disabled])")
    page.locator(".alert .acts button:nth-of-type(2)").wait_for()
    press(page, ".alert .acts button:nth-of-type(2)")
    type_into(page, "dialog[open] textarea", "Declared meanwhile, papers seen")
    press(page, "dialog[open] button.button-primary, dialog[open] button[type=submit]")
    expect(page.locator(".alert")).to_have_count(0)
    assert Alarm.objects.get().cleared_at
    page.goto("/supervisor/alarms/?state=all")
    met(page, "duty-log")


@pytest.mark.feature("J-01")
def test_an_auditor_follows_a_number(language, browser_page, met):
    reference_data()
    declaration = file_summary(now=clock.now() - timedelta(hours=1))
    see_at_shipside(declaration, now=clock.now())
    page = browser_page(user=UserFactory(auditor=True), language=language, path="/officer/trail/")
    met(page, "trail-empty")
    page.keyboard.press("/")
    page.keyboard.type(declaration.declaration_no)
    page.keyboard.press("Enter")
    page.wait_for_url("**number=*")
    met(page, "trail")
    said = JournalEntry.objects.filter(subjects__contains=[declaration.declaration_no])
    assert page.locator("tbody tr").count() == said.count()
    press(page, "summary")
    assert page.locator("details[open] dl").is_visible()


def test_an_administrator_gives_a_post(language, browser_page, met):
    office = OfficeFactory()
    Place.objects.get_or_create(
        code="H1", defaults={"kind": Place.Kind.HALL, "office": office, "name_en": "Hall"}
    )
    newcomer = UserFactory(username="new.officer")
    page = browser_page(
        user=UserFactory(administrator=True), language=language, path="/officer/people/"
    )
    met(page, "people")
    page.goto("/officer/people/new.officer/")
    met(page, "person")
    page.select_option("#id_office_code", office.code)
    press(page, f"input[name=duties][value={Duty.WORK_GATE}]", "Space")
    follow(page, "form.card .button-primary")
    met(page, "person-with-post")
    newcomer = type(newcomer).objects.get(pk=newcomer.pk)
    assert newcomer.holds(Duty.WORK_GATE)
    page.goto("/officer/people/new/")
    met(page, "hire")
