"""A smart safety lock made of software: bolt, shackle, battery, receiver and its own judgement."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.safety_lock.frame import (
    BATTERY_LOW,
    BEAT,
    BY_ORDER,
    CASING,
    LOCKED,
    OPEN,
    REFUSED,
    SHACKLE,
    SHIM,
    TAMPERED,
    UNORDERED,
    LockReport,
)
from hardware_adapters.facts import Fix, TokenFault, read_authority

LOW_PERCENT = 15


class SafetyLock:
    """Dials in by itself, obeys orders that carry authority and reports what happens to it."""

    def __init__(self, *, host: str, port: int, code: str, token: str, serial: int = 1) -> None:
        self.serial = serial
        self.is_locked = False
        self.is_tampered = False
        self.battery_percent = 90
        self.fix: Fix | None = None
        self.keys: list[Ed25519PublicKey] = []
        self.counter = 0
        self.obeyed: list[str] = []
        self.line = DeviceClient(
            host=host, port=port, kind="safety_lock", code=code, token=token, obey=self._obey
        )

    async def beat(self, *, fix: Fix | None = None, at: datetime | None = None) -> dict[str, Any]:
        """The regular report: state, battery and, when it has one, its position."""
        self.fix = fix
        return await self._report(BEAT, at=fix.at if fix else at)

    async def cut_shackle(self) -> dict[str, Any]:
        self.is_tampered, self.is_locked = True, False
        return await self._report(SHACKLE)

    async def push_shim(self) -> dict[str, Any]:
        """Something thin between bolt and body: the lock holds, and feels it."""
        self.is_tampered = True
        return await self._report(SHIM)

    async def open_casing(self) -> dict[str, Any]:
        self.is_tampered = True
        return await self._report(CASING)

    async def spring_open(self) -> dict[str, Any]:
        """The bolt gives way although nobody ordered it."""
        self.is_locked = False
        return await self._report(UNORDERED)

    async def _obey(self, command: dict[str, Any]) -> None:
        do, order_no = command.get("do"), command.get("order_no", 0)
        if do == "trust":
            self.keys = [
                Ed25519PublicKey.from_public_bytes(bytes.fromhex(one)) for one in command["keys"]
            ]
        elif do == "lock":
            self._carry_out("lock", order_no, locked=True)
        elif do == "unlock":
            if self._has_authority(command.get("authority", ""), order_no):
                self._carry_out("unlock", order_no, locked=False)
            else:
                self._say_soon(REFUSED, order_no)

    def _carry_out(self, do: str, order_no: int, *, locked: bool) -> None:
        self.is_locked = locked
        self.obeyed.append(do)
        self._say_soon(BY_ORDER, order_no)

    def _has_authority(self, text: str, order_no: int) -> bool:
        try:
            authority = read_authority(text, keys=self.keys)
        except TokenFault:
            return False
        ours = (authority.device_code, authority.order_no) == (self.line.code, order_no)
        return ours and authority.valid_until >= datetime.now(UTC)

    def _say_soon(self, cause: int, order_no: int) -> None:
        """The answer to an order goes out behind its receipt."""
        errand = asyncio.create_task(self._tell(cause, order_no))
        self.line.errands.add(errand)
        errand.add_done_callback(self.line.errands.discard)

    async def _tell(self, cause: int, order_no: int) -> None:
        await self._report(cause, order_no=order_no)

    async def _report(
        self, cause: int, *, order_no: int = 0, at: datetime | None = None
    ) -> dict[str, Any]:
        status = LOCKED if self.is_locked else OPEN
        status |= TAMPERED if self.is_tampered else 0
        status |= BATTERY_LOW if self.battery_percent < LOW_PERCENT else 0
        self.counter = (self.counter + 1) % 65_536
        report = LockReport(
            serial=self.serial,
            status=status,
            battery_percent=self.battery_percent,
            cause=cause,
            order_no=order_no,
            at=at or datetime.now(UTC),
            fix=self.fix if cause == BEAT else None,
            counter=self.counter,
        )
        return await self.line.say({"type": "lock", "report": report.to_bytes().hex()})
