"""A gateway that can be killed, a lane controller that can be killed, and a lane that asks it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from tests.factories.people import TOKEN

ROOT = Path(__file__).parents[3]
GATEWAY = """
import asyncio, sys, django
django.setup()
from hardware_adapters.gateway.server import Gateway

async def run():
    async with Gateway(host="127.0.0.1", port=int(sys.argv[1]), reads_pictures=False) as gateway:
        print("gateway on port", gateway.port, flush=True)
        await gateway.forever()

asyncio.run(run())
"""


class Killable:
    """A process of its own that says its port in its first line."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.port = 0

    async def start(self) -> "Killable":
        address = urlsplit(os.environ["DATABASE_URL"])
        database = connection.settings_dict["NAME"]
        env = os.environ | {
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{database}")),
            "DJANGO_SETTINGS_MODULE": "customs_portal.settings.test",
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.arguments,
            cwd=ROOT,
            env=env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            said = (await self.process.stdout.readline()).decode()
        self.port = int(said.rsplit(" ", 1)[1])
        return self

    async def kill(self) -> None:
        """As a power cut does it."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


def a_gateway(port: int = 0) -> Killable:
    return Killable("-c", GATEWAY, str(port))


def a_controller(*, gateway_port: int, code: str, folder: Path) -> Killable:
    return Killable(
        "-m", "hardware_adapters.devices.lane_controller",
        "--port", str(gateway_port), "--code", code, "--token", TOKEN, "--folder", str(folder),
    )  # fmt: skip


async def ask(controller: Killable, **vehicle: object) -> dict[str, object]:
    """The lane's logic asks the controller beside it, over its own line."""
    reader, writer = await asyncio.open_connection("127.0.0.1", controller.port)
    asked = {"ask": "passage", "place_code": "G1-1", "direction": "OUT", **vehicle}
    writer.write(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
    async with asyncio.timeout(10):
        answer = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


async def until(found, *, seconds: float = 60):
    """Wait for the thing itself; ``found`` is asked again until it says something."""
    async with asyncio.timeout(seconds):
        while not (answer := await found()):
            await asyncio.sleep(0.05)
        return answer
