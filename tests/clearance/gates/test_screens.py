"""The sockets of board and lane screen: whole picture, changes, and again after a cut."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from clearance.gates.operations.decide_passage import note_vehicle
from clearance.gates.operations.queue_trucks import call_next, join_queue
from clearance.gates.urls import websocket_urlpatterns
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, a_lane
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("H-06")]
application = URLRouter(websocket_urlpatterns)


def line(path, user):
    communicator = WebsocketCommunicator(application, path)
    communicator.scope["user"] = user
    return communicator


async def news(communicator):
    """The next frame that changes something."""
    while True:
        frame = await communicator.receive_json_from(timeout=30)
        if frame["rows"]:
            return frame


def drive_up(**changes):
    note_vehicle(
        **{
            "passage_no": "PG1",
            "place_code": "G1-1",
            "direction": "OUT",
            "plate_no": "粤B12345",
            "container_no": "CSQU3054383",
            "picture_key": "",
            "seen_at": MORNING,
            "now": MORNING,
            **changes,
        }
    )


@pytest.mark.parametrize("path", ["/ws/gates/board/", "/ws/gates/lanes/G1-1/"])
async def test_only_who_works_or_watches_the_gate_may_look(path):
    for traits in ({"clerk": True}, {"analyst": True}):
        user = await sync_to_async(UserFactory)(**traits)
        assert await line(path, user).connect() == (False, 4403)
    assert await line(path, None).connect() == (False, 4403)


async def test_the_lane_screen_shows_the_decision_and_resumes_after_a_cut():
    await sync_to_async(a_lane)()
    officer = await sync_to_async(UserFactory)(gate_officer=True)
    screen = line("/ws/gates/lanes/G1-1/", officer)
    await screen.connect()
    first = await screen.receive_json_from()
    assert "from" not in first
    assert (first["rows"]["screen"]["tone"], first["rows"]["screen"]["en"]) == (
        "idle",
        "Please drive up.",
    )

    await sync_to_async(drive_up)()
    told = await news(screen)
    assert told["from"] == first["seq"]
    assert told["seq"] > first["seq"]
    shown = told["rows"]["screen"]
    assert (shown["tone"], shown["plate"]) == ("stop", "粤B12345")
    assert "No approved gate pass" in shown["en"]
    assert "核放单" in shown["zh"]
    await screen.disconnect()

    await sync_to_async(drive_up)(passage_no="PG2", plate_no="粤B54321")
    again = line("/ws/gates/lanes/G1-1/", officer)
    await again.connect()
    whole = await again.receive_json_from()
    assert whole["rows"]["screen"]["plate"] == "粤B54321"
    await again.send_json_to({"since": told["seq"]})
    healed = await news(again)
    assert "from" not in healed
    assert healed["rows"] == whole["rows"]
    await again.disconnect()


async def test_an_unknown_lane_has_no_screen_and_nonsense_ends_the_line():
    await sync_to_async(a_lane)()
    officer = await sync_to_async(UserFactory)(gate_officer=True)
    nowhere = line("/ws/gates/lanes/ZZ/", officer)
    await nowhere.connect()
    assert (await nowhere.receive_output())["code"] == 4404
    screen = line("/ws/gates/lanes/G1-1/", officer)
    await screen.connect()
    await screen.receive_json_from()
    await screen.send_to(text_data="nonsense")
    assert (await screen.receive_output())["code"] == 4400


async def test_the_board_follows_joining_and_calling():
    await sync_to_async(a_lane)()
    officer = await sync_to_async(UserFactory)(gate_officer=True)
    gate_pass = await sync_to_async(GatePassFactory)(bare=True)
    board = line("/ws/gates/board/", officer)
    await board.connect()
    assert (await board.receive_json_from())["rows"]["trucks"] == []
    await sync_to_async(join_queue)(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=MORNING)
    joined = (await news(board))["rows"]
    assert (joined["counts"]["WAITING"], joined["trucks"][0]["position"]) == (1, 1)
    await sync_to_async(call_next)(lane_code="G1-1", by=officer, now=MORNING)
    called = (await news(board))["rows"]["trucks"][0]
    assert (called["state"], called["lane"]) == ("CALLED", "G1-1")
    await board.disconnect()
