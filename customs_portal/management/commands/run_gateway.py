"""Open the port where devices dial in, until told to stop."""

import asyncio
import contextlib
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from customs_portal.kit.listening import handed_over
from hardware_adapters.devices.optics import eyes
from hardware_adapters.gateway.server import Gateway


class Command(BaseCommand):
    help = "Run the device gateway: quay cameras, gantries, gate lanes and glasses dial in here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.GATEWAY_HOST)
        parser.add_argument("--port", type=int, default=settings.GATEWAY_PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        try:
            asyncio.run(self._run(host, port))
        finally:
            eyes.close_eyes()

    async def _run(self, host: str, port: int) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(name, stop.set)
        async with Gateway(host=host, port=port, listening=handed_over()) as gateway:
            self.stdout.write(f"Gateway listens on {gateway.host}:{gateway.port}")
            self.stdout.flush()
            await stop.wait()
