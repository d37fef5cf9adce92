"""Play a port day against the running portal, and compare it with the planted truth."""

import asyncio
import contextlib
import os
import signal
import time
from argparse import ArgumentParser, BooleanOptionalAction
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from customs_portal.simulation.address_book import AddressBook, NobodyHere, read_address_book
from customs_portal.simulation.doors import Api, Officer, Refused
from customs_portal.simulation.officers import Analyst, Reader
from customs_portal.simulation.port import Port
from customs_portal.simulation.quay import Quay
from customs_portal.simulation.road import GateKeeper
from customs_portal.simulation.truth import Story, TruthFile, report
from customs_portal.simulation.turn import Turn
from customs_portal.simulation.voyage import Clock
from customs_portal.simulation.yard import YardPlanner
from hardware_adapters.devices.client import TurnedAway

SECONDS_FOR_PEOPLE = 45.0
BETWEEN_SHIPS_MINUTES = 20


class Command(BaseCommand):
    help = (
        "quay: a ship is declared, landed, split at the ship side, scanned, opened, paid for and "
        "driven out. Enterprises use the HTTP API, devices their wires; nothing touches a table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scenario", choices=["quay"])
        parser.add_argument("--speed", type=float, default=20.0, help="port minutes a minute")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--containers", type=int, default=40)
        parser.add_argument("--voyage", default="", help="default: of the clock, so that it is new")
        parser.add_argument("--forever", action="store_true", help="one ship after another")
        parser.add_argument("--truth", type=Path, help="file of JSON lines: planted, must, did")
        parser.add_argument(
            "--analyst",
            action=BooleanOptionalAction,
            default=True,
            help="officers made of software at the bench and the readings; with --forever they "
            f"leave people {SECONDS_FOR_PEOPLE:.0f} s to be first",
        )
        parser.add_argument("--patience", type=float, default=300.0, help="seconds for one step")
        parser.add_argument("--url", default=settings.PUBLIC_URL)
        parser.add_argument("--gateway", default=f"{settings.GATEWAY_HOST}:{settings.GATEWAY_PORT}")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = read_address_book()
            stories = asyncio.run(self._run(book, options))
        except (NobodyHere, Refused, TurnedAway, TimeoutError) as error:
            raise CommandError(str(error)) from error
        if stories is None:
            return
        self.stdout.write(report(stories))
        if any(story.differences() for story in stories):
            raise CommandError("Something did not happen as it must; see the lines above.")

    async def _run(self, book: AddressBook, options: dict[str, Any]) -> list[Story] | None:
        playing = asyncio.create_task(self._play(book, options))
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(name, playing.cancel)
        try:
            return await playing
        except asyncio.CancelledError:
            return None

    async def _play(self, book: AddressBook, options: dict[str, Any]) -> list[Story]:
        host, _, number = options["gateway"].rpartition(":")
        clock = Clock(
            speed=options["speed"],
            patience=float("inf") if options["forever"] else options["patience"],
        )
        async with AsyncExitStack() as stack:
            turn = Turn(gives_way=options["forever"])
            stack.push_async_callback(turn.leave)
            await turn.take()
            session = await stack.enter_async_context(aiohttp.ClientSession())
            quay = Quay(
                book=book,
                api=Api(session, options["url"]),
                clock=clock,
                truth=TruthFile(options["truth"]),
                say=self._say,
            )
            port = await stack.enter_async_context(
                Port(
                    book=book,
                    host=host,
                    port=int(number),
                    url=options["url"],
                    on_buzz=quay.on_buzz,
                    finds=quay.box_in_slot,
                )
            )
            await port.ready()
            if options["forever"]:
                giving_way = turn.keep_yielding(
                    step_aside=port.step_aside, come_back=port.come_back
                )
                self._keep(stack, giving_way)
            if options["analyst"]:
                await self._seat_officers(stack, quay, book, options)
            return await self._ships(quay, port, options)

    async def _ships(self, quay: Quay, port: Port, options: dict[str, Any]) -> list[Story]:
        stories: list[Story] = []
        seed = options["seed"]
        while True:
            voyage = options["voyage"] or _voyage_of(time.time())
            stories = await quay.run_ship(
                port, seed=seed, voyage=voyage, containers=options["containers"]
            )
            if not options["forever"]:
                return stories
            self._say(report(stories))
            quay.stories.clear()
            await quay.clock.minutes(BETWEEN_SHIPS_MINUTES)
            seed += 1

    async def _seat_officers(
        self, stack: AsyncExitStack, quay: Quay, book: AddressBook, options: dict[str, Any]
    ) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        pause = SECONDS_FOR_PEOPLE if options["forever"] else 0.0
        if book.analysts:  # not the one whom a port that gave way has left at the bench
            name = book.analysts[-2:][0] if options["forever"] else book.analysts[-1]
            officer = await stack.enter_async_context(Officer(options["url"], name, password))
            analyst = Analyst(
                officer, story_of=quay.story_of, awaited=quay.awaits_an_analyst, pause=pause
            )
            self._keep(stack, analyst.work())
        if book.gate_officers:
            quay.gate_keeper = GateKeeper(
                await stack.enter_async_context(
                    Officer(options["url"], book.gate_officers[0], password)
                )
            )
        if book.dispatchers:
            quay.planner = YardPlanner(
                await stack.enter_async_context(
                    Officer(options["url"], book.dispatchers[0], password)
                )
            )
        if book.readers:
            officer = await stack.enter_async_context(
                Officer(options["url"], book.readers[-1], password)
            )
            quay.reader = Reader(officer, pause=pause)
            self._keep(stack, quay.reader.work())

    @staticmethod
    def _keep(stack: AsyncExitStack, work: Any) -> None:
        stack.callback(asyncio.create_task(work).cancel)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _voyage_of(moment: float) -> str:
    """A voyage number that no other run uses: the clock's tenth of a second in short."""
    digits, value = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", int(moment * 10)
    text = ""
    while value:
        value, rest = divmod(value, len(digits))
        text = digits[rest] + text
    return text
