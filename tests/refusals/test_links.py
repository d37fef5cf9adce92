"""No link leads its reader to a shut door: every page of the demonstration port, for every role."""

import re
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from clearance.declarations.operations.ask_change import ask_withdrawal
from clearance.declarations.operations.review_declaration import hold_declaration, propose_release
from clearance.declarations.operations.supply_document import ask_document
from clearance.messages.operations.receive_message import receive_message
from customs_portal.accounts.models import User
from customs_portal.registry.demo.people import people
from risk.assessments.models import Assessment
from tests.factories.clearance import (
    MORNING,
    a_container_no,
    a_manifest_for,
    a_summary,
    file_summary,
    reference_data,
    see_at_shipside,
)
from tests.factories.duties import GuaranteeFactory, TaxBillFactory
from tests.factories.gates import (
    GatePassFactory,
    LedgerFactory,
    LockFactory,
    PassageFactory,
    SafetyLockUseFactory,
    TruckFactory,
    TurnFactory,
    a_journey,
)
from tests.factories.hardware import SightingFactory
from tests.factories.inspection import an_order
from tests.factories.mandates import an_offered_mandate
from tests.factories.messages import a_filing
from tests.factories.people import EnterpriseFactory
from tests.factories.whole import file_full

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_port")]
OF_ONE_KIND = 3  # how many links to the same page are followed
ROLES = {person.role: person for person in reversed(people())}
WHY = "The value is odd for these goods."


class Links(HTMLParser):
    """Where a page can be left by a click, or by a search."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"])
        if tag == "form" and given.get("method", "get") == "get" and given.get("action"):
            self.found.append(given["action"])


@pytest.fixture
def demo_port(db, monkeypatch):
    """The demonstration port on a morning on which everything has happened once."""
    monkeypatch.setenv("DEMO_PASSWORD", "a-b-c")
    monkeypatch.setenv("DEVICE_SECRET", "secret")
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    call_command("load_demo", verbosity=0, stdout=StringIO())
    EnterpriseFactory.reset_sequence(20_000)  # the demonstration has the first numbers
    reference_data()
    clerk = User.objects.get(username="trader1")
    officer = User.objects.get(username=ROLES["Document reviewer"].username)
    carrier = User.objects.get(username=ROLES["Carrier's clerk"].username)
    a_manifest_for(a_summary(clerk=clerk, voyage="0999X"), by=carrier)
    cleared, held, gone = (file_summary(clerk=clerk) for _ in range(3))
    file_summary(clerk=clerk, on_manifest=False)
    see_at_shipside(gone)
    who = {"declaration_no": held.declaration_no, "reason": WHY, "by": officer, "now": MORNING}
    hold_declaration(**who)
    propose_release(**who)
    ask_document(**who | {"type_code": "2", "days": 3})
    ask_withdrawal(declaration_no=cleared.declaration_no, reason=WHY, by=clerk, now=MORNING)
    file_full(clerk=clerk)
    receive_message(data=a_filing(a_summary(clerk=clerk)), by=clerk, now=MORNING)
    TaxBillFactory(enterprise=clerk.enterprise, declaration_no="510120261999999999")
    GuaranteeFactory(enterprise=clerk.enterprise)
    gate_pass = GatePassFactory(
        applied_by=clerk,
        declaration_no=gone.declaration_no,
        container_no=gone.containers.get().container_no,
    )
    TurnFactory(pass_no=gate_pass.pass_no, plate_no=gate_pass.plate_no)
    a_journey(clerk=clerk)
    TruckFactory(registered_by=clerk)
    LedgerFactory(enterprise=clerk.enterprise)
    PassageFactory(pass_no=gate_pass.pass_no)
    LockFactory()
    SafetyLockUseFactory()
    SightingFactory()
    an_order(a_container_no())
    agent = User.objects.get(username=ROLES["Customs agent"].username)
    an_offered_mandate(principal=clerk, agent=agent)


def visit(client, address):
    """The status behind a link, redirects followed, and the page."""
    answer = client.get(address, follow=True)
    if answer.streaming:
        return answer.status_code, b""
    return answer.status_code, answer.content


def test_a_risk_officer_goes_from_a_judgement_to_its_declaration(client):
    user = User.objects.get(username=ROLES["Risk officer"].username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    judged = Assessment.objects.first()
    there = f"/officer/declarations/{judged.subject_reference}/"
    assert (
        f'href="{there}"' in client.get(f"/officer/risk/{judged.assessment_no}/").content.decode()
    )
    assert client.get(there).status_code == 200
    auditor = User.objects.get(username=ROLES["Auditor"].username)
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/officer/risk/{judged.assessment_no}/")
    assert page.status_code == 200
    assert there not in page.content.decode()


def kind(address):
    """Which page an address is of, whatever its number and query."""
    parts = urlsplit(address)
    return resolve(parts.path).view_name, bool(parts.query)


@pytest.mark.parametrize("role", ROLES)
def test_no_link_of_a_page_leads_its_reader_to_a_shut_door(role):
    person = ROLES[role]
    client = Client(raise_request_exception=False)
    user = User.objects.get(username=person.username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    waiting = [(person.start, "start"), ("/", "start")]
    seen, followed, shut = {person.start, "/"}, Counter(), []
    while waiting:
        address, source = waiting.pop(0)
        status, page = visit(client, address)
        if status != 200:
            shut.append((status, address, source))
            continue
        parser = Links()
        parser.feed(page.decode(errors="replace") if page[:1] == b"<" or b"<html" in page else "")
        for href in parser.found:
            there = urljoin(address, href)
            if urlsplit(there).netloc or re.match(r"(mailto|tel|javascript):", href):
                continue
            there = there.partition("#")[0]
            if there in seen or not there.startswith("/") or there.startswith("/static/"):
                continue
            seen.add(there)
            which = kind(there)
            followed[which] += 1
            if followed[which] <= OF_ONE_KIND:
                waiting.append((there, address))
    assert not shut, "\n".join(map(str, shut))
    assert len(seen) >= 2
