"""One clerk's container from an empty form to the paper of the truck, by keyboard alone."""

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.states import DeclarationState
from clearance.gates.models import GatePass
from customs_portal.kit import clock
from tests.browser.keys import follow, tab_to, type_into
from tests.factories.clearance import a_manifest_for, a_summary, reference_data, see_at_shipside
from tests.factories.people import UserFactory

GOODS = "items.0."


def choose(page, selector, wanted):
    """Down the options of a list until the wanted one stands there."""
    tab_to(page, selector)
    options = page.eval_on_selector(selector, "e => [...e.options].map(o => o.value)")
    page.keyboard.press("Home")
    for _ in range(options.index(wanted)):
        page.keyboard.press("ArrowDown")
    assert page.input_value(selector) == wanted


def fill_the_form(page, summary):
    (item,) = summary.items
    for field, text in (
        ("transport_document", summary.transport_document),
        ("vessel", summary.vessel),
        ("voyage", summary.voyage),
        ("departure_country", summary.departure_country),
        ("pieces", str(summary.pieces)),
        ("gross_weight_kg", str(summary.gross_weight_kg)),
        ("container_nos", ", ".join(summary.container_nos)),
        (f"{GOODS}name", item.name),
        (f"{GOODS}hs_code", item.hs_code),
    ):
        type_into(page, f"[id='id_{field}']", text)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    type_into(page, f"[id='id_{GOODS}quantity']", str(item.quantity))
    choose(page, f"[id='id_{GOODS}unit']", item.unit)
    type_into(page, f"[id='id_{GOODS}value']", str(item.value))
    choose(page, f"[id='id_{GOODS}currency']", item.currency)
    type_into(page, f"[id='id_{GOODS}origin']", item.origin)
    page.wait_for_selector("#saved-state[data-state=saved]")


@pytest.mark.feature("C-01")
@pytest.mark.feature("H-06")
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_from_the_draft_to_the_gate_pass_without_a_mouse(
    language, theme, browser_page, assert_accessible, shoot
):
    reference_data()
    now = clock.now()
    clerk = UserFactory(clerk=True)
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, now=now)

    page = browser_page(
        user=clerk, language=language, theme=theme, path="/enterprise/declarations/"
    )
    follow(page, ".page-header button.button-primary, .page-header a.button-primary")
    page.wait_for_url("**/drafts/D-*/")
    fill_the_form(page, summary)
    follow(page, "button[value=check]")
    shown = page.locator("main").inner_text()
    assert "8,640 kg" in shown
    assert "VN Viet Nam" in shown
    assert "58,800 USD" in shown
    shoot(page, f"story-check-{language}", full=True)
    assert_accessible(page)
    follow(page, "button[value=submit-checked]")
    page.wait_for_url("**/receipt/")
    declaration = Declaration.objects.get()
    assert declaration.state == DeclarationState.CLEARED_TO_LEAVE

    see_at_shipside(declaration, now=clock.now())
    (container_no,) = summary.container_nos
    follow(page, "nav a[href='/enterprise/gate-passes/']")
    follow(page, ".page-header a.button-primary")
    for field, text in (
        ("declaration_no", declaration.declaration_no),
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
    shoot(page, f"story-pass-{language}", full=True)
    assert_accessible(page)
    given = GatePass.objects.get()
    assert (given.container_no, given.declaration_no) == (container_no, declaration.declaration_no)
