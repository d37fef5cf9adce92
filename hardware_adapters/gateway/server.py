"""The gateway process: welcomes devices, keeps one line each, carries commands to them."""

import asyncio
import contextlib
import logging
import socket
import time
from collections import deque
from typing import Any

from channels.layers import get_channel_layer
from django.utils.translation import gettext_noop as _

from customs_portal.accounts.doors import device_by_token
from customs_portal.kit import clock
from hardware_adapters.controls import lines
from hardware_adapters.controls.commands import GATEWAY_GROUP
from hardware_adapters.devices.frames import Caller
from hardware_adapters.devices.optics import eyes
from hardware_adapters.gateway.frames import HEADER_BYTES, LineBroken, read_frame, to_wire
from hardware_adapters.gateway.lanes import Lane, Lanes
from hardware_adapters.gateway.line import ADAPTERS, Line
from hardware_adapters.operations import carry_commands, hear_frame, keep_fixes, mind_lines
from hardware_adapters.ports import FrameFault, fault
from hardware_adapters.states import DeviceKind

log = logging.getLogger(__name__)

HELLO_SECONDS = 5
SWEEP_SECONDS = 1
NOTE_SECONDS = 10
PRUNE_SECONDS = 3600
QUARREL, QUARREL_SECONDS, QUARREL_PAUSE = 6, 60, 5


class Gateway:
    """``async with Gateway(host=…, port=…) as gateway: await gateway.forever()``."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        reads_pictures: bool = True,
        listening: socket.socket | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.listening = listening
        self.reads_pictures = reads_pictures
        self.lines: dict[str, Line] = {}
        self.replaced: dict[str, deque[float]] = {}
        self.lanes = Lanes()
        self.chores: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Gateway":
        await self.lanes.yard.do(mind_lines.lose_all, now=clock.now())
        where: dict[str, Any] = {"host": self.host, "port": self.port}
        if self.listening is not None:
            where = {"sock": self.listening}
        self.server = await asyncio.start_server(self._welcome, limit=HEADER_BYTES, **where)
        address: Any = self.server.sockets[0].getsockname()
        self.port = address[1]
        chores = [self._hear_hints, self._sweep, self._note_who_is_there, self._prune]
        self.chores = [asyncio.create_task(chore()) for chore in chores]
        if self.reads_pictures:
            self.chores.append(asyncio.create_task(eyes.open_eyes()))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for chore in self.chores:
            chore.cancel()
        await asyncio.gather(*self.chores, return_exceptions=True)
        for line in list(self.lines.values()):
            line.writer.close()
        for _attempt in range(100):
            if not self.lines:
                break
            await asyncio.sleep(0.02)
        await self.lanes.close()

    async def forever(self) -> None:
        await self.server.serve_forever()

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            caller, boot = await self._hear_hello(reader)
        except FrameFault as error:
            await self._turn_away(error, writer)
            return
        except (LineBroken, ConnectionError, TimeoutError):
            writer.close()
            return
        lane = self.lanes.of(caller.kind)
        line = Line(caller=caller, boot=boot, lane=lane, reader=reader, writer=writer)
        await self._calm(line)
        await self._put_on(line)
        try:
            await line.serve()
        except Exception:
            log.exception("line of %s failed", caller.code)
        finally:
            await asyncio.shield(self._take_off(line))

    async def _hear_hello(self, reader: asyncio.StreamReader) -> tuple[Caller, str]:
        async with asyncio.timeout(HELLO_SECONDS):
            frame = await read_frame(reader)
        if frame is None:
            raise LineBroken("left without a word")
        hello = frame[0]
        kind, code, boot = hello.get("hello"), hello.get("code"), hello.get("boot")
        if kind not in [one.value for one in ADAPTERS] or not isinstance(code, str):
            raise fault(
                "hello", "wire.hello", _("No hello of a known kind."), _("Say hello first.")
            )
        if not isinstance(boot, str) or not 0 < len(boot) <= 40:
            raise fault(
                "boot", "wire.boot", _("The numbering has no name."), _("Send 1-40 characters.")
            )
        token = str(hello.get("token", ""))
        device = await self.lanes.gate.do(device_by_token, code=code, token=token)
        if device is None or device.kind != kind:
            raise fault(
                "token",
                "device.unknown",
                _("Code, kind and token do not belong to an active device."),
                _("Renew the token on the device list."),
                code=code[:32],
                kind=kind,
            )
        caller = Caller(
            code=device.code,
            kind=DeviceKind(device.kind),
            place_code=device.place.code if device.place else "",
            officer=device.worn_by.get_username() if device.worn_by else "",
        )
        return caller, boot

    async def _turn_away(self, error: FrameFault, writer: asyncio.StreamWriter) -> None:
        await self.lanes.yard.do(
            hear_frame.refuse_frame,
            device_code=error.details.get("code", "unknown"),
            kind=error.details.get("kind", ""),
            fault=error,
            now=clock.now(),
        )
        with contextlib.suppress(ConnectionError):
            writer.write(
                to_wire(
                    {"refused": error.rule, "remedy": error.remedy, "remedy_zh": error.remedy_zh}
                )
            )
            await writer.drain()
        writer.close()

    async def _calm(self, line: Line) -> None:
        """Two programs with one device's token cut each other off: say so, and slow them down."""
        code, older = line.caller.code, self.lines.get(line.caller.code)
        if older is None or older.boot == line.boot:
            return
        times = self.replaced.setdefault(code, deque(maxlen=QUARREL))
        times.append(time.monotonic())
        if len(times) == QUARREL and times[-1] - times[0] < QUARREL_SECONDS:
            await self.lanes.yard.do(
                hear_frame.refuse_frame,
                device_code=code,
                kind=line.caller.kind.value,
                fault=fault(
                    "hello",
                    "device.twice",
                    "Two programs dial in as this device.",
                    "Stop one of them, or renew the token on the device list.",
                ),
                now=clock.now(),
            )
            await asyncio.sleep(QUARREL_PAUSE)

    async def _put_on(self, line: Line) -> None:
        """The newer line of a device replaces the older one."""
        code = line.caller.code
        older = self.lines.get(code)
        self.lines[code] = line
        lines.senders[code] = line.command
        if older is not None:
            older.writer.close()
        await line.lane.do(mind_lines.open_line, caller=line.caller, now=clock.now())
        line.send({"welcome": code})
        owed = await line.lane.do(carry_commands.owed_commands, now=clock.now(), device_code=code)
        for one in owed:
            line.command(one.frame)
        await self._note_sent(line.lane, [one.frame["cmd"] for one in owed])

    async def _note_sent(self, lane: Lane, command_ids: list[int]) -> None:
        if command_ids:
            await lane.do(carry_commands.mark_sent, command_ids=command_ids, now=clock.now())

    async def _take_off(self, line: Line) -> None:
        code = line.caller.code
        if self.lines.get(code) is not line:
            return
        lines.senders.pop(code, None)
        await line.lane.do(mind_lines.lose_line, device_code=code, now=clock.now())
        if self.lines.get(code) is line:
            del self.lines[code]

    async def _hear_hints(self) -> None:
        """Another process ordered something: look for it now instead of at the next sweep."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GATEWAY_GROUP, channel)
                while True:
                    hint: dict[str, Any] = await layer.receive(channel)
                    await self._carry(hint.get("device_code", ""))
            except asyncio.CancelledError:
                raise
            except Exception:  # the broker's own error types differ by layer
                log.warning("hints are away; the sweep carries commands", exc_info=True)
                await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self._carry("")

    async def _carry(self, device_code: str) -> None:
        owed = await self.lanes.gate.do(
            carry_commands.owed_commands, now=clock.now(), device_code=device_code, unsent=True
        )
        sent = []
        for one in owed:
            if (line := self.lines.get(one.device_code)) is not None:
                line.command(one.frame)
                sent.append(one.frame["cmd"])
        await self._note_sent(self.lanes.gate, sent)

    async def _note_who_is_there(self) -> None:
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            if self.lines:
                await self.lanes.yard.do(
                    mind_lines.heard_from, device_codes=list(self.lines), now=clock.now()
                )

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(PRUNE_SECONDS)
            await self.lanes.yard.do(hear_frame.forget_old_frames, now=clock.now())
            await self.lanes.yard.do(keep_fixes.forget_old_fixes, now=clock.now())
