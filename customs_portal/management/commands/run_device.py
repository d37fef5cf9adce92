"""Run one simulated device on its real wire, until told to stop."""

import asyncio
import contextlib
import random
import signal
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from customs_portal.simulation.address_book import NobodyHere, device_token
from customs_portal.simulation.cargo import shipload
from customs_portal.simulation.radiograph import radiograph
from hardware_adapters.devices.client import DeviceClient, TurnedAway
from hardware_adapters.devices.glasses.simulator import look_at
from hardware_adapters.devices.optics.painter import Weather
from hardware_adapters.devices.quay_camera.simulator import show
from hardware_adapters.devices.xray_gantry.simulator import send

KINDS = (
    *("quay_camera", "xray_gantry", "gate_lane", "weighbridge", "barrier"),
    *("tag_reader", "e_seal", "glasses"),
)


class Command(BaseCommand):
    help = (
        "Dial into the gateway as one device. Cameras, glasses and gantries send a simulated "
        "picture every so often; the others keep the line and print what they are told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("--code", required=True)
        parser.add_argument("--token", default="", help="default: the demo port's own")
        parser.add_argument("--every", type=float, default=10.0, help="seconds between pictures")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--host", default=settings.GATEWAY_HOST)
        parser.add_argument("--port", type=int, default=settings.GATEWAY_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = options["token"] or device_token(options["code"])
            asyncio.run(self._run(token, options))
        except (NobodyHere, TurnedAway) as error:
            raise CommandError(str(error)) from error

    async def _run(self, token: str, options: dict[str, Any]) -> None:
        working = asyncio.create_task(self._work(token, options))
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(name, working.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await working

    async def _work(self, token: str, options: dict[str, Any]) -> None:
        async with DeviceClient(
            host=options["host"],
            port=options["port"],
            kind=options["kind"],
            code=options["code"],
            token=token,
            obey=self._obey,
        ) as device:
            await device.ready()
            self.stdout.write(f"{device.code} is on the line")
            for number in range(1_000_000_000):
                await self._show_something(device, options["seed"] + number)
                await asyncio.sleep(options["every"])

    async def _obey(self, command: dict[str, Any]) -> None:
        self.stdout.write(f"told: {command}")

    async def _show_something(self, device: DeviceClient, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # a picture, not a secret
        box = shipload(seed=seed, voyage=device.boot[:6].upper(), containers=1)[0]
        now = datetime.now(UTC)
        if device.kind == "quay_camera":
            weather = Weather(murk=chance.random() * 0.6)
            answer = await show(
                device, container_no=box.container_no, seed=seed, weather=weather, seen_at=now
            )
        elif device.kind == "glasses":
            answer = await look_at(device, container_no=box.container_no, seed=seed)
        elif device.kind == "xray_gantry":
            hidden = box.plant.hidden
            answer = await send(
                device,
                scan_no=f"SC{device.boot[:8].upper()}{seed}",
                container_no=box.container_no,
                png=await asyncio.to_thread(
                    radiograph, load=box.goods.load, hidden=hidden, seed=seed
                ),
                taken_at=now,
            )
        else:
            return
        self.stdout.write(f"{box.container_no}: {answer}")
