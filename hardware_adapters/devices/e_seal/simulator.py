"""Electronic seals and their reader made of software."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.e_seal.frame import OPENED, SEALED, TAMPERED, SealMessage


class SealReader:
    """Holds the seals in its field by number; obeys ``lock`` and ``unlock``."""

    def __init__(self, *, host: str, port: int, code: str, token: str) -> None:
        self.seals: dict[str, SealMessage] = {}
        self.obeyed: list[tuple[str, str]] = []
        self.line = DeviceClient(
            host=host, port=port, kind="e_seal", code=code, token=token, obey=self._obey
        )

    def bring(self, *, manufacturer: int, serial: int, sealed_at: datetime) -> str:
        """A sealed container comes into the field; its seal number."""
        seal = SealMessage(
            manufacturer=manufacturer, serial=serial, status=SEALED, sealed_at=sealed_at
        )
        self.seals[seal.seal_no] = seal
        return seal.seal_no

    def tamper(self, seal_no: str) -> None:
        self.seals[seal_no] = replace(self.seals[seal_no], status=SEALED | TAMPERED)

    async def read(self, *, seal_no: str, passage_no: str, read_at: datetime) -> dict[str, Any]:
        """The seal answers the reader's call."""
        seal = self.seals[seal_no]
        self.seals[seal_no] = replace(seal, counter=(seal.counter + 1) % 65_536)
        return await self.line.say(
            {
                "type": "seal",
                "passage_no": passage_no,
                "frame": seal.to_bytes().hex(),
                "read_at": read_at.isoformat(),
            }
        )

    async def _obey(self, command: dict[str, Any]) -> None:
        seal = self.seals.get(command.get("seal_no", ""))
        if seal is None or command.get("do") not in ("lock", "unlock"):
            return
        now = datetime.now(UTC)
        if command["do"] == "unlock":
            changed = replace(seal, status=OPENED, opened_at=now)
        else:
            changed = replace(seal, status=SEALED, sealed_at=now, opened_at=None)
        self.seals[seal.seal_no] = changed
        self.obeyed.append((command["do"], seal.seal_no))
