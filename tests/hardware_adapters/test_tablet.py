"""The wrist tablet: orders are durable, answers are taken once."""

import base64
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from hardware_adapters.consumers import TabletConsumer
from hardware_adapters.controls.wearables import buzz, settle
from hardware_adapters.models import Buzz
from tests.factories.hardware import TOKEN, BuzzFactory, DeviceFactory, OfficerFactory
from tests.hardware_adapters.conftest import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tablet():
    """A tablet worn by the officer ``inspector``."""
    officer = OfficerFactory(username="inspector", duties=[Duty.INSPECT_GOODS])
    return DeviceFactory(code="WT-1", kind="wrist_tablet", worn_by=officer)


def line(code="WT-1", token=TOKEN):
    return WebsocketCommunicator(
        TabletConsumer.as_asgi(), f"/ws/tablet/?device={code}&token={token}"
    )


async def said(connection):
    return json.loads(await connection.receive_from(timeout=30))


async def answered(connection, **message):
    await connection.send_to(text_data=json.dumps(message))
    while True:
        answer = await said(connection)
        if "ack" in answer or "nak" in answer:
            return answer


def order(order_no="IO1"):
    return buzz(
        officer="inspector",
        order_no=order_no,
        title_en="Open the box",
        title_zh="开箱查验",
        container_no="TEMU3108252",
        place_code="Y01",
        now=timezone.now(),
    )


@pytest.mark.feature("H-15")
async def test_an_order_made_while_the_tablet_was_away_is_there_when_it_comes_back(tablet, told):
    buzz_no = await sync_to_async(order)()
    connection = line()
    assert (await connection.connect())[0]
    assert (await said(connection))["type"] == "welcome"
    arrived = await said(connection)
    assert (arrived["type"], arrived["buzz_no"]) == ("buzz", buzz_no)

    for _ in range(2):  # the answer may be lost and the message sent again
        answer = await answered(connection, id="m1", type="ack", buzz_no=buzz_no)
        assert answer == {"ack": "m1"}

    names = await sync_to_async(told)()
    assert names == ["device.officer-buzzed", "device.order-acknowledged"]
    assert (await Buzz.objects.aget()).device_code == "WT-1"
    await connection.disconnect()


async def test_an_order_vibrates_on_a_tablet_that_is_there(tablet):
    connection = line()
    await connection.connect()
    await said(connection)
    await sync_to_async(order)()
    first = await said(connection)
    await sync_to_async(order)()
    second = await said(connection)
    assert (first["buzz_no"], first["times"]) == (second["buzz_no"], 1)
    assert second["times"] == 2
    await connection.disconnect()


@pytest.mark.feature("H-15")
async def test_an_order_answered_by_a_colleague_or_over_is_settled_on_the_wrist(tablet):
    connection = line()
    await connection.connect()
    await said(connection)
    buzz_no = await sync_to_async(order)()
    await said(connection)

    now = timezone.now()
    for _ in range(2):
        await sync_to_async(settle)(order_no="IO1", answered_by="second", now=now)
    settled = {"type": "settled", "buzz_no": buzz_no, "order_no": "IO1"}
    assert await said(connection) == settled | {"state": "ANSWERED", "officer": "second"}
    await sync_to_async(order)()  # nobody is called again

    await answered(connection, id="m1", type="ack", buzz_no=buzz_no)  # he comes too
    assert await said(connection) == settled | {"state": "ANSWERED", "officer": "inspector"}

    for _ in range(2):
        await sync_to_async(settle)(order_no="IO1", now=now)
    assert await said(connection) == settled | {"state": "OVER", "officer": "inspector"}
    assert await connection.receive_nothing(timeout=0.2)
    await connection.disconnect()


async def test_a_lost_hint_is_healed_by_the_next_beat(tablet):
    connection = line()
    await connection.connect()
    await said(connection)
    await sync_to_async(order)()
    await said(connection)
    await Buzz.objects.aupdate(settled_at=timezone.now(), is_over=True)
    await connection.send_to(text_data=json.dumps({"type": "beat"}))
    assert await said(connection) == {"type": "beat"}
    assert (await said(connection))["state"] == "OVER"
    await connection.disconnect()


async def test_a_finding_with_a_picture_is_taken_once(tablet, told):
    await sync_to_async(BuzzFactory)(order_no="IO1")
    connection = line()
    await connection.connect()
    message = {
        "type": "finding",
        "order_no": "IO1",
        "finding": "FAULT",
        "note": "Cartons of cigarettes behind the first row",
        "pictures": [base64.b64encode(picture()).decode()],
    }
    for _ in range(2):
        assert await answered(connection, id="m2", **message) == {"ack": "m2"}
    entry = await JournalEntry.objects.aget(name="device.finding-taken")
    assert entry.payload["officer"] == "inspector"
    assert len(entry.payload["picture_keys"]) == 1
    await connection.disconnect()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"order_no": "IO-of-another"}, "not_your_order"),
        ({"finding": "MAYBE"}, "unknown_finding"),
        ({"note": ""}, "note_missing"),
        ({"pictures": ["%%%"]}, "tablet.base64"),
        ({"pictures": [base64.b64encode(b"not a picture").decode()]}, "picture.not_a_picture"),
        ({"pictures": ["QQ=="] * 7}, "tablet.pictures"),
        ({"type": "dance"}, "tablet.type"),
        ({"id": ""}, "tablet.id"),
    ],
)
async def test_a_wrong_message_is_refused_and_concludes_nothing(tablet, told, change, rule):
    await sync_to_async(BuzzFactory)(order_no="IO1")
    connection = line()
    await connection.connect()
    message = {"id": "m3", "type": "finding", "order_no": "IO1", "finding": "FAULT", "note": "x"}
    answer = await answered(connection, **(message | change))
    assert answer["rule"] == rule
    assert answer["remedy"]
    assert "device.finding-taken" not in await sync_to_async(told)()
    await connection.disconnect()


async def test_a_stranger_is_closed_out(tablet):
    connection = line(token="wrong")
    await connection.connect()
    assert (await connection.receive_output(timeout=30))["code"] == 4401
