"""A lane controller: one line up to the gateway, one door for the lanes of its gate.

Up: the gateway's wire (``hardware_adapters.gateway``), kind ``lane_controller``; its frames and
commands stand in ``wire.py``. Down: one TCP line from each lane's logic, JSON lines::

    lane        {"ask": "passage", "passage_no", "place_code", "direction", "plate_no",
                 "container_no", "tag_id", "code", "seal_no", "seal_is_intact", "gross_weight_kg"}
    controller  {"passage_no", "answer": "GATEWAY"}            the portal is there: it decides
                {"passage_no", "answer": "OPEN" | "STOP", "rule", "line"}

The same passage asked again gets the same answer. What was decided alone is reported, in order,
as soon as the gateway welcomes the controller again; until its ``ack`` it stays on the disk.
"""

import asyncio
import contextlib
import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware_adapters.devices.client import DeviceClient, TurnedAway
from hardware_adapters.devices.lane_controller.alone import Vehicle, decide_alone
from hardware_adapters.devices.lane_controller.tokens_held import TokensHeld

log = logging.getLogger(__name__)

LINE_BYTES = 16 * 1024
REPORT_SECONDS = 0.2
ANSWERS_KEPT = 1_000


class LaneController:
    """``async with LaneController(…) as controller: await controller.forever()``."""

    def __init__(
        self, *, host: str, port: int, code: str, token: str, folder: Path, listen: int = 0
    ) -> None:
        self.held = TokensHeld(folder)
        self.listen = listen
        self.answers: dict[str, dict[str, Any]] = {}
        self.line = DeviceClient(
            host=host,
            port=port,
            kind="lane_controller",
            code=code,
            token=token,
            obey=self._obey,
        )

    async def __aenter__(self) -> "LaneController":
        self.server = await asyncio.start_server(
            self._serve_lane, "127.0.0.1", self.listen, limit=LINE_BYTES
        )
        self.listen = self.server.sockets[0].getsockname()[1]
        await self.line.__aenter__()
        self.reports = asyncio.create_task(self._report())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        self.reports.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.reports
        await self.line.__aexit__()
        self.held.close()

    async def forever(self) -> None:
        """Until the gateway turns it away for good. Raises ``TurnedAway`` then."""
        await self.line.life

    @property
    def is_cut_off(self) -> bool:
        return not self.line.welcomed.is_set()

    async def _obey(self, command: dict[str, Any]) -> None:
        match command.get("do"):
            case "trust":
                self.held.trust(command["keys"])
            case "tokens":
                self.held.replace(command["tokens"], first=command["first"])
            case "hold":
                self.held.hold(command["token"])
            case "drop":
                self.held.drop(command["pass_no"])

    async def _serve_lane(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            while line := await reader.readline():
                answer = self.answer(json.loads(line))
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        writer.close()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The portal's business while it is there, otherwise a decision of its own."""
        passage_no = str(asked.get("passage_no", ""))
        if passage_no in self.answers:
            return self.answers[passage_no]
        if not self.is_cut_off:
            return {"passage_no": passage_no, "answer": "GATEWAY"}
        answer = self._decide(asked, passage_no)
        self.answers[passage_no] = answer
        while len(self.answers) > ANSWERS_KEPT:
            del self.answers[next(iter(self.answers))]
        return answer

    def _decide(self, asked: dict[str, Any], passage_no: str) -> dict[str, Any]:
        now = datetime.now(UTC)
        vehicle = _vehicle(asked, passage_no)
        code = str(asked.get("code", ""))
        text = code or self.held.find(plate_no=vehicle.plate_no, container_no=vehicle.container_no)
        token = self.held.read(text) if text else None
        used = token is not None and token.pass_no in self.held.stock.spent
        verdict = decide_alone(vehicle=vehicle, token=token, shown=bool(code), used=used, now=now)
        decision = {
            "type": "decision",
            "passage_no": passage_no,
            "place_code": vehicle.place_code,
            "direction": vehicle.direction,
            "plate_no": vehicle.plate_no,
            "container_no": vehicle.container_no,
            "tag_id": vehicle.tag_id,
            "seal_no": vehicle.seal_no,
            "gross_weight_kg": vehicle.gross_weight_kg,
            "token": text[:400],
            "opened": verdict.opened,
            "rule": verdict.rule,
            "identities": list(verdict.identities),
            "decided_at": now.isoformat(),
        }
        spent = token.pass_no if token is not None and verdict.opened else ""
        self.held.decided(decision, pass_no=spent)
        return {
            "passage_no": passage_no,
            "answer": "OPEN" if verdict.opened else "STOP",
            "rule": verdict.rule,
            "line": verdict.line,
        }

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            if self.is_cut_off:
                continue
            for passage_no, decision in list(self.held.stock.untold.items()):
                answer = await self.line.say(decision)
                if "nak" in answer:
                    log.error("the portal refused the report of %s: %s", passage_no, answer)
                self.held.told(passage_no)


def _vehicle(asked: dict[str, Any], passage_no: str) -> Vehicle:
    """What the lane's logic said, cut to what the report may carry."""
    weight = asked.get("gross_weight_kg", 0)
    return Vehicle(
        passage_no=passage_no[:32],
        place_code=str(asked.get("place_code", ""))[:12],
        direction="IN" if asked.get("direction") == "IN" else "OUT",
        plate_no=str(asked.get("plate_no", ""))[:16],
        container_no=str(asked.get("container_no", ""))[:11],
        tag_id=str(asked.get("tag_id", ""))[:32],
        seal_no=str(asked.get("seal_no", ""))[:24],
        seal_is_intact=asked.get("seal_is_intact") is True,
        gross_weight_kg=weight if isinstance(weight, int) and 0 <= weight <= 120_000 else 0,
    )


__all__ = ["LaneController", "TurnedAway"]
