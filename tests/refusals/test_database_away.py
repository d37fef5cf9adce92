"""A database that is away is said to whoever asks, in the way they asked."""

import json

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from customs_portal import pages
from customs_portal.kit.refusals import RefusalMiddleware, api_exception_handler
from tests.refusals.conftest import assert_explained

AWAY = [OperationalError("the connection was closed"), InterfaceError("closed")]


def answer_to(error, **asked):
    request = RequestFactory().generic(asked.pop("method", "GET"), asked.pop("path", "/"), **asked)
    middleware = RefusalMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request, error)


@pytest.mark.parametrize("error", AWAY)
def test_a_page_comes_back_by_itself_but_a_form_is_not_sent_twice(error):
    shown, posted = answer_to(error), answer_to(error, method="POST")
    assert shown.status_code == posted.status_code == 503
    assert shown["Refresh"] and shown["Retry-After"]
    assert "Refresh" not in posted
    assert "away for a moment" in posted.content.decode()


def test_a_fragment_goes_where_refusals_stand():
    fragment = answer_to(AWAY[0], HTTP_HX_REQUEST="true")
    assert (fragment.status_code, fragment["HX-Retarget"]) == (503, "#refusals")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_program_gets_a_problem(language):
    with translation.override(language):
        problem = api_exception_handler(AWAY[0], {})
        outside = answer_to(AWAY[0], path="/api/v1/guarantees")
    assert problem.status_code == outside.status_code == 503
    for told in (problem.data, json.loads(outside.content)):
        told["errors"][0]["field"] = "database"  # it is no field's fault
        assert_explained(told, language=language)


def test_an_error_before_the_view_is_told_apart_from_a_bug():
    request = RequestFactory().get("/")
    try:
        raise AWAY[0]
    except OperationalError:
        assert pages.server_error(request).status_code == 503
    assert pages.server_error(request).status_code == 500
