"""A gantry's last byte sent until the analyst has the scan: live hint heard, queue door answered.

Open loop: on the clock the gantries of the demo port send dual-energy images of full size over
their own wire. The clock of a scan runs from the last byte that left the gantry. It stops when an
analyst whom the bench's live line told of a waiting scan has been given this scan by the queue's
door; the analyst then concludes it, so that the next one can be drawn.
"""

import asyncio
import json
import os
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import container_numbers, pause_until
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web", "sockets", "worker", "beat", "gateway"})
PER_SECOND = 1.0
SECONDS = 60
SIZE = (2200, 760)
PATIENCE_SECONDS = 30
LOADS = (("textiles",), ("machinery",), ("paper", "metal"), ("electronics", "drums"))


@dataclass
class Clocks:
    """By scan: begun and sent by the gantry, told on the live line, given by the door."""

    begun: dict[str, float] = field(default_factory=dict)
    sent: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)
    given: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def waits(self, *, since: dict[str, float], until: dict[str, float]) -> list[float]:
        """Milliseconds of every scan that arrived."""
        return [(until[no] - at) * 1000 for no, at in since.items() if no in until]


def run(stack: Stack) -> Result:
    stack.with_django()
    count = round(PER_SECOND * SECONDS)
    images = _images(count)
    clocks = asyncio.run(_measure(stack, images))
    to_bench = clocks.waits(since=clocks.sent, until=clocks.given)
    to_hint = clocks.waits(since=clocks.sent, until=clocks.told)
    whole = clocks.waits(since=clocks.begun, until=clocks.given)
    return Result(
        name="scan",
        size={
            "scans": count,
            "per_second": PER_SECOND,
            "pixels": f"{SIZE[0]} x {SIZE[1]}",
            "mean_bytes": sum(map(len, images)) // count,
        },
        figures={
            "scan_to_bench_p95_ms": round(_high(to_bench, 95), 1),
            "scan_to_bench_p50_ms": round(_high(to_bench, 50), 1),
            "scan_to_hint_p95_ms": round(_high(to_hint, 95), 1),
            "first_byte_to_bench_p95_ms": round(_high(whole, 95), 1),
            "scans": len(to_bench),
            "refused": len(clocks.refused),
        },
        reference={"write_fsync_p95_ms": _write_fsync(stack.data_dir, images), **stack.machine()},
        goals={"scan_to_bench_p95_ms": "< 2000", "scans": f"= {count}", "refused": "= 0"},
    )


def _high(waits: list[float], percent: float) -> float:
    return percentile(waits, percent) if waits else 1e9


def _images(count: int) -> list[bytes]:
    """Painted before the clock runs; no two alike, for the store keeps equal ones once."""
    from hardware_adapters.devices.xray_gantry.scene import GOODS, scan_image

    return [
        scan_image(loads=[GOODS[name] for name in LOADS[seed % len(LOADS)]], seed=seed, size=SIZE)
        for seed in range(count)
    ]


async def _measure(stack: Stack, images: list[bytes]) -> Clocks:
    from customs_portal.simulation.doors import Officer

    clocks = Clocks()
    async with AsyncExitStack() as opened:
        analyst = await opened.enter_async_context(
            Officer(stack.url, await asyncio.to_thread(_analyst), stack.secret("DEMO_PASSWORD"))
        )
        gantries = [await _dial(stack, code, opened) for code in await _gantry_codes()]
        browser = await opened.enter_async_context(  # like a browser: a connection of its own
            aiohttp.ClientSession(cookie_jar=analyst.session.cookie_jar)
        )
        line = await opened.enter_async_context(
            browser.ws_connect(f"{stack.ws_url}/ws/bench/", origin=stack.url, max_msg_size=0)
        )
        at_bench = asyncio.create_task(_work_at_the_bench(analyst, line, clocks))
        numbers, sending = container_numbers(820_000), []
        began = asyncio.get_running_loop().time() + 1
        for at, png in enumerate(images):
            await pause_until(began + at / PER_SECOND)
            gantry = gantries[at % len(gantries)]
            sending.append(
                asyncio.create_task(_send(gantry, f"BENCH{at:05d}", next(numbers), png, clocks))
            )
        await asyncio.gather(*sending)
        until = time.monotonic() + PATIENCE_SECONDS
        while len(clocks.given) < len(clocks.sent) and time.monotonic() < until:
            await asyncio.sleep(0.1)
        at_bench.cancel()
        await asyncio.gather(at_bench, return_exceptions=True)
    return clocks


def _analyst() -> str:
    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.queries import officers_on_duty

    return officers_on_duty(duty=Duty.REVIEW_IMAGE, at=datetime.now(tz=UTC))[0].username


async def _gantry_codes() -> list[str]:
    from customs_portal.accounts.models import DeviceAccount

    gantries = DeviceAccount.objects.filter(kind="xray_gantry", is_active=True)
    return [code async for code in gantries.order_by("code").values_list("code", flat=True)]


async def _dial(stack: Stack, code: str, opened: AsyncExitStack) -> Any:
    from customs_portal.registry.demo.tokens import device_token
    from hardware_adapters.devices.client import DeviceClient

    host, port = stack.gateway
    token = device_token(secret=stack.secret("DEVICE_SECRET"), code=code)
    gantry = DeviceClient(host=host, port=port, kind="xray_gantry", code=code, token=token)
    await opened.enter_async_context(gantry)
    await gantry.ready()
    if gantry.writer is not None:  # drained then means: every byte has left
        gantry.writer.transport.set_write_buffer_limits(0)
    return gantry


async def _send(gantry: Any, scan_no: str, container_no: str, png: bytes, clocks: Clocks) -> None:
    from hardware_adapters.devices.xray_gantry.simulator import send

    clocks.begun[scan_no] = time.perf_counter()
    answer = asyncio.create_task(
        send(
            gantry,
            scan_no=scan_no,
            container_no=container_no,
            png=png,
            taken_at=datetime.now(tz=UTC),
        )
    )
    await asyncio.sleep(0)  # the frame is handed to the line
    await gantry.writer.drain()
    clocks.sent[scan_no] = time.perf_counter()
    if "ack" not in await answer:
        clocks.refused.append(scan_no)


async def _work_at_the_bench(
    analyst: Any, line: aiohttp.ClientWebSocketResponse, clocks: Clocks
) -> None:
    """Draws only what the live line has told; each message may give one scan."""
    async for message in line:
        heard_at = time.perf_counter()
        if message.type != aiohttp.WSMsgType.TEXT or not json.loads(message.data)["for_me"]:
            continue
        _, answer = await analyst.post("/officer/images/next/", {}, accept="application/json")
        scan = json.loads(answer)["scan"]
        if scan is None:
            continue
        clocks.told[scan["scan_no"]] = heard_at
        clocks.given[scan["scan_no"]] = time.perf_counter()
        form = {"verdict": "CLEAR", "reason": "", "marks": "[]"}
        await analyst.post(scan["conclude_url"], form, accept="application/json")


def _write_fsync(folder: Path, images: list[bytes]) -> float:
    """What the disk alone takes to keep the same bytes durably, one after the other."""
    took, path = [], folder / "bench-scan.bin"
    for png in images:
        began = time.perf_counter()
        with path.open("wb") as file:
            file.write(png)
            file.flush()
            os.fsync(file.fileno())
        took.append((time.perf_counter() - began) * 1000)
        path.unlink()
    return round(percentile(took, 95), 2)
