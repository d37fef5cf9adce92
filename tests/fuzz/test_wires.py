"""Garbage on the lines of devices and on the sockets of screens: each frame gets its answer or ends
the line, and whoever comes next is served. The same dice in every run.
"""

import asyncio
import contextlib
import json
import random

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.test import Client

from customs_portal.asgi import application
from tests.factories.hardware import DeviceFactory
from tests.factories.people import PlaceFactory, UserFactory
from tests.fuzz.conftest import TIMES
from tests.fuzz.nasty import WORDS
from tests.hardware_adapters.conftest import now_text, port_open
from tests.hardware_adapters.conftest import (
    threads_let_go_of_the_database as threads_let_go_of_the_database,
)
from tests.refusals.test_devices import answer_on, frame, line_of, position, scan, shot, weight

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("H-01")]
now_text = now_text
port_open = port_open
ROUNDS = 25 * TIMES
FRAMES = {"weighbridge": weight, "barrier": position, "xray_gantry": scan, "quay_camera": shot}
ODD = [*WORDS, None, True, -1, 0, 2**63, 2**70, 1.5, [], [[]], {}, {"a": 1}]
RAW = [b"", b"\xff\xfe", b"null", b"[]", b"7", b'"x"', b"{", b"{}" * 9, b'{"seq": 1e999}', b"\x00"]


def damaged(good, dice):
    """One answer of a good frame is something odd, or missing, or not asked for."""
    name = dice.choice([*good, "extra"])
    if name in good and dice.random() < 0.2:
        return {key: value for key, value in good.items() if key != name}
    return good | {name: dice.choice(ODD)}


@pytest.mark.parametrize("kind", FRAMES)
async def test_no_frame_of_a_device_ends_the_gateway(port_open, now_text, kind):
    dice = random.Random(20261121)
    device = await sync_to_async(DeviceFactory)(code="DEV-1", kind=kind)
    async with port_open() as gateway:
        for _ in range(5):
            async with line_of(gateway, device) as (reader, writer):
                for _ in range(ROUNDS // 5):
                    sent = damaged(FRAMES[kind](now_text), dice)
                    raw = dice.random() < 0.2
                    writer.write(dice.choice(RAW) + b"\n" if raw else frame(sent))
                    answer = await answer_on(reader)
                    if answer is None:
                        break  # it could not be told apart from the next one
                    assert {"ack", "nak", "refused"} & set(answer), answer
        async with line_of(gateway, device) as (reader, writer):  # the next one is served
            writer.write(b'{"seq": 2}\n')
            assert (await answer_on(reader))["nak"] == 2


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return b"cookie", f"sessionid={browser.cookies['sessionid'].value}".encode()


SOCKETS = {
    "/ws/gates/board/": "gate_officer",
    "/ws/gates/lanes/G9-1/": "gate_officer",
    "/ws/bench/": "analyst",
    "/ws/wall/": "commander",
}


@pytest.mark.parametrize("path", SOCKETS)
async def test_no_word_of_a_screen_is_a_failure_of_ours(path):
    """It is answered, or the socket is closed with a code of ours; never an error inside."""
    dice = random.Random(20261121)
    await sync_to_async(PlaceFactory)(code="G9-1", lane=True)
    user = await sync_to_async(UserFactory)(**{SOCKETS[path]: True})
    headers = [(b"origin", b"http://localhost"), await sync_to_async(session_of)(user)]
    for _ in range(ROUNDS // 5):
        socket = WebsocketCommunicator(application, path, headers=headers)
        connected, code = await socket.connect(timeout=30)
        assert connected, code
        words = dice.choice(ODD)
        if dice.random() < 0.3:
            await socket.send_to(bytes_data=dice.choice(RAW) or b" ")
        elif isinstance(words, str):
            await socket.send_to(text_data=words.encode(errors="replace").decode() or " ")
        else:
            await socket.send_to(text_data=json.dumps({"since": words}))
        said = await socket.receive_output(timeout=30)
        while said["type"] == "websocket.send" and "rows" in said.get("text", ""):
            try:
                said = await socket.receive_output(timeout=0.2)
            except TimeoutError:
                break
        assert said["type"] in ("websocket.send", "websocket.close")
        assert said.get("code", 4000) >= 4000
        with contextlib.suppress(asyncio.CancelledError):  # waiting too long cancelled it
            await socket.disconnect()
    await sync_to_async(connections.close_all)()
