"""Messages as people see them: sent from the page, readable, both languages, both themes."""

import pytest

from clearance.messages.operations.receive_message import receive_message
from tests.factories.clearance import MORNING, a_summary, reference_data
from tests.factories.messages import a_filing, a_foreign_declaration
from tests.factories.people import UserFactory

ODD = "<Unheard>of</Unheard><InvoiceAmount currencyID='GBP'>x</InvoiceAmount>"


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_a_message_is_sent_and_read(browser_page, assert_accessible, shoot, language, theme):
    reference_data()
    clerk = UserFactory(clerk=True)
    kept, _ = receive_message(
        data=a_foreign_declaration(more=ODD), by=clerk, now=MORNING, schema_folder=""
    )
    refused = a_filing(a_summary(clerk=clerk, departure_country="XX"))
    page = browser_page(user=clerk, language=language, theme=theme)

    page.goto("/enterprise/messages/")
    assert_accessible(page)
    page.set_input_files(
        "#message-file", {"name": "m.xml", "mimeType": "text/xml", "buffer": refused}
    )
    page.focus("form.card button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprise/messages/MSG*/")
    assert "Declaration/GoodsShipment/ExportCountry/ID" in page.inner_text("main")
    shoot(page, f"message-rejected-{language}", full=True)
    assert_accessible(page)

    page.goto(f"/enterprise/messages/{kept.message_no}/")
    assert "MetaData/Declaration/Unheard" in page.inner_text("main")
    shoot(page, f"message-kept-{language}", full=True)
    assert_accessible(page)

    officer = browser_page(user=UserFactory(reviewer=True), language=language, theme=theme)
    for path in ("/officer/messages/", f"/officer/messages/{kept.message_no}/"):
        assert officer.goto(path).status == 200
        assert_accessible(officer)
