"""The bench's line: how many scans wait, as a snapshot after every piece of news."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from customs_portal.accounts.duties import Duty
from customs_portal.journal.queries import head_of
from customs_portal.kit import clock
from inspection.imaging.events import BENCH
from inspection.imaging.queries import bench_counts

UNKNOWN, NOT_AN_ANALYST = 4401, 4403


class BenchConsumer(AsyncWebsocketConsumer):
    """``{"seq", "at", "waiting", "for_me", "in_review"}``: whole on arrival, on every hint and
    on every message of the client, so that a lost hint heals with the next beat."""

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self.close(code=UNKNOWN)
            return
        if not await database_sync_to_async(user.holds)(Duty.REVIEW_IMAGE):
            await self.close(code=NOT_AN_ANALYST)
            return
        await self.channel_layer.group_add(BENCH, self.channel_name)
        await self.accept()
        await self._tell()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(BENCH, self.channel_name)

    async def hint(self, message: dict[str, Any]) -> None:
        await self._tell()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self._tell()

    async def _tell(self) -> None:
        await self.send(text_data=json.dumps(await database_sync_to_async(self._snapshot)()))

    def _snapshot(self) -> dict[str, Any]:
        seq = head_of(feed="port")
        counts = bench_counts(analyst=self.scope["user"])
        return {
            "seq": seq,
            "at": clock.now().isoformat(),
            "waiting": counts.waiting,
            "for_me": counts.for_me,
            "in_review": counts.in_review,
        }
