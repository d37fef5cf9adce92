"""The bench's socket: who may listen, the whole count on arrival, and after a lost hint."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from customs_portal.accounts.duties import Duty
from inspection.imaging.consumers import BenchConsumer
from tests.factories.inspection import a_queued_scan, a_scan_arrives, an_officer

pytestmark = pytest.mark.django_db(transaction=True)


def line(user):
    communicator = WebsocketCommunicator(BenchConsumer.as_asgi(), "/ws/bench/")
    communicator.scope["user"] = user
    return communicator


async def test_only_analysts_may_listen():
    guard = await database_sync_to_async(an_officer)("guard", Duty.WORK_GATE)
    connected, code = await line(guard).connect()
    assert (connected, code) == (False, 4403)
    connected, code = await line(None).connect()
    assert (connected, code) == (False, 4401)


async def test_the_count_comes_whole_then_on_every_hint_and_every_question():
    analyst = await database_sync_to_async(an_officer)("analyst", Duty.REVIEW_IMAGE)
    communicator = line(analyst)
    await communicator.connect()
    first = await communicator.receive_json_from()
    assert (first["waiting"], first["for_me"]) == (0, 0)

    await database_sync_to_async(a_scan_arrives)()
    news = await communicator.receive_json_from(timeout=30)
    assert news["waiting"] == 1
    assert news["seq"] > first["seq"]
    while not await communicator.receive_nothing(timeout=0.2):
        await communicator.receive_json_from()

    def queue_silently():
        a_queued_scan(scan_no="XG1-000009", container_no="TGHU1000007")

    await database_sync_to_async(queue_silently)()
    await communicator.send_json_to({})
    told = [await communicator.receive_json_from(timeout=30)]
    while not await communicator.receive_nothing(timeout=0.2):
        told.append(await communicator.receive_json_from())
    assert told[-1]["waiting"] == 2
    await communicator.disconnect()
    await asyncio.sleep(0)
