"""Damaged filings at the door: a documented answer each, and nothing half-stored."""

import random

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from clearance.messages.models import Answer, Message
from clearance.messages.states import MessageState
from tests.factories.clearance import a_summary
from tests.factories.messages import a_filing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-18")]
ROUNDS = 150
ODD = [
    b"", b"\0", b"<", b">", b"&", b"&#0;", b"&#13;", b"&#8203;", "\u200b".encode(), b"\xff",
    "１２３".encode(), b"2026-02-31", b"=cmd()", b"-1", b"1e999", b"NaN", b" ", b"\n", b"'" * 300,
    b"9" * 60, b"<ID>1</ID>", b"<!-- x -->", b"<![CDATA[x]]>", b"<?pi?>", "申报".encode(),
]  # fmt: skip


def damaged(data, dice):
    """One to four places cut out and filled with something odd."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data))
        data = data[:at] + dice.choice(ODD) + data[at + dice.choice((0, 0, 1, 3, 9)) :]
    return data


def test_every_damaged_filing_gets_its_answer_and_nothing_is_half_stored(clerk):
    dice = random.Random(20261121)
    door = APIClient(raise_request_exception=True)
    door.force_authenticate(clerk)
    answered = set()
    for _ in range(ROUNDS):
        body = damaged(a_filing(a_summary(clerk=clerk)), dice)
        answer = door.post("/api/v1/messages", body, content_type="application/xml")
        assert answer.status_code in {200, 201, 409, 422}, answer.content
        answered.add(answer.status_code)

    assert {201, 422} <= answered
    filed = Message.objects.filter(state=MessageState.FILED)
    assert Declaration.objects.count() == filed.count()
    assert set(Declaration.objects.values_list("declaration_no", flat=True)) == set(
        filed.values_list("declaration_no", flat=True)
    )
    assert Answer.objects.count() == Message.objects.count()


def test_values_that_no_field_can_hold_are_rejected_and_not_an_error_of_ours(clerk):
    door = APIClient()
    door.force_authenticate(clerk)
    usual = a_filing(a_summary(clerk=clerk), reference="DAMAGED")
    for old, new in (
        (b"<ModeCode>1</ModeCode>", b"<ModeCode>" + b"7" * 400 + b"</ModeCode>"),
        (b"</TypeCode>", b"</TypeCode><VersionID>" + b"8" * 5000 + b"</VersionID>"),
        (b"<JourneyID>0426E", b"<JourneyID>" + "\U0001f6a2".encode() * 21),
        (b">33600<", b">99999999999999.99999<"),
        (b">58800<", b">99999999999999.99<"),
        (b">8640<", b">99999999999999.99999<"),
        (b">420<", b">999999999<"),
        (b"'pieces'", b"'pieces of eight and more'"),
        (b">VN<", b">\xe2\x80\x8bVN<"),
        (b">610910<", "６１０９１０".encode().join((b">", b"<"))),
        (b">610910<", b">" + b"6" * 90 + b"<"),
    ):  # fmt: skip
        assert old in usual, old
        answer = door.post(
            "/api/v1/messages", usual.replace(old, new), content_type="application/xml"
        )
        assert answer.status_code in {200, 201, 409}, (old, answer.content)
    long = usual.replace(b"DAMAGED", b"D" * 3000)
    answer = door.post("/api/v1/messages", long, content_type="application/xml")
    assert answer.status_code in {200, 201, 409}
