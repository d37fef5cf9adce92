"""Run the simulated bank on the address of BANK_URL."""

import asyncio
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clearance.duties.devices.bank.ledger import Ledger
from clearance.duties.devices.bank.simulator import Bank, Manner, serving
from customs_portal.kit.listening import handed_over


class Command(BaseCommand):
    help = "Run the simulated bank: takes payment orders and calls back signed until it is heard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delay", type=float, default=1.5, help="seconds before the callback")
        parser.add_argument("--fail", action="store_true", help="report every payment as failed")
        parser.add_argument("--twice", action="store_true", help="repeat each heard callback")
        parser.add_argument("--bad-signature", action="store_true", help="sign wrongly")
        parser.add_argument("--wrong-amount", action="store_true", help="report a wrong amount")
        parser.add_argument("--lose", action="store_true", help="never call back")
        parser.add_argument("--contradict", action="store_true", help="take back what was heard")
        parser.add_argument(
            "--unavailable-for", type=int, default=0, help="answer so many orders with 503"
        )
        parser.add_argument("--ledger", type=Path, default=None, help="file of its orders")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BANK_SHARED_SECRET:
            raise CommandError("Set BANK_SHARED_SECRET: without it nothing can be signed.")
        address = urlsplit(settings.BANK_URL)
        bank = Bank(
            secret=settings.BANK_SHARED_SECRET,
            ledger=Ledger(options["ledger"] or settings.DATA_DIR / "bank" / "orders.jsonl"),
            manner=Manner(
                delay_seconds=options["delay"],
                fails=options["fail"],
                twice=options["twice"],
                bad_signature=options["bad_signature"],
                wrong_amount=options["wrong_amount"],
                unavailable_for=options["unavailable_for"],
                loses=options["lose"],
                contradicts=options["contradict"],
            ),
        )
        host, port = address.hostname or "127.0.0.1", address.port or 8812
        try:
            asyncio.run(self._serve(bank, host, port))
        except OSError as error:
            raise CommandError(
                f"The bank cannot listen on {host}:{port} ({error.strerror}). Set BANK_URL."
            ) from error

    async def _serve(self, bank: Bank, host: str, port: int) -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with serving(bank, host=host, port=port, listening=handed_over()) as heard_on:
            self.stdout.write(f"bank listens on {host}:{heard_on}")
            await stop.wait()
        bank.ledger.close()
