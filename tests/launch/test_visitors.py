"""The visitor's address, from what the callers said, read from the trusted end."""

import pytest

from customs_portal.visitors import PageVisitors, SocketVisitors, Trusted, plain, visitor

OURS = Trusted(["unix", "10.0.0.0/8", "fd00::1"])


@pytest.mark.parametrize(
    ("peer", "said", "who"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "6.6.6.6", "203.0.113.9"),
        ("", "203.0.113.9", "203.0.113.9"),
        ("", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("", "6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9,10.9.9.9", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.7", "10.0.0.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
        ("fd00::1", "2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "", ""),
    ],
)
def test_the_first_address_that_no_trusted_proxy_has_is_the_visitor(peer, said, who):
    assert visitor(peer, said, OURS) == who


def test_a_caller_without_an_address_is_trusted_only_where_the_deployment_says_so():
    assert visitor("", "203.0.113.9", Trusted(["10.0.0.1"])) == ""


@pytest.mark.parametrize(
    ("one", "same"), [("127.0.0.1", "127.0.0.1"), ("::FFFF:1.2.3.4", "1.2.3.4"), ("unix:", "")]
)
def test_an_address_is_always_in_the_same_letters(one, same):
    assert plain(one) == same


def page(peer, **headers):
    seen = {}
    PageVisitors(lambda environ, start: seen.update(environ), OURS)(
        {"REMOTE_ADDR": peer, **headers}, None
    )
    return seen


def test_pages_hear_of_https_from_trusted_proxies_only():
    said = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert page("10.0.0.1", **said) == {
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert page("198.51.100.1", **said) == {"REMOTE_ADDR": "198.51.100.1"}


@pytest.mark.parametrize(
    ("client", "who", "kept"),
    [
        (None, "203.0.113.9", [(b"x-forwarded-proto", b"https")]),
        (("10.0.0.1", 5), "203.0.113.9", [(b"x-forwarded-proto", b"https")]),
        (("198.51.100.1", 5), "198.51.100.1", []),
    ],
)
async def test_sockets_know_their_visitor_too(client, who, kept):
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    headers = [
        (b"x-forwarded-for", b"6.6.6.6"),
        (b"x-forwarded-for", b"203.0.113.9"),
        (b"x-forwarded-proto", b"https"),
    ]
    scope = {"type": "websocket", "client": client, "headers": headers}
    await SocketVisitors(application, OURS)(scope, None, None)
    assert seen["client"] == (who, 0)
    assert seen["headers"] == kept
