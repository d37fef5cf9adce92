"""Pages and API of webhooks: the secret once, lists, news again, nobody else's."""

import json
import re

import pytest
from rest_framework.test import APIClient

from clearance.webhooks.models import HookDelivery, Webhook
from clearance.webhooks.operations.send_delivery import send_delivery, take_due
from clearance.webhooks.rules.signing import signature
from tests.clearance.webhooks.test_sending import decided
from tests.factories.clearance import MORNING
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HOME, API = "/enterprise/webhooks/", "/api/v1/webhooks"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


def program_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_the_pages_register_list_send_again_and_remove(clerk, client, here):
    client.force_login(clerk)
    assert HOME in client.get("/api/v1/docs/").content.decode()
    assert "No address yet" in client.get(HOME).content.decode()
    refused = client.post(f"{HOME}new/", {"url": "nothing"})
    assert refused.status_code == 422
    assert "This is no address" in refused.content.decode()
    assert "Choose what shall be sent." in refused.content.decode()

    told = client.post(f"{HOME}new/", {"url": here.url, "topics": ["declaration", "bill"]})
    secret = re.search(r"data-secret>(whs_[\w-]+)<", told.content.decode())[1]
    assert told["Cache-Control"] == "no-store"
    hook = Webhook.objects.get()
    one = f"{HOME}{hook.hook_no}/"
    assert secret not in client.get(one).content.decode()
    decided(clerk)
    for number in take_due(now=MORNING):
        send_delivery(delivery_no=number, now=MORNING)
    ((headers, body),) = here.got
    stamp = headers["X-Portal-Timestamp"]
    assert headers["X-Portal-Signature"] == signature(secret=secret, timestamp=stamp, body=body)

    delivery = HookDelivery.objects.get()
    assert "clearance.release-decided" in client.get(one).content.decode()
    assert "Clear all filters" in client.get(f"{one}?state=FAILED").content.decode()
    rows = b"".join(client.get(f"{one}export.csv").streaming_content).decode()
    assert delivery.delivery_no in rows
    shown = f"{HOME}deliveries/{delivery.delivery_no}/"
    assert "noted" in client.get(shown).content.decode()
    assert client.post(shown).status_code == 302
    assert HookDelivery.objects.get().state == "WAITING"

    for act, state in (("pause", "PAUSED"), ("resume", "ACTIVE")):
        assert client.post(f"{one}act/", {"act": act}).status_code == 302
        assert Webhook.objects.get().state == state
    renewed = client.post(f"{one}act/", {"act": "secret"}).content.decode()
    assert secret not in renewed
    assert client.post(f"{one}act/", {"act": "dance"}).status_code == 404
    assert client.post(f"{one}act/", {"act": "remove"}).url == HOME
    assert client.get(one).status_code == 404


def test_the_api_does_the_same(clerk, here):
    program = program_of(clerk)
    assert program.post(API, {"url": here.url, "topics": []}, format="json").status_code == 422
    made = program.post(API, {"url": here.url, "topics": ["declaration"]}, format="json")
    assert made.status_code == 201, made.json()
    number = made.json()["hook_no"]
    assert [one["hook_no"] for one in program.get(API).json()] == [number]
    assert "secret" not in program.get(f"{API}/{number}").json()
    decided(clerk)
    for one in take_due(now=MORNING):
        send_delivery(delivery_no=one, now=MORNING)

    page = program.get(f"{API}/{number}/deliveries").json()
    (row,) = page["rows"]
    assert (row["state"], row["tries"]) == ("DELIVERED", 1)
    told = program.get(f"{API}/deliveries/{row['delivery_no']}").json()
    assert told["attempts"][0]["status"] == 200
    assert json.loads(told["body"])["id"] == row["delivery_no"]
    again = program.post(f"{API}/deliveries/{row['delivery_no']}")
    assert again.json()["state"] == "WAITING"
    assert program.post(f"{API}/deliveries/{row['delivery_no']}").status_code == 409

    paused = program.post(f"{API}/{number}", {"act": "pause"}, format="json")
    assert paused.json()["state"] == "PAUSED"
    renewed = program.post(f"{API}/{number}/secret").json()["secret"]
    assert renewed != made.json()["secret"]
    assert program.delete(f"{API}/{number}").status_code == 204
    assert program.get(f"{API}/{number}").status_code == 404
    assert program.get(API).json() == []


def test_another_firm_s_address_is_like_none(clerk, here, hooked):
    number = hooked(clerk, here.url).hook_no
    decided(clerk)
    delivery = HookDelivery.objects.get().delivery_no
    other = program_of(UserFactory(clerk=True))
    for path in (f"{API}/{number}", f"{API}/{number}/deliveries", f"{API}/deliveries/{delivery}"):
        assert other.get(path).status_code == 404
    assert other.delete(f"{API}/{number}").status_code == 404
    assert other.post(f"{API}/{number}/secret").status_code == 404
    assert other.post(f"{API}/deliveries/{delivery}").status_code == 404
    assert program_of(UserFactory(reviewer=True)).get(API).status_code == 403
    assert Webhook.objects.get().state == "ACTIVE"
