"""Officers made of software, at the pages that people use: the bench and the readings."""

import asyncio
import json
import logging
from collections.abc import Callable

import aiohttp

from customs_portal.simulation.doors import Officer, numbers_in
from customs_portal.simulation.truth import Story

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
REASONS = {
    "cigarettes": "Dense regular cartons behind the first row, unlike the declared shirts",
    "metal": "A block of high Z that the declared goods do not contain",
    "drums": "Round drums between the cartons",
}

StoryOf = Callable[[str], Story | None]


class Analyst:
    """Takes the scan the machine draws and concludes it as the planted truth demands.

    Draws only while a scan of its ship waits, and gives back what chance gave it of another
    ship. ``pause`` gives people time to take a scan first.
    """

    def __init__(
        self,
        officer: Officer,
        *,
        story_of: StoryOf,
        awaited: Callable[[], bool],
        pause: float,
    ) -> None:
        self.officer = officer
        self.story_of = story_of
        self.awaited = awaited
        self.pause = pause

    async def work(self) -> None:
        while True:
            await asyncio.sleep(self.pause + LOOK_EVERY)
            if not self.awaited():
                continue
            try:
                await self._one_scan()
            except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
                log.info("the bench is away: %s", error)

    async def _one_scan(self) -> None:
        status, text = await self.officer.post(
            "/officer/images/next/", {}, accept="application/json"
        )
        scan = json.loads(text).get("scan") if status == 200 else None
        if not scan:
            return
        story = self.story_of(scan["container_no"])
        if story is None:  # a box of another story: it is for a person
            await self.officer.post(f"/officer/images/{scan['scan_no']}/release/", {})
            return
        await self.officer.page(scan["pixels_url"])
        plant = story.shipment.plant
        verdict = plant.verdict or "CLEAR"
        reason = REASONS.get(plant.hidden[0], "") if plant.hidden else ""
        form = {"verdict": verdict, "reason": reason, "marks": "[]"}
        status, text = await self.officer.post(scan["conclude_url"], form)
        if status >= 400:
            log.warning("conclusion of %s refused: %s", scan["scan_no"], status)
            return
        story.on_bench = False


class Reader:
    """Reads the pictures that the machine could not; knows only the sightings of its ship."""

    def __init__(self, officer: Officer, *, pause: float) -> None:
        self.officer = officer
        self.pause = pause
        self.numbers: dict[str, str] = {}  # sighting number → what stands on the box

    async def work(self) -> None:
        while True:
            await asyncio.sleep(self.pause + LOOK_EVERY)
            if not self.numbers:
                continue
            try:
                await self._one_look()
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                log.info("the readings are away: %s", error)

    async def _one_look(self) -> None:
        _, page = await self.officer.page("/officer/readings/")
        waiting = numbers_in(page, r"(SG[0-9A-F]{16})")
        for sighting_no in waiting:
            number = self.numbers.get(sighting_no, "")
            if number:
                status, _ = await self.officer.post(
                    f"/officer/readings/{sighting_no}/confirm/",
                    {"container_no": number, "sighting": sighting_no},
                )
                if status < 500:
                    del self.numbers[sighting_no]
