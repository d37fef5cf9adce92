"""``python -m hardware_adapters.devices.lane_controller --code LC-G1 --token … --listen 9701``."""

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

from hardware_adapters.devices.lane_controller.controller import LaneController, TurnedAway


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--host", default="127.0.0.1", help="where the gateway listens")
    given.add_argument("--port", type=int, required=True)
    given.add_argument("--code", required=True)
    given.add_argument("--token", default=os.environ.get("DEVICE_TOKEN", ""))
    given.add_argument("--listen", type=int, default=0, help="port for the lanes; 0: any")
    given.add_argument("--folder", type=Path, required=True, help="where tokens are kept")
    options = given.parse_args()
    logging.basicConfig(level=logging.INFO)
    try:
        asyncio.run(_run(options))
    except TurnedAway as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _run(options: argparse.Namespace) -> None:
    async with LaneController(
        host=options.host,
        port=options.port,
        code=options.code,
        token=options.token,
        folder=options.folder,
        listen=options.listen,
    ) as controller:
        sys.stdout.write(f"lanes are served on port {controller.listen}\n")
        sys.stdout.flush()
        await controller.forever()


if __name__ == "__main__":
    sys.exit(main())
