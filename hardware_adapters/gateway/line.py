"""One device's line: frames come in order, commands go out at any time."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.utils.translation import gettext_noop as _

from customs_portal.kit import clock
from hardware_adapters.devices.barrier import adapter as barrier
from hardware_adapters.devices.e_seal import adapter as e_seal
from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.gate_lane import adapter as gate_lane
from hardware_adapters.devices.glasses import adapter as glasses
from hardware_adapters.devices.lane_controller import adapter as lane_controller
from hardware_adapters.devices.positioner import adapter as positioner
from hardware_adapters.devices.quay_camera import adapter as quay_camera
from hardware_adapters.devices.robot import adapter as robot
from hardware_adapters.devices.safety_lock import adapter as safety_lock
from hardware_adapters.devices.tag_reader import adapter as tag_reader
from hardware_adapters.devices.weighbridge import adapter as weighbridge
from hardware_adapters.devices.xray_gantry import adapter as xray_gantry
from hardware_adapters.gateway.frames import LineBroken, read_frame, to_wire
from hardware_adapters.gateway.lanes import Lane
from hardware_adapters.gateway.poison import (
    ATTEMPTS,
    FIRST_PAUSE,
    SET_ASIDE,
    is_of_the_surroundings,
    where,
)
from hardware_adapters.operations import carry_commands
from hardware_adapters.operations.hear_frame import hear_frame, heard_before, refuse_frame
from hardware_adapters.operations.set_aside_frame import set_aside_frame
from hardware_adapters.ports import FrameFault, fault, on_the_wire
from hardware_adapters.states import DeviceKind

log = logging.getLogger(__name__)

ADAPTERS: dict[DeviceKind, Callable[[Frame, Caller], Awaitable[Heard]]] = {
    DeviceKind.QUAY_CAMERA: quay_camera.hear,
    DeviceKind.XRAY_GANTRY: xray_gantry.hear,
    DeviceKind.GATE_LANE: gate_lane.hear,
    DeviceKind.WEIGHBRIDGE: weighbridge.hear,
    DeviceKind.BARRIER: barrier.hear,
    DeviceKind.GLASSES: glasses.hear,
    DeviceKind.TAG_READER: tag_reader.hear,
    DeviceKind.E_SEAL: e_seal.hear,
    DeviceKind.LANE_CONTROLLER: lane_controller.hear,
    DeviceKind.POSITIONER: positioner.hear,
    DeviceKind.SAFETY_LOCK: safety_lock.hear,
    DeviceKind.ROBOT: robot.hear,
}
SILENCE_SECONDS = 15
URGENT = {  # a driver waits for the answer
    DeviceKind.GATE_LANE,
    DeviceKind.WEIGHBRIDGE,
    DeviceKind.TAG_READER,
    DeviceKind.E_SEAL,
}
WAITING_FRAMES = 8
MOST_FRAMES = 10**12


class Line:
    """From the welcome to the end of one connection."""

    def __init__(
        self,
        *,
        caller: Caller,
        boot: str,
        lane: Lane,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.caller = caller
        self.boot = boot
        self.lane = lane
        self.reader = reader
        self.writer = writer
        self.loop = asyncio.get_running_loop()
        self.waiting: asyncio.Queue[tuple[dict[str, Any], bytes]] = asyncio.Queue(WAITING_FRAMES)
        self.commanded: set[int] = set()
        self.errands: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Until the device leaves, falls silent or breaks the wire."""
        worker = asyncio.create_task(self._work())
        try:
            await self._listen()
        finally:
            worker.cancel()
            for errand in self.errands:
                errand.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker
            self.writer.close()

    async def _listen(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    frame = await read_frame(self.reader)
            except TimeoutError:
                log.warning("%s fell silent", self.caller.code)
                return
            except (LineBroken, ConnectionError) as error:
                log.warning("line of %s broke: %s", self.caller.code, error)
                return
            except FrameFault as error:
                await self._refuse(error.details.get("seq"), error)
                continue
            if frame is None:
                return
            await self._sort(*frame)

    async def _sort(self, header: dict[str, Any], body: bytes) -> None:
        if "beat" in header:
            return
        if "done" in header:
            self._errand(self._done(header["done"]))
        else:
            await self.waiting.put((header, body))

    async def _work(self) -> None:
        while True:
            header, body = await self.waiting.get()
            seq = header.get("seq")
            try:
                await self._take_or_set_aside(seq, header, body)
            except FrameFault as error:
                await self._refuse(seq, error)
            except ConnectionError:
                return
            except Exception:
                log.exception("frame of %s could not be taken", self.caller.code)
                self.writer.close()
                return

    async def _take_or_set_aside(self, seq: Any, header: dict[str, Any], body: bytes) -> None:
        """Our own code may fail on a frame; after some attempts the line goes on without it."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._take(seq, header, body)
                return
            except FrameFault:
                raise
            except Exception as error:
                if is_of_the_surroundings(error):
                    raise
                log.exception("attempt %s at a frame of %s failed", attempt, self.caller.code)
                failed = error
            if attempt < ATTEMPTS:
                await asyncio.sleep(FIRST_PAUSE * attempt)
        await self._set_aside(seq, to_wire(header) + body, failed)

    async def _set_aside(self, seq: int, wire: bytes, error: Exception) -> None:
        kind = self.caller.kind.value
        await self.lane.do(
            set_aside_frame,
            device_code=self.caller.code,
            kind=kind,
            frame_id=f"{self.boot}-{seq}",
            wire=wire,
            error=where(error),
            attempts=ATTEMPTS,
            now=clock.now(),
        )
        SET_ASIDE.labels(kind=kind, error=type(error).__name__).inc()
        raise fault(
            "",
            "hub.set_aside",
            _("The hub failed on this frame and keeps it for inspection."),
            _("Go on with the next frame; do not send this one again."),
        )

    async def _take(self, seq: Any, header: dict[str, Any], body: bytes) -> None:
        if not isinstance(seq, int) or isinstance(seq, bool) or not 1 <= seq <= MOST_FRAMES:
            raise fault("seq", "wire.seq", _("The frame has no number."), _("Count frames from 1."))
        frame_id = f"{self.boot}-{seq}"
        code = self.caller.code
        if body:
            known = await self.lane.do(heard_before, device_code=code, frame_id=frame_id)
            if known:
                self.send({"ack": seq})
                return
        frame = Frame(frame_id=frame_id, values=header, body=body, now=clock.now())
        heard = await ADAPTERS[self.caller.kind](frame, self.caller)
        hear = self.lane.do_first if self.caller.kind in URGENT else self.lane.do
        await hear(
            hear_frame,
            device_code=code,
            frame_id=frame_id,
            events=heard.events,
            tile=heard.tile,
            fixes=heard.fixes,
            now=clock.now(),
        )
        self.send({"ack": seq})

    async def _refuse(self, seq: Any, error: FrameFault) -> None:
        await self.lane.do(
            refuse_frame,
            device_code=self.caller.code,
            kind=self.caller.kind.value,
            fault=error,
            now=clock.now(),
        )
        self.send({"nak": seq, **on_the_wire(error)})

    async def _done(self, command_id: Any) -> None:
        if isinstance(command_id, int):
            await self.lane.do(
                carry_commands.mark_done,
                command_id=command_id,
                device_code=self.caller.code,
                now=clock.now(),
            )

    def command(self, frame: dict[str, Any]) -> None:
        """Put one command on the line; may be called from any thread."""
        self.loop.call_soon_threadsafe(self._command, frame)

    def _command(self, frame: dict[str, Any]) -> None:
        if frame["cmd"] in self.commanded:
            return
        if self.send(frame):
            self.commanded.add(frame["cmd"])

    def send(self, message: dict[str, Any]) -> bool:
        if self.writer.is_closing():
            return False
        self.writer.write(to_wire(message))
        return True

    def _errand(self, work: Any) -> None:
        errand = asyncio.create_task(work)
        self.errands.add(errand)
        errand.add_done_callback(self.errands.discard)
