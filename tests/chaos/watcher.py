"""A screen that watches the wall through every fault, and checks each frame as the page does."""

import asyncio
import contextlib
import json
import threading
from typing import Any

import aiohttp

from customs_portal.simulation.doors import Officer
from tests.chaos.port import Port


class Watcher:
    """``with Watcher(port) as screen``: ``cells`` as a screen shows them, ``torn`` what broke."""

    def __init__(self, port: Port, username: str) -> None:
        self.port, self.username = port, username
        self.cells: dict[str, Any] = {}
        self.seq = -1
        self.cuts = 0
        self.torn: list[str] = []
        self.resumed = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._watch()), daemon=True)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        self.port.until(lambda: self.seq > 0, seconds=180)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(15)

    def settles(self) -> dict[str, Any]:
        """Wait until the screen shows the board's newest version; the board's own cells."""
        self.port.until(lambda: self.seq == self._version(), seconds=180)
        return dict(self.port.rows("SELECT key, value FROM wall_wallcell"))

    def _version(self) -> int:
        return self.port.count("SELECT version FROM wall_board WHERE name = 'port'")

    async def _watch(self) -> None:
        password = self.port.environment["DEMO_PASSWORD"]
        async with Officer(self.port.url, self.username, password) as officer:
            while not self._stop.is_set():
                with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with officer.session.ws_connect(
                        f"{self.port.url.replace('http', 'ws', 1)}/ws/wall/",
                        origin=self.port.url,
                        max_msg_size=0,
                    ) as socket:
                        await self._listen(socket)
                self.cuts += 1
                await asyncio.sleep(0.5)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        if self.seq >= 0:
            await socket.send_str(json.dumps({"since": self.seq}))
            self.resumed += 1
        while not self._stop.is_set():
            try:
                frame = await socket.receive(timeout=1)
            except TimeoutError:
                continue
            if frame.type != aiohttp.WSMsgType.TEXT:
                return
            await self._hear(socket, json.loads(frame.data))

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse, told: dict[str, Any]) -> None:
        if "from" not in told:
            self.cells = dict(told["rows"])
        elif told["from"] <= self.seq:
            self.cells |= told["rows"]
        else:
            self.torn.append(f"from {told['from']} while the screen had {self.seq}")
            await socket.send_str(json.dumps({"since": self.seq}))
            return
        if told["seq"] < self.seq:
            self.torn.append(f"back from {self.seq} to {told['seq']}")
        self.seq = told["seq"]
