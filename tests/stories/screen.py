"""A screen on the wall, and patience."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until(found: Callable[[], Any], *, seconds: float = 120, what: str = "") -> Any:
    """Ask again until the answer is true, and give it back."""
    ends = asyncio.get_running_loop().time() + seconds
    while True:
        answer = found()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        if asyncio.get_running_loop().time() > ends:
            raise AssertionError(f"never came: {what or found}")
        await asyncio.sleep(0.05)


class Wall:
    """A screen that keeps the board as a browser does, and checks that no version is missing."""

    def __init__(self) -> None:
        self.seq = -1
        self.rows: dict[str, Any] = {}
        self.news: dict[int, str] = {}
        self.alarms: dict[str, dict[str, Any]] = {}
        self.sites: dict[str, set[str]] = {}
        self.gaps = 0

    def hear(self, frame: dict[str, Any]) -> None:
        if "from" in frame:
            self.gaps += frame["from"] != self.seq
        self.seq = frame["seq"]
        self.rows |= frame["rows"]
        for line in frame["rows"].get("news", []):
            self.news[line["seq"]] = line["text"]
        for alarm in frame["rows"].get("alarms", {}).get("rows", []):
            self.alarms[alarm["no"]] = alarm
        for key, value in frame["rows"].items():
            if key.startswith("site."):
                self.sites.setdefault(key[5:], set()).add(value["state"])

    def said(self) -> list[str]:
        """The ticker's sentences, oldest first."""
        return [self.news[seq] for seq in sorted(self.news)]

    async def shows(self, sentence: str) -> None:
        await until(lambda: sentence in self.said(), what=f"{sentence} on the wall, {self.said()}")
