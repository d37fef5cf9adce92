"""Manifests in Chromium, by keyboard, in both languages: the carrier's pages and the officer's."""

from datetime import timedelta

import pytest

from clearance.manifests.models import LandedDifference, LineLock, Manifest, ManifestLine
from customs_portal.kit import clock
from tests.browser.keys import follow, tab_to, type_into
from tests.factories.clearance import BERTH, a_container_no, reference_data
from tests.factories.manifests import REASON, a_bill, bill, lodge
from tests.factories.people import UserFactory

pytestmark = pytest.mark.feature("C-42")
LANGUAGES = ["en", "zh-hans"]
HEADS = (
    "transport_document,container_nos,gross_weight_kg,pieces,goods_name,departure_country,master"
)
COUNTS = "transport_document,container_no,pieces,gross_weight_kg"


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def met(shoot, assert_accessible, language):
    def meet(page, name):
        shoot(page, f"manifests-{name}-{language}", full=True)
        assert_accessible(page)

    return meet


def a_voyage_now(*lines, by):
    now = clock.now()
    later = {"expected_at": now + timedelta(days=2), "loading_at": now + timedelta(days=1)}
    return lodge(*lines, by=by, now=now, **later)


def on_clock(moment):
    return moment.astimezone(clock.now().astimezone().tzinfo).strftime("%Y-%m-%dT%H:%M")


def give_file(page, tmp_path, *rows, name):
    file = tmp_path / name
    file.write_text("\ufeff" + "\n".join(rows), encoding="utf-8")
    tab_to(page, "#id_file")
    page.locator("#id_file").set_input_files(file)


def test_a_carrier_lodges_a_manifest_finds_it_and_reads_its_tree(
    browser_page, met, tmp_path, language
):
    reference_data()
    carrier = UserFactory(carrier=True)
    page = browser_page(user=carrier, language=language, path="/enterprise/manifests/lodge/")
    met(page, "lodge")
    for field, text in (
        ("imo", "9074729"), ("vessel", "PACIFIC CRANE"), ("voyage", "001E"),
        ("loading_port", "VNSGN"), ("place_code", BERTH),
    ):  # fmt: skip
        type_into(page, f"#id_{field}", text)
    now = clock.now()
    for field, days in (("loading_at", 2), ("expected_at", 5)):
        tab_to(page, f"#id_{field}")
        page.locator(f"#id_{field}").fill(on_clock(now + timedelta(days=days)))
    box = a_container_no()
    rows = [f"BRWS0001,{box},much,40,Shirts,VN,"]
    give_file(page, tmp_path, HEADS, *rows, name="wrong.csv")
    follow(page, "form .button-primary")
    met(page, "lodge-refused")
    assert "gross_weight_kg" in page.locator("main").inner_text()
    assert not Manifest.objects.exists()

    rows = [f"BRWS0001,{box},8000,40,Shirts,VN,", f"BRWS0002,{box},8000,40,Shirts,VN,BRWS0001"]
    give_file(page, tmp_path, HEADS, *rows, name="bills.csv")
    follow(page, "form .button-primary")
    manifest = Manifest.objects.get()
    page.wait_for_url(f"**/{manifest.manifest_no}/")
    met(page, "tree")
    page.goto("/enterprise/manifests/")
    met(page, "list")
    follow(page, f"a[href$='{manifest.manifest_no}/']")
    words = page.locator("main").inner_text()
    assert words.index("BRWS0001") < words.index("BRWS0002")


def test_a_carrier_splits_and_merges_bills(browser_page, met, language):
    reference_data()
    carrier = UserFactory(carrier=True)
    line, one, other = a_bill(), a_bill(), a_bill()
    manifest = a_voyage_now(line, one, other, by=carrier)
    at = f"/enterprise/manifests/{manifest.manifest_no}/"
    page = browser_page(
        user=carrier, language=language, path=f"{at}bills/{line.transport_document}/"
    )
    met(page, "bill")
    for field, text in (
        ("document_1", "SPLT0001"), ("pieces_1", "10"), ("weight_1", "2000"),
        ("containers_1", line.container_nos[0]),
        ("document_2", "SPLT0002"), ("pieces_2", "30"), ("weight_2", "6000"),
    ):  # fmt: skip
        type_into(page, f"#id_{field}", text)
    type_into(page, "#id_split_reason", REASON)
    follow(page, "button[value=split]")
    assert ManifestLine.objects.get(transport_document=line.transport_document).fate == "SPLIT"

    page.goto(at)
    for chosen in (one, other):
        tab_to(page, f"input[name=selected][value='{chosen.transport_document}']", most=200)
        page.keyboard.press("Space")
    type_into(page, "input[name=into]", "MRGD0001")
    tab_to(page, "[name=reason]")
    page.keyboard.type(REASON)
    met(page, "merge")
    follow(page, "button[value=merge]")
    assert bill("MRGD0001").pieces == 80


def test_a_terminal_reports_a_tally_that_differs(browser_page, met, tmp_path, language):
    reference_data()
    carrier, line = UserFactory(carrier=True), a_bill()
    manifest = a_voyage_now(line, by=carrier)
    Manifest.objects.update(arrived_at=clock.now() - timedelta(hours=1))
    terminal = UserFactory(carrier=True, enterprise__kind="TERMINAL")
    here = f"/enterprise/manifests/tally/?manifest={manifest.manifest_no}"
    page = browser_page(user=terminal, language=language, path=here)
    met(page, "tally")
    tab_to(page, "#id_finished_at")
    page.locator("#id_finished_at").fill(on_clock(clock.now() - timedelta(minutes=5)))
    row = f"{line.transport_document},{line.container_nos[0]},38,8000"
    give_file(page, tmp_path, COUNTS, row, name="tally.csv")
    follow(page, "form .button-primary")
    met(page, "tally-kept")
    assert LandedDifference.objects.get().measure == "PIECES"


def test_the_manifest_officer_locks_unlocks_and_keeps_a_view(browser_page, met, language):
    reference_data()
    plain, hot = a_bill(), a_bill(goods_name="Ivory", un_number="1950", dangerous_class="2.1")
    manifest = a_voyage_now(plain, hot, by=UserFactory(carrier=True))
    officer = UserFactory(manifest_officer=True)
    page = browser_page(user=officer, language=language, path="/officer/manifests/?mark=dangerous")
    met(page, "queue")
    type_into(page, "#view-name", "Mine 我的")
    page.keyboard.press("Enter")
    page.locator("nav.tabs a[aria-current=page]", has_text="Mine 我的").wait_for()
    met(page, "saved-view")

    tab_to(page, f"input[name=selected][value='{hot.transport_document}']", most=200)
    page.keyboard.press("Space")
    type_into(page, "[data-bulk] [name=reason]", REASON)
    follow(page, "button[value=lock]")
    assert LineLock.objects.get().owner == officer
    page.goto("/officer/manifests/?mark=locked")
    tab_to(page, f"input[name=selected][value='{hot.transport_document}']", most=200)
    page.keyboard.press("Space")
    type_into(page, "[data-bulk] [name=reason]", REASON)
    follow(page, "button[value=unlock]")
    assert LineLock.objects.get().lifted_by == officer

    for name, path in (
        ("officer-bill", f"/officer/manifests/bills/{hot.transport_document}/"),
        ("voyages", "/officer/manifests/voyages/"),
        ("voyage", f"/officer/manifests/voyages/{manifest.manifest_no}/"),
    ):
        assert page.goto(path).status == 200
        met(page, name)
