"""Malformed messages at the wrist tablet's socket: refused, journalled, nothing else kept."""

import base64
import json

import pytest
from asgiref.sync import sync_to_async

from tests.factories.hardware import BuzzFactory
from tests.hardware_adapters.conftest import picture
from tests.hardware_adapters.conftest import (
    threads_let_go_of_the_database as threads_let_go_of_the_database,
)
from tests.hardware_adapters.test_tablet import line, said
from tests.hardware_adapters.test_tablet import tablet as tablet
from tests.refusals.conftest import HAN, fingerprints
from tests.refusals.test_devices import JOURNAL, LINES, WALL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("H-15")]


def finding(**changes):
    usual = {"id": "m", "type": "finding", "order_no": "IO1", "finding": "FAULT", "note": "x"}
    return json.dumps(usual | changes)


def encoded(data):
    return [base64.b64encode(data).decode()]


MESSAGES = {
    "no JSON": ("vibrate!", "tablet.json"),
    "a list": ("[1]", "tablet.json"),
    "nested beyond reason": ("[" * 100_000, "tablet.json"),
    "a nul character": (finding(note="x\0"), "tablet.characters"),
    "half a character": (finding(note="\ud800"), "tablet.characters"),
    "a list for a text": (finding(order_no=["IO1"]), "tablet.text"),
    "an endless note": (finding(note="x" * 5_000), "tablet.text"),
    "pictures that are none": (finding(pictures="all"), "tablet.pictures"),
    "a truncated picture": (finding(pictures=encoded(picture()[:300])), "picture.truncated"),
    "words named .png": (finding(pictures=encoded(b"scan.png" * 9)), "picture.not_a_picture"),
    "an oversized picture": (
        finding(pictures=encoded(b"\xff" * (4 * 1024 * 1024 + 1))),
        "picture.too_big",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
async def test_a_malformed_message_is_refused_and_the_line_lives_on(tablet, name):
    await sync_to_async(BuzzFactory)(order_no="IO1")
    text, rule = MESSAGES[name]
    connection = line()
    assert (await connection.connect())[0]
    for _ in ("welcome", "buzz"):
        await said(connection)
    before = await sync_to_async(fingerprints)()

    await connection.send_to(text_data=text)
    answer = await said(connection)

    assert answer["rule"] == rule
    assert answer["message"] and answer["remedy"] and "nak" in answer
    assert HAN.search(answer["message_zh"]) and HAN.search(answer["remedy_zh"])
    await connection.send_to(text_data='{"type": "beat"}')
    assert (await said(connection))["type"] == "beat"
    after = await sync_to_async(fingerprints)()
    changed = {table for table in after if after[table] != before[table]}
    assert "journal_journalentry" in changed
    assert changed <= JOURNAL | LINES | WALL
    await connection.disconnect()


async def test_an_odd_token_is_a_strangers(tablet):
    for token in ("%00", "%ED%A0%80", "9" * 3_000):
        connection = line(token=token)
        await connection.connect()
        assert (await connection.receive_output(timeout=30))["code"] == 4401
