"""Run the simulated terminal on the address of TERMINAL_URL."""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clearance.manifests.devices.terminal.simulator import Manner, Terminal, serving
from customs_portal.kit.listening import handed_over


class Command(BaseCommand):
    help = "Run the simulated terminal: takes release messages and sends signed receipts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delay", type=float, default=0.5, help="seconds before a receipt")
        parser.add_argument(
            "--bring", type=float, default=20.0, help="seconds for each movement of a box"
        )
        parser.add_argument("--refuse", default="", help="a kind of message to refuse")
        parser.add_argument("--silent", action="store_true", help="take messages, send no receipt")
        parser.add_argument("--bad-signature", action="store_true", help="sign wrongly")
        parser.add_argument(
            "--unavailable-for", type=int, default=0, help="answer so many requests with 503"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TERMINAL_URL or not settings.TERMINAL_SHARED_SECRET:
            raise CommandError("Set TERMINAL_URL and TERMINAL_SHARED_SECRET.")
        address = urlsplit(settings.TERMINAL_URL)
        terminal = Terminal(
            secret=settings.TERMINAL_SHARED_SECRET,
            manner=Manner(
                delay_seconds=options["delay"],
                bring_seconds=options["bring"],
                refuses=options["refuse"],
                silent=options["silent"],
                bad_signature=options["bad_signature"],
                unavailable_for=options["unavailable_for"],
            ),
        )
        host, port = address.hostname or "127.0.0.1", address.port or 8813
        try:
            asyncio.run(self._serve(terminal, host, port))
        except OSError as error:
            raise CommandError(
                f"The terminal cannot listen on {host}:{port} ({error.strerror})."
            ) from error

    async def _serve(self, terminal: Terminal, host: str, port: int) -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with serving(terminal, host=host, port=port, listening=handed_over()) as heard_on:
            self.stdout.write(f"terminal listens on {host}:{heard_on}")
            await stop.wait()
