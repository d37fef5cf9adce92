"""Every page and every form, sent what nobody means: never a failure of ours, and what is
refused leaves no row. The names of the fields are read from the sources of the page's own room.
"""

import inspect
import re
import sys

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.declarations.facts import CLAIMS
from clearance.declarations.forms import COMPLETE_ITEM_FIELDS, HEAD_FIELDS
from tests.fuzz.conftest import CALM, TIMES, rows, taken_back
from tests.fuzz.nasty import words
from tests.refusals.test_pages import NUMBERS

pytestmark = pytest.mark.django_db
EXAMPLES = 4 * TIMES
ASKED = re.compile(
    r"""(?:POST|GET|given|query|words|data)(?:\.get|\.getlist)?[\(\[]\s*"([a-z_]+)"""
)
ALWAYS = ["act", "reason", "q", "page", "sort", "state", "after", "number", "selected"]
NOT_A_PAGE = re.compile(r"^(api/|metrics|healthz|readyz|styleguide)")
# attempts to come in are counted; a form that is not accepted keeps its answers as a draft
MAY_WRITE_WHEN_REFUSED = re.compile(
    r"^/(sign-in|second-factor|.+/complete/$|.+/drafts/[^/]+/$|officer/risk/orders/new/$)"
)
WEIGHTED = ["firm"] * 4 + ["officer"] * 4 + ["another firm", "nobody", "stranger"]


def pages():
    def walk(patterns, prefix=""):
        for one in patterns:
            path = prefix + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path.removeprefix("^"), one.callback
            else:
                yield from walk(one.url_patterns, path)

    found = dict(walk(get_resolver().url_patterns))
    return sorted((path, view) for path, view in found.items() if not NOT_A_PAGE.match(path))


def names_asked(view):
    """The words that the view's own module asks of a request."""
    module = sys.modules[inspect.unwrap(view).__module__]
    found = {name for name in ASKED.findall(inspect.getsource(module)) if name}
    if module.__name__.startswith("clearance.declarations.pages."):
        found |= {f"items.0.{name}" for name in (*COMPLETE_ITEM_FIELDS, *CLAIMS)} | {*HEAD_FIELDS}
    return sorted(found | set(ALWAYS))


def test_every_page_is_found():
    assert len(pages()) > 120


@pytest.fixture(scope="module")
def visitors(house):
    """A browser for each role, signed in."""
    browsers = {}
    for role, person in house.people.items():
        browsers[role] = Client(raise_request_exception=False)
        if person is not None:
            browsers[role].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browsers


@pytest.mark.parametrize(
    ("path", "view"), pages(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_no_page_fails_whatever_it_is_sent(house, visitors, path, view):
    known = NUMBERS | house.numbers
    address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), path)
    names = names_asked(view)
    fields = st.dictionaries(st.sampled_from(names), words, max_size=6)

    @settings(CALM, max_examples=EXAMPLES)
    @given(sent=fields, role=st.sampled_from(WEIGHTED))
    def ask(sent, role):
        sent = {name: text.encode("utf-8", "surrogatepass") for name, text in sent.items()}
        for send in (visitors[role].get, visitors[role].post):
            with taken_back():
                before = rows()
                answer = send(address, sent)
                after = rows()
            assert answer.status_code < 500, answer.content[:400]
            if answer.status_code >= 400 and not MAY_WRITE_WHEN_REFUSED.match(address):
                assert before == after, (role, answer.status_code)

    ask()
