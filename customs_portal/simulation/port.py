"""The devices of the simulated port, each on its own line."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from customs_portal.simulation.address_book import AddressBook, Device
from hardware_adapters.devices.barrier.simulator import Barrier
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.e_seal.simulator import SealReader
from hardware_adapters.devices.gate_lane.simulator import GateLane
from hardware_adapters.devices.robot.simulator import Finding, Robot, Yard
from hardware_adapters.devices.safety_lock.simulator import SafetyLock
from hardware_adapters.devices.wrist_tablet.simulator import WristTablet

OnBuzz = Callable[[Device, WristTablet, dict[str, Any]], Awaitable[None]]


@dataclass
class Gate:
    """One lane: reader with screen, weighbridge, barrier, and readers of tags and seals where
    they stand; one truck at a time."""

    place_code: str
    lane: GateLane
    bridge: DeviceClient
    barrier: Barrier
    turn: asyncio.Lock
    tags: DeviceClient | None = None
    seals: SealReader | None = None


class Port:
    """``async with Port(…) as port``: every device dials in and stays on the line."""

    def __init__(
        self,
        *,
        book: AddressBook,
        host: str,
        port: int,
        url: str,
        on_buzz: OnBuzz,
        finds: Finding | None = None,
    ) -> None:
        self.book, self.host, self.port, self.url = book, host, port, url
        self.on_buzz = on_buzz
        self.cameras: list[DeviceClient] = []
        self.gantries: list[DeviceClient] = []
        self.glasses: dict[str, DeviceClient] = {}
        self.gates: list[Gate] = []
        self.positioners: list[DeviceClient] = []
        self.locks: list[SafetyLock] = []
        self.robots: list[Robot] = []
        self.yard = Yard(finds=finds)
        self.stack = AsyncExitStack()

    async def __aenter__(self) -> "Port":
        await self.stack.__aenter__()
        for device in self.book.of_kind("quay_camera"):
            self.cameras.append(await self._dial(device))
        for device in self.book.of_kind("xray_gantry"):
            self.gantries.append(await self._dial(device))
        for device in self.book.of_kind("glasses"):
            self.glasses[device.worn_by or device.code] = await self._dial(device)
        for kinds in self.book.gates():
            self.gates.append(await self._open_gate(kinds))
        for device in self.book.any_of_kind("positioner"):
            self.positioners.append(await self._dial(device))
        for device in self.book.any_of_kind("safety_lock"):
            lock = SafetyLock(host=self.host, port=self.port, code=device.code, token=device.token)
            await self.stack.enter_async_context(lock.line)
            self.locks.append(lock)
        for device in self.book.any_of_kind("robot"):
            robot = Robot(
                host=self.host, port=self.port, code=device.code, token=device.token, yard=self.yard
            )
            await self.stack.enter_async_context(robot)
            self.robots.append(robot)
        for device in self.book.of_kind("wrist_tablet"):
            await self._strap_on(device)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stack.aclose()

    async def ready(self) -> None:
        """Until every line is welcomed. Raises ``TurnedAway`` for a device that is refused."""
        await asyncio.gather(*(line.ready(60) for line in self._lines()))

    async def step_aside(self) -> None:
        """Leave the devices to another port. A truck in a lane leaves it first."""
        for gate in self.gates:
            await gate.turn.acquire()
        for line in self._lines():
            line.hang_up()

    async def come_back(self) -> None:
        for line in self._lines():
            line.dial_again()
        for gate in self.gates:
            gate.turn.release()

    def _lines(self) -> list[DeviceClient]:
        lines = [*self.cameras, *self.gantries, *self.glasses.values()]
        for gate in self.gates:
            lines += [gate.lane.line, gate.bridge, gate.barrier.line]
            lines += [gate.tags] if gate.tags else []
            lines += [gate.seals.line] if gate.seals else []
        lines += [*self.positioners, *(lock.line for lock in self.locks)]
        lines += [robot.line for robot in self.robots]
        return lines

    async def _dial(self, device: Device) -> DeviceClient:
        return await self.stack.enter_async_context(
            DeviceClient(
                host=self.host,
                port=self.port,
                kind=device.kind,
                code=device.code,
                token=device.token,
            )
        )

    async def _open_gate(self, kinds: dict[str, Device]) -> Gate:
        reader, arm = kinds["gate_lane"], kinds["barrier"]
        lane = GateLane(host=self.host, port=self.port, code=reader.code, token=reader.token)
        barrier = Barrier(host=self.host, port=self.port, code=arm.code, token=arm.token)
        await self.stack.enter_async_context(lane.line)
        await self.stack.enter_async_context(barrier.line)
        seals = None
        if (ear := kinds.get("e_seal")) is not None:
            seals = SealReader(host=self.host, port=self.port, code=ear.code, token=ear.token)
            await self.stack.enter_async_context(seals.line)
        tags = kinds.get("tag_reader")
        return Gate(
            place_code=arm.place_code,
            lane=lane,
            bridge=await self._dial(kinds["weighbridge"]),
            barrier=barrier,
            turn=asyncio.Lock(),
            tags=await self._dial(tags) if tags is not None else None,
            seals=seals,
        )

    async def _strap_on(self, device: Device) -> None:
        async def buzzed(message: dict[str, Any]) -> None:
            await self.on_buzz(device, tablet, message)

        tablet = WristTablet(url=self.url, code=device.code, token=device.token, on_buzz=buzzed)
        await self.stack.enter_async_context(tablet)
