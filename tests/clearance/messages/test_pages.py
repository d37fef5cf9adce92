"""Pages: a message is readable for its sender and for officers, in both languages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from clearance.messages.models import Message
from clearance.messages.operations.receive_message import receive_message
from clearance.messages.rules.writing import canonical
from tests.factories.clearance import MORNING, a_summary
from tests.factories.messages import a_filing, a_foreign_declaration
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ODD = "<Unheard>kept &lt;b&gt;</Unheard><InvoiceAmount currencyID='GBP'>x</InvoiceAmount>"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def message(clerk):
    data = a_foreign_declaration(reference="PAGE-1", more=ODD)
    return receive_message(data=data, by=clerk, now=MORNING)[0]


@pytest.fixture
def reviewer(registers):
    return UserFactory(reviewer=True)


def test_the_sender_sees_what_was_mapped_kept_odd_and_answered(client, clerk, message):
    client.force_login(clerk)
    page = client.get(f"/enterprise/messages/{message.message_no}/").content.decode()
    assert "MetaData/Declaration/Unheard" in page
    assert "kept &lt;b&gt;" in page
    assert "GB123456789012" in page
    assert "x is not a number" in page
    assert "nothing was declared" in page
    assert "PAGE-1" in client.get("/enterprise/messages/?q=PAGE").content.decode()


def test_the_officer_sees_the_messages_of_every_enterprise(client, reviewer, message):
    client.force_login(reviewer)
    page = client.get("/officer/messages/").content.decode()
    assert message.message_no in page
    assert message.enterprise.name in page
    shown = client.get(f"/officer/messages/{message.message_no}/").content.decode()
    assert "MetaData/Declaration/Unheard" in shown


def test_the_message_written_again_is_a_file_equal_in_canonical_xml(client, clerk, message):
    client.force_login(clerk)
    answer = client.get(f"/enterprise/messages/{message.message_no}/written.xml")
    assert answer["Content-Disposition"].startswith("attachment")
    sent = etree.fromstring(bytes(Message.objects.get().body))
    assert canonical(etree.fromstring(answer.content)) == canonical(sent)


def test_a_file_sent_by_the_page_goes_the_way_of_the_api(client, clerk):
    client.force_login(clerk)
    data = a_filing(a_summary(clerk=clerk), reference="PAGE-2")
    answer = client.post(
        "/enterprise/messages/send/", {"message": SimpleUploadedFile("m.xml", data)}
    )
    message = Message.objects.get(reference="PAGE-2")
    assert message.state == "FILED"
    assert answer["Location"] == f"/enterprise/messages/{message.message_no}/"
    shown = client.get(answer["Location"]).content.decode()
    assert message.declaration_no[:4] in shown


@pytest.mark.parametrize("files", [{}, {"message": SimpleUploadedFile("m.xml", b"<a")}])
def test_a_file_that_is_no_message_is_refused_on_the_page(client, clerk, files):
    client.force_login(clerk)
    answer = client.post("/enterprise/messages/send/", files, HTTP_ACCEPT="text/html")
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_the_export_holds_the_search_and_no_formula(client, clerk):
    receive_message(data=a_foreign_declaration(reference="=1+1"), by=clerk, now=MORNING)
    client.force_login(clerk)
    text = b"".join(client.get("/enterprise/messages/export.csv").streaming_content).decode()
    assert text.startswith("\ufeffmessage_no,reference")
    assert ",'=1+1," in text


def test_the_officers_export_names_the_enterprise(client, reviewer, message):
    client.force_login(reviewer)
    text = b"".join(client.get("/officer/messages/export.csv").streaming_content).decode()
    assert message.enterprise.name in text


@pytest.mark.parametrize(
    "address",
    ["/enterprise/messages/", "/enterprise/messages/export.csv", "/enterprise/messages/X/",
     "/officer/messages/", "/officer/messages/export.csv", "/officer/messages/X/"],
)  # fmt: skip
def test_without_the_duty_the_pages_stay_shut(client, registers, address):
    client.force_login(UserFactory(carrier=True))
    assert client.get(address).status_code == 403


def test_another_enterprises_message_is_not_there(client, message):
    client.force_login(UserFactory(clerk=True))
    for address in ("", "written.xml"):
        path = f"/enterprise/messages/{message.message_no}/{address}"
        assert client.get(path).status_code == 404


def test_the_pages_speak_chinese(client, clerk, message):
    client.force_login(clerk)
    page = client.get(
        f"/enterprise/messages/{message.message_no}/", HTTP_ACCEPT_LANGUAGE="zh-hans"
    ).content.decode()
    assert "按原样保存" in page
    assert "发票总额" in page
    assert "x 不是由数字 0 至 9 组成的数" in page


def test_a_list_asks_the_database_no_more_for_more_rows(
    client, clerk, django_assert_max_num_queries
):
    for number in range(12):
        receive_message(data=a_foreign_declaration(reference=f"Q-{number}"), by=clerk, now=MORNING)
    client.force_login(clerk)
    with django_assert_max_num_queries(14):
        assert client.get("/enterprise/messages/").content.count(b"data-row") == 12
