"""Bad input by name: each is refused with field, rule and remedy, and no table changes."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from clearance.declarations.models import Draft
from clearance.manifests.models import Manifest
from customs_portal.kit.exports import csv_answer
from tests.clearance.declarations.test_api import body_of
from tests.clearance.manifests.test_manifests import body as manifest_body
from tests.factories.clearance import BERTH, a_manifest_for, a_summary, elements_for, file_summary
from tests.factories.gates import a_released_container
from tests.factories.people import UserFactory
from tests.refusals.conftest import (
    assert_explained,
    clerk,
    program_of,
    registers,
    this_morning,
    untouched,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers", "this_morning")]
__all__ = ["clerk", "registers", "this_morning", "untouched"]
SUMMARY = "/api/v1/declarations/summary"
BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lollollollol">%s]><x>&z;</x>"""
    % b"".join(
        b'<!ENTITY %s "%s">' % (name, b"&%s;" % before * 10)
        for before, name in zip([b"a", b"b", b"c", b"d"], [b"b", b"c", b"d", b"z"], strict=True)
    )
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">&f;</Declaration>'
)


def items(**changes):
    return lambda body: {"items": [body["items"][0] | changes]}


def many(count):
    return lambda body: {"items": body["items"] * count}


# what stands in a good summary instead → where it is refused
WRONG = {
    "ten thousand lines": (many(10_000), "items"),
    "ten thousand containers": (lambda _: {"container_nos": ["TGHU9999990"] * 10_000}, "container"),
    "zero-width in a number": (items(value="58\u200b800"), "items[0].value"),
    "other digits that are none": (items(value="伍捌"), "items[0].value"),
    "a nul character": ((lambda _: {"vessel": "PACIFIC\x00"}), "vessel"),
    "half a character": ((lambda _: {"vessel": "PACIFIC \udfff"}), "vessel"),
    "a number without end": (items(value=int("9" * 4000)), "items[0].value"),
    "a tiny number": (items(quantity="1e-400"), "items[0].quantity"),
    "no number": (items(quantity="sNaN"), "items[0].quantity"),
    "a list as number": (items(quantity=[1]), "items[0].quantity"),
    "an object as text": (items(name={"a": "b"}), "items[0].name"),
    "a list of lists": (lambda _: {"items": [[[[]]]]}, "items"),
    "nothing": (lambda _: dict.fromkeys(["items", "pieces", "vessel"]), "items"),
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", WRONG)
def test_a_summary_with_bad_input_is_refused_at_its_field(clerk, untouched, name, language):
    change, field = WRONG[name]
    body = body_of(a_summary(clerk=clerk))
    sent = json.dumps(body | change(json.loads(json.dumps(body, default=str))), default=str)
    with untouched():
        answer = program_of(clerk).post(
            SUMMARY, sent, content_type="application/json", HTTP_ACCEPT_LANGUAGE=language
        )
    assert answer.status_code in (400, 422), answer.content[:300]
    assert_explained(answer.json(), language=language)
    assert any(one["field"].startswith(field) for one in answer.json()["errors"]), answer.json()


BODIES = {
    "an xml bomb": (BOMB, "application/xml"),
    "a file from outside": (OUTSIDE, "application/xml"),
    "no xml": (b"\xff\xfe\x00<", "application/xml"),
    "ten thousand elements deep": (b"<a>" * 10_000, "application/xml"),
    "a bomb as a program's object": (b"[" * 200_000, "application/json"),
    "an endless word": (b'{"vessel": "' + b"x" * 3_000_000 + b'"}', "application/json"),
}


@pytest.mark.parametrize("door", ["/api/v1/messages", SUMMARY, "/api/v1/manifests"])
@pytest.mark.parametrize("name", BODIES)
def test_a_body_built_to_hurt_is_refused_by_every_door(clerk, door, name):
    body, content_type = BODIES[name]
    user = UserFactory(
        enterprise=clerk.enterprise, enterprise_duties=["FILE_DECLARATION", "FILE_MANIFEST"]
    )
    answer = program_of(user).post(door, body, content_type=content_type)
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.content[:300])
    assert b"root:" not in answer.content
    assert not Manifest.objects.exists()


DAYS = {
    "the 31st of February": "2026-02-31T08:00:00+08:00",
    "a leap day in no leap year": "2026-02-29T08:00:00+08:00",
    "25 o'clock": "2026-11-21T25:00:00+08:00",
    "a zone beyond the world": "2026-11-21T08:00:00+99:00",
    "the last moment of time": "9999-12-31T23:59:59.999999-12:00",
    "the first moment of time": "0001-01-01T00:00:00+14:00",
    "full-width digits of no day": "２０２６-０２-３１T08:00:00+08:00",
}


@pytest.mark.parametrize("name", DAYS)
def test_a_day_that_never_was_is_refused(untouched, name):
    carrier = program_of(UserFactory(carrier=True))
    with untouched():
        answer = carrier.post(
            "/api/v1/manifests", manifest_body() | {"expected_at": DAYS[name]}, format="json"
        )
    assert answer.status_code in (400, 422), answer.content[:300]
    assert any(one["field"] == "expected_at" for one in answer.json()["errors"])


@pytest.mark.parametrize("said", ["2026-11-20T20:30:00-04:30", "2026-11-21T01:00:00Z"])
def test_a_time_of_another_zone_is_the_same_moment(clerk, said):
    carrier = UserFactory(carrier=True)
    manifest = a_manifest_for(a_summary(clerk=clerk), by=carrier)
    answer = program_of(carrier).post(
        f"/api/v1/manifests/{manifest.manifest_no}/arrival",
        {"place_code": BERTH, "arrived_at": said},
        format="json",
    )
    assert answer.status_code == 200, answer.content
    manifest.refresh_from_db()
    assert manifest.arrived_at == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def test_full_width_digits_and_zero_width_signs_in_numbers_are_read_as_meant(clerk):
    """As people paste them from a scan: the container and the code are the ones that were meant."""
    summary = a_summary(clerk=clerk)
    (number,) = summary.container_nos
    body = body_of(summary)
    wide = number.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    body["container_nos"] = [f"\u200b{wide[:4]} {wide[4:]}"]
    body["items"] = [body["items"][0] | {"hs_code": "６１０９.１０"}]
    answer = program_of(clerk).post(SUMMARY, body, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["containers"][0]["container_no"] == number
    assert answer.json()["items"][0]["hs_code"] == "610910"


CLAIMS = {
    "the 31st of February": {"proof_date": "2026-02-31"},
    "the end of time": {"proof_date": "9999-12-31"},
    "the beginning of time": {"proof_date": "0001-01-01"},
    "a number without end": {"proof_no": "9" * 5_000},
    "half a character": {"proof_no": "E\ud800"},
    "a list": {"agreement": ["ASEAN"]},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_with_bad_input_is_refused(untouched, name):
    filer, declaration_no, _ = a_released_container()
    goods = {
        "hs_code": "6109100010", "name": "Cotton T-shirts", "specification": "no brand",
        "quantity": "33600", "unit": "pieces", "value": "58800", "currency": "USD",
        "origin": "VN", "net_weight_kg": "8000", "elements": elements_for("6109100010"),
        "agreement": "ASEAN", "proof_kind": "CERTIFICATE", "proof_no": "E1",
        "proof_date": "2026-11-01",
    }  # fmt: skip
    body = {"items": [goods | CLAIMS[name]], "freight_cny": "1200"}
    with untouched():
        answer = program_of(filer).post(
            f"/api/v1/declarations/{declaration_no}/complete",
            json.dumps(body),
            content_type="application/json",
        )
    assert answer.status_code in (400, 422)
    assert_explained(answer.json(), language="en")


def test_a_program_that_asks_at_no_address_or_for_no_format_reads_why(clerk):
    program = program_of(clerk)
    for address in ("/api/v1/nothing/here", "/api/v1/declarations?format=pdf"):
        answer = program.get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"]
        assert answer.json()["errors"][0]["remedy"]


def test_a_form_with_a_thousand_fields_too_many_is_refused_as_programs_read_it(clerk):
    answer = program_of(clerk).post(
        SUMMARY,
        "&".join(f"a{n}=1" for n in range(5_000)),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("target", ["0", "javascript:alert(1)", "//evil.example/", "\\\\evil", "١"])
def test_after_signing_in_nobody_is_led_elsewhere_and_nothing_fails(clerk, target):
    browser = Client(raise_request_exception=False)
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get("/sign-in/", {"next": target})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_save_that_is_no_save_is_refused(clerk):
    browser = Client(raise_request_exception=False)
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    begun = browser.post("/enterprise/declarations/drafts/new/")
    answer = browser.post(f"{begun.url}save/", {"field": "pieces"})  # multipart without a payload
    assert answer.status_code == 422
    assert Draft.objects.get().version == 0


def test_cells_that_begin_like_a_formula_stay_words_in_every_export(clerk):
    nasty = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"]
    lines = b"".join(csv_answer(name="x.csv", head=["a"], rows=[[one] for one in nasty]))
    for line in lines.decode().split("\r\n")[1:-1]:
        assert line.lstrip('"').startswith("'")
    file_summary(clerk=clerk, vessel="=1+1")
    browser = Client()
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    export = b"".join(browser.get("/enterprise/declarations/export.csv").streaming_content)
    assert b",=1+1" not in export
