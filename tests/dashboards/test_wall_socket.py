"""The wall's socket: everything on arrival, then only what changed, and no gap ever."""

import asyncio
import contextlib
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.test import Client

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount
from customs_portal.asgi import application
from dashboards.wall.operations.watch_clock import watch_clock
from tests.factories import wall as news
from tests.factories.wall import tell

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.feature("D-01"),
    pytest.mark.asyncio,
]

ORIGIN = (b"origin", b"http://localhost")
SCREEN = (b"authorization", b"Screen WALL-1:token-of-the-wall")


@pytest.fixture(autouse=True)
async def no_line_stays_open():
    """The thread that asks the database for the sockets gives its connection back."""
    yield
    await sync_to_async(connections.close_all)()


@contextlib.asynccontextmanager
async def watching(*headers):
    socket = WebsocketCommunicator(application, "/ws/wall/", headers=[ORIGIN, *headers])
    connected, code = await socket.connect(timeout=30)
    assert connected, code
    try:
        yield socket
    finally:
        await socket.disconnect()


async def refused(*headers):
    socket = WebsocketCommunicator(application, "/ws/wall/", headers=[ORIGIN, *headers])
    connected, code = await socket.connect(timeout=30)
    assert not connected
    return code


async def next_news(socket):
    """The next frame that brings rows; heart-beats are skipped."""
    while True:
        frame = await socket.receive_json_from(timeout=30)
        if frame["rows"]:
            return frame


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return b"cookie", f"sessionid={browser.cookies['sessionid'].value}".encode()


async def test_a_screen_gets_the_whole_board_and_then_what_changed():
    await sync_to_async(news.port)()
    await sync_to_async(news.screen)()
    async with watching(SCREEN) as socket:
        whole = await next_news(socket)
        assert "from" not in whole
        assert whole["rows"]["site.G1-1"]["state"] == "quiet"

        await sync_to_async(tell)(news.device_on())
        delta = await next_news(socket)

    assert delta["from"] == whole["seq"]
    assert delta["rows"]["site.G1-1"]["state"] == "ok"
    assert "site.X1" not in delta["rows"]


async def test_a_person_with_the_duty_may_watch():
    user = await sync_to_async(news.officer)()
    cookie = await sync_to_async(session_of)(user)
    async with watching(cookie) as socket:
        assert (await next_news(socket))["seq"] >= 1


async def test_nobody_else_may_watch():
    inspector = await sync_to_async(news.officer)("inspector", duties=(Duty.INSPECT_GOODS,))
    cookie = await sync_to_async(session_of)(inspector)
    await sync_to_async(news.screen)()
    await sync_to_async(DeviceAccount.objects.create)(
        code="QC-01", kind="quay_camera", token_hash=DeviceAccount.hash_of("t")
    )
    assert await refused() == 4403
    assert await refused(cookie) == 4403
    assert await refused((b"authorization", b"Screen WALL-1:wrong")) == 4403
    assert await refused((b"authorization", b"Screen QC-01:t")) == 4403
    assert await refused((b"authorization", b"Screen nonsense")) == 4403


async def test_a_screen_that_was_away_gets_exactly_what_it_missed():
    await sync_to_async(news.port)()
    await sync_to_async(news.screen)()
    async with watching(SCREEN) as socket:
        seen = (await next_news(socket))["seq"]
    await sync_to_async(tell)(news.device_on())
    await sync_to_async(tell)(news.device_on("XG-1", "X1"))

    async with watching(SCREEN) as socket:
        await next_news(socket)
        await socket.send_json_to({"since": seen})
        missed = await socket.receive_json_from(timeout=30)

    assert missed["from"] == seen
    assert set(missed["rows"]) == {"site.G1-1", "site.X1", "vessels"}


async def test_whoever_is_asked_stands_on_every_screen_by_name():
    await sync_to_async(news.screen)()
    await sync_to_async(news.officer)(display_name="Chen Wei", display_name_zh="陈伟")
    async with watching(SCREEN) as socket:
        await next_news(socket)
        await sync_to_async(tell)(news.passage(opened=False, rule="G-07"))
        await sync_to_async(watch_clock)(now=news.NOON + timedelta(minutes=5))
        while not (alarms := (await next_news(socket))["rows"].get("alarms", {})).get("asked"):
            pass
    assert alarms["asked"] == {"duty": 1}
    assert alarms["rows"][0]["asked"] == {"en": "Chen Wei", "zh": "陈伟"}


async def test_a_screen_ahead_of_the_board_starts_over():
    await sync_to_async(news.screen)()
    async with watching(SCREEN) as socket:
        whole = await next_news(socket)
        await socket.send_json_to({"since": 10_000})
        again = await socket.receive_json_from(timeout=30)
    assert again["rows"] == whole["rows"]
    assert "from" not in again


async def test_a_screen_that_says_nonsense_is_cut_off():
    await sync_to_async(news.screen)()
    for nonsense in ("[]", "{", '{"since": true}', '{"since": "1"}', '{"clear": "AL-000001"}'):
        socket = WebsocketCommunicator(application, "/ws/wall/", headers=[ORIGIN, SCREEN])
        assert (await socket.connect(timeout=30))[0]
        await socket.send_to(text_data=nonsense)
        while (message := await socket.receive_output(timeout=30))["type"] != "websocket.close":
            pass
        assert message["code"] == 4400
        await socket.wait()


async def test_twenty_screens_see_every_version_in_order():
    await sync_to_async(news.port)()
    await sync_to_async(news.screen)()
    async with contextlib.AsyncExitStack() as room:
        screens = [await room.enter_async_context(watching(SCREEN)) for _ in range(20)]
        last = {id(one): (await next_news(one))["seq"] for one in screens}
        for turn in range(4):
            event = news.device_on(f"D-{turn}", ("G1-1", "G1-2", "X1", "B01")[turn])
            await sync_to_async(tell)(event)
            frames = await asyncio.gather(*(next_news(one) for one in screens))
            for one, frame in zip(screens, frames, strict=True):
                assert frame["from"] == last[id(one)]
                last[id(one)] = frame["seq"]
        newest = max(last.values())
        for one in screens:
            while last[id(one)] < newest:
                frame = await next_news(one)
                assert frame["from"] == last[id(one)]
                last[id(one)] = frame["seq"]
