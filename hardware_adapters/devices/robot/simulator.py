"""An inspection robot made of software: it drives a yard's plan and photographs what stands there.

It speaks the wire of ``wire.py`` over a real socket and knows nothing but its plan, the slot it
was sent to and, of the world, what its cameras would see (``Yard.boxes``). Speed, battery and
pauses are those of a machine of its size; ``tempo`` lets them pass faster.
"""

import asyncio
import hashlib
import itertools
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.robot.painter import Box, door_picture, seal_picture
from hardware_adapters.devices.robot.wire import DOOR, SEAL
from hardware_adapters.rules.yard_plan import PlanFault, YardPlan, read_plan

log = logging.getLogger(__name__)

METRES_A_SECOND = 1.2  # walking pace: people work in the same yard
SECONDS_A_PICTURE = 4.0  # stop, raise the mast, expose
PERCENT_A_METRE = 0.02  # five kilometres a charge
PERCENT_A_SECOND = 0.05  # half an hour from empty to full
LEAST_PERCENT, EMPTY_PERCENT, ENOUGH_PERCENT = 15, 4, 90
FIX_EVERY = 5.0  # seconds of driving between two fixes
WAITS_FOR_EDGE = 60.0  # then the way counts as blocked

Finding = Callable[[str, str], Awaitable[Box | None]]  # slot and task: what stands there


class GivenUp(Exception):
    """The task ends here; ``what`` is the word of the wire."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Yard:
    """The world of the robots of one yard: who is on which edge, and what stands in the slots.

    ``boxes`` by slot; where a slot is not named, ``finds`` (slot, task) is asked.
    """

    def __init__(
        self, boxes: Mapping[str, Box] | None = None, finds: Finding | None = None
    ) -> None:
        self.boxes = dict(boxes or {})
        self.finds = finds
        self._edges: dict[frozenset[str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self.most_on_an_edge = 0
        self._on: dict[frozenset[str], int] = defaultdict(int)

    def edge(self, one: str, other: str) -> asyncio.Lock:
        """One robot at a time: they cannot pass each other between the boxes."""
        return self._edges[frozenset((one, other))]

    def enter(self, one: str, other: str) -> None:
        key = frozenset((one, other))
        self._on[key] += 1
        self.most_on_an_edge = max(self.most_on_an_edge, self._on[key])

    def leave(self, one: str, other: str) -> None:
        self._on[frozenset((one, other))] -= 1

    async def box_in(self, slot: str, task_no: str) -> Box | None:
        if slot in self.boxes:
            return self.boxes[slot]
        return await self.finds(slot, task_no) if self.finds is not None else None


class Robot:
    """``async with Robot(...) as robot``: dials in, waits for plan and tasks, drives."""

    def __init__(
        self, *, host: str, port: int, code: str, token: str, yard: Yard,
        tempo: float = 1.0, battery: float = 100.0,
    ) -> None:  # fmt: skip
        self.yard, self.tempo, self.battery = yard, tempo, battery
        self.plan: YardPlan | None = None
        self.node = ""
        self.task_no = ""
        self.doing = "IDLE"
        self.half_a_frame = False  # the next picture breaks off in its middle
        self.answers: list[dict[str, Any]] = []
        self._driving: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[Any]] = set()
        self.line = DeviceClient(
            host=host, port=port, kind="robot", code=code, token=token, obey=self._obey
        )

    async def __aenter__(self) -> "Robot":
        await self.line.__aenter__()
        return self

    async def __aexit__(self, *gone: object) -> None:
        work = [*self._errands, *([self._driving] if self._driving else [])]
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await self.line.__aexit__(*gone)

    async def _obey(self, command: dict[str, Any]) -> None:
        if command.get("do") == "plan":
            self._learn(command)
        elif command.get("do") == "check":
            await self._consider(str(command["task_no"]), str(command["slot"]))
        elif command.get("do") == "recall" and command.get("task_no") == self.task_no:
            self._turn_round()

    def _learn(self, command: dict[str, Any]) -> None:
        try:
            plan = read_plan(command)
        except PlanFault as fault:
            log.warning("%s cannot drive this plan: %s", self.line.code, fault)
            return
        self.plan = plan
        if self.node not in plan.nodes:
            self.node = plan.docks[0]
        self._tell_place()

    async def _consider(self, task_no: str, slot: str) -> None:
        """Answer at once, drive afterwards."""
        why = self._why_not(slot)
        if not why:
            self.task_no = task_no
            if self._driving is not None:
                self._driving.cancel()  # from its way home
            self._driving = asyncio.create_task(self._check(task_no, slot))
        self._say({"type": "answer", "task_no": task_no, "accepted": not why, "why": why})

    def _why_not(self, slot: str) -> str:
        if self.plan is None:
            return "NO_PLAN"
        if self.task_no:
            return "BUSY"
        way = self.plan.route(self.node, slot)
        if not way:
            return "NO_WAY"
        there_and_back = self.plan.length(way) + self.plan.length(
            self.plan.route(slot, self.plan.docks[0])
        )
        left = self.battery - there_and_back * PERCENT_A_METRE
        return "BATTERY_LOW" if left < LEAST_PERCENT else ""

    async def _check(self, task_no: str, slot: str) -> None:
        try:
            await self._drive_to(slot)
            box = await self.yard.box_in(slot, task_no)
            taken = await self._look(task_no, slot, box) if box is not None else 0
            self._say({"type": "done", "task_no": task_no, "pictures": taken})
        except GivenUp as given_up:
            self._say({"type": "fault", "task_no": task_no, "what": given_up.what})
        self.task_no = ""
        await self._rest()

    async def _look(self, task_no: str, slot: str, box: Box) -> int:
        self.doing = "LOOKING"
        self._tell_place()
        taken = 0
        for view, paint in ((DOOR, door_picture), (SEAL, seal_picture)):
            await self._pass(SECONDS_A_PICTURE)
            jpeg = await asyncio.to_thread(paint, box)
            values = {
                "type": "photo", "task_no": task_no, "slot": slot, "view": view,
                "taken_at": _now(),
            }  # fmt: skip
            if self.half_a_frame:
                self.half_a_frame = False
                self._break_off(values, jpeg)
            answer = await self.line.say(values, jpeg)
            self.answers.append(answer)
            if "nak" in answer:
                raise GivenUp("CAMERA")
            taken += 1
        return taken

    async def _drive_to(self, end: str) -> None:
        assert self.plan is not None
        self.doing = "DRIVING"
        way = self.plan.route(self.node, end)
        if not way:
            raise GivenUp("NO_WAY")
        for one, other in itertools.pairwise(way):
            await self._take_edge(one, other)

    async def _take_edge(self, one: str, other: str) -> None:
        edge = self.yard.edge(one, other)
        try:
            await asyncio.wait_for(edge.acquire(), WAITS_FOR_EDGE / self.tempo)
        except TimeoutError as error:
            raise GivenUp("BLOCKED") from error
        self.yard.enter(one, other)
        try:
            await self._roll(one, other)
        finally:
            self.yard.leave(one, other)
            edge.release()

    async def _roll(self, one: str, other: str) -> None:
        assert self.plan is not None
        metres = self.plan.metres(one, other)
        steps = max(1, round(metres / METRES_A_SECOND / FIX_EVERY))
        a, b = self.plan.nodes[one], self.plan.nodes[other]
        for step in range(1, steps + 1):
            await self._pass(metres / METRES_A_SECOND / steps)
            self.battery = max(0.0, self.battery - metres / steps * PERCENT_A_METRE)
            if self.battery < EMPTY_PERCENT:
                raise GivenUp("BATTERY_LOW")
            part = step / steps
            place = (
                round(a.x_cm + (b.x_cm - a.x_cm) * part), round(a.y_cm + (b.y_cm - a.y_cm) * part)
            )  # fmt: skip
            if step == steps:
                self.node = other
            self._tell_place(place)

    async def _rest(self) -> None:
        """Home, and on the charger until there is enough; a new task may come at any time."""
        assert self.plan is not None
        try:
            await self._drive_to(self.plan.docks[0])
        except GivenUp as given_up:
            log.warning("%s stays at %s: %s", self.line.code, self.node, given_up)
            self.doing = "IDLE"
            self._tell_place()
            return
        self.doing = "CHARGING"
        self._tell_place()
        while self.battery < ENOUGH_PERCENT:
            await self._pass(60)
            self.battery = min(100.0, self.battery + 60 * PERCENT_A_SECOND)
        self.doing = "IDLE"
        self._tell_place()

    def _turn_round(self) -> None:
        if self._driving is not None:
            self._driving.cancel()
        self.task_no = ""
        self._driving = asyncio.create_task(self._rest())

    def _break_off(self, values: dict[str, Any], jpeg: bytes) -> None:
        """Half of the frame, and the line falls; the whole frame follows on the next line."""
        header = {"seq": self.line.seq + 1, **values, "bytes": len(jpeg)}
        header["sha256"] = hashlib.sha256(jpeg).hexdigest()
        raw = json.dumps(header).encode() + b"\n" + jpeg
        if self.line.writer is not None:
            self.line.writer.write(raw[: len(raw) // 2])
            self.line.welcomed.clear()
            self.line.writer.close()

    def _tell_place(self, place: Sequence[int] = ()) -> None:
        if self.plan is None:
            return
        node = self.plan.nodes[self.node]
        x, y = place or (node.x_cm, node.y_cm)
        self._say(
            {
                "type": "fix", "task_no": self.task_no, "node": self.node, "x_cm": x, "y_cm": y,
                "battery_percent": int(self.battery), "doing": self.doing,
            }
        )  # fmt: skip

    def _say(self, values: dict[str, Any]) -> None:
        """Without waiting for the answer: a robot does not stop because the line is away."""
        errand = asyncio.create_task(self.line.say({**values, "at": _now()}))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _pass(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.tempo)


def _now() -> str:
    return datetime.now(UTC).isoformat()
