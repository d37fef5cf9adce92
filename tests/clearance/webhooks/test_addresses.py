"""Where news may be sent: nothing inside the house, whatever clothes the address wears."""

import socket

import pytest

from clearance.webhooks import ports
from clearance.webhooks.models import Webhook
from clearance.webhooks.operations.register_webhook import (
    AddressTaken,
    TooManyWebhooks,
    register_webhook,
)
from clearance.webhooks.rules.addresses import is_public, parts_of
from customs_portal.kit.errors import Faults, NotPermitted
from customs_portal.registry import law
from tests.factories.clearance import MORNING
from tests.factories.people import UserFactory

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nobody",
]  # fmt: skip
PLAIN = ["https://example.com/hook", "http://example.com:8080/", "https://example.com/a?b=c"]
ODD = [
    "", "example.com", "ftp://example.com/", "https://", "https://user:word@example.com/",
    "file:///etc/passwd", "gopher://example.com", "https://example.com:99999/",
    "https://example.com/a b", "https://example.com\\@127.0.0.1/", "https://例子.com/",
    "https://example.com/\nHost: x", "https://example.com/#here", "x" * 500,
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_net_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("url", PLAIN)
def test_plain_addresses_are_taken_apart(url):
    assert parts_of(url) is not None


@pytest.mark.parametrize("url", ODD)
def test_odd_addresses_are_none(url):
    assert parts_of(url) is None


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://2130706433/"],
)
def test_the_line_refuses_the_house_itself(settings, url):
    settings.WEBHOOK_PRIVATE_OK = False
    with pytest.raises(ports.AddressRefused, match="private"):
        ports.address_of(url)


def test_a_name_that_points_inside_is_refused_at_the_moment_of_sending(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_OK = False
    answers = [("93.184.216.34", 80), ("10.0.0.1", 80)]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *a, **k: [(2, 1, 6, "", answers.pop(0))],
    )
    assert ports.address_of("http://news.example/") == "93.184.216.34"
    answer = ports.post(url="http://news.example/", body=b"", headers={}, timeout=1)
    assert (answer.status, answer.said) == (None, "address refused: private")


def test_a_name_with_one_inner_address_is_refused(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_OK = False
    both = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)
    with pytest.raises(ports.AddressRefused, match="private"):
        ports.address_of("http://news.example/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "topics", "rules"),
    [
        ("http://127.0.0.1/", ["bill"], ["webhook.private"]),
        ("nothing", ["bill"], ["webhook.not_plain"]),
        ("http://nowhere.invalid/", ["bill"], ["webhook.unknown_host"]),
        ("nothing", [], ["webhook.topics", "webhook.not_plain"]),
        ("nothing", ["bill", "gossip"], ["webhook.topics", "webhook.not_plain"]),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_reasons(settings, clerk, url, topics, rules):
    settings.WEBHOOK_PRIVATE_OK = False
    with pytest.raises(Faults) as refused:
        register_webhook(url=url, topics=topics, by=clerk, now=MORNING)
    assert [one.rule for one in refused.value.faults] == rules
    assert not Webhook.objects.exists()


@pytest.mark.django_db
def test_one_address_once_and_no_more_than_the_law_allows(clerk, hooked):
    most = law.ask("webhook.most_addresses", on=MORNING.date()).value
    for n in range(most):
        hooked(clerk, f"http://127.0.0.1:{8_000 + n}/")
        if n == 0:
            with pytest.raises(AddressTaken):
                hooked(clerk, "http://127.0.0.1:8000/")
    with pytest.raises(TooManyWebhooks):
        hooked(clerk, "http://127.0.0.1:9000/")
    with pytest.raises(NotPermitted):
        hooked(UserFactory(reviewer=True), "http://127.0.0.1:9000/")
    assert Webhook.objects.count() == most
