"""The line of the yard maps: ``/ws/robots/``, where every robot is, whole on every hint."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from customs_portal.accounts.duties import Duty
from customs_portal.journal.queries import head_of
from customs_portal.kit import clock
from inspection.robot.events import ROBOTS
from inspection.robot.queries.yards import robots_on_map

UNKNOWN, NOT_FOR_YOU = 4401, 4403
READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)


class RobotsConsumer(AsyncWebsocketConsumer):
    """``{"seq", "at", "rows": [{"device_code", "x", "y", ...}]}`` on arrival, on every hint and
    on every message of the client, so that a lost hint heals with the next beat."""

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self.close(code=UNKNOWN)
            return
        if not await database_sync_to_async(_may_watch)(user):
            await self.close(code=NOT_FOR_YOU)
            return
        await self.channel_layer.group_add(ROBOTS, self.channel_name)
        await self.accept()
        await self._tell()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(ROBOTS, self.channel_name)

    async def hint(self, message: dict[str, Any]) -> None:
        await self._tell()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self._tell()

    async def _tell(self) -> None:
        snapshot = await database_sync_to_async(_snapshot)()
        await self.send(text_data=json.dumps(snapshot, ensure_ascii=False))


def _may_watch(user: Any) -> bool:
    return any(user.holds(duty) for duty in READERS)


def _snapshot() -> dict[str, Any]:
    return {
        "seq": head_of(feed="port"),
        "at": clock.now().isoformat(),
        "rows": [
            {
                "device_code": one.device_code,
                "yard_code": one.yard_code,
                "is_connected": one.is_connected,
                "x": one.x,
                "y": one.y,
                "node": one.node,
                "doing": one.doing or "AWAY",
                "battery_percent": one.battery_percent,
                "task_no": one.task_no,
            }
            for one in robots_on_map()
        ],
    }
