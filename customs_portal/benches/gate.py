"""A plate read in a lane until the barrier has its command, over the devices' own wires.

Open loop: vehicles roll up on the clock, spread over the lanes; each is weighed and then read.
The clock of a passage runs from the frame with its plate to the command at its barrier. Barriers
report OPEN and CLOSED, so passes and containers are written off in the same run.
"""

import asyncio
import itertools
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import container_numbers, pause_until
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web", "worker", "beat", "gateway"})
PER_SECOND = 20
SECONDS = 30
WARM_UP_SECONDS = 5
BOXES_PER_DECLARATION = 20
LANES = 10
PLATE = "粤B12345"
TOTAL_KG = 22_000


@dataclass
class Clocks:
    """When each plate left its lane and when its barrier was told (seconds)."""

    read: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The three lines of one lane to the gateway."""

    bridge: Any
    reader: Any


def run(stack: Stack) -> Result:
    stack.with_django()
    boxes = _released_with_passes(PER_SECOND * (SECONDS + WARM_UP_SECONDS))
    clocks = asyncio.run(_measure(stack, boxes, _lane_codes()))
    counted = list(clocks.read)[PER_SECOND * WARM_UP_SECONDS :]
    waits = [(clocks.told[no] - clocks.read[no]) * 1000 for no in counted if no in clocks.told]
    return Result(
        name="gate",
        size={"passages": len(counted), "per_second": PER_SECOND, "lanes": LANES},
        figures={
            "plate_to_barrier_p99_ms": round(percentile(waits, 99), 1),
            "plate_to_barrier_p50_ms": round(percentile(waits, 50), 1),
            "not_opened": len(counted) - len(waits),
        },
        reference={"insert_commit_per_s": stack.insert_commit_rate(), **stack.machine()},
        goals={"plate_to_barrier_p99_ms": "< 100", "not_opened": "= 0"},
    )


def _lane_codes() -> list[str]:
    """Lanes that have a reader, a bridge and a barrier."""
    from customs_portal.accounts.models import DeviceAccount

    found: dict[str, set[str]] = {}
    for code, kind in DeviceAccount.objects.filter(
        kind__in=["gate_lane", "weighbridge", "barrier"]
    ).values_list("place__code", "kind"):
        found.setdefault(code, set()).add(kind)
    return sorted(code for code, kinds in found.items() if len(kinds) == 3)[:LANES]


def _released_with_passes(count: int) -> list[str]:
    """Containers declared, seen at the ship side and given a pass, by the house's own acts."""
    from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
    from clearance.gates.facts import PassApplication
    from clearance.gates.operations.apply_gate_pass import apply_gate_pass
    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.models import User
    from customs_portal.registry.models import Place

    now = datetime.now(tz=UTC)
    clerk = next(
        user
        for user in User.objects.filter(enterprise__kind="TRADER", is_active=True)
        if user.holds(Duty.APPLY_GATE_PASS) and user.holds(Duty.FILE_DECLARATION)
    )
    berth = Place.objects.filter(kind=Place.Kind.BERTH).order_by("code")[0].code
    numbers, ready = container_numbers(700_000), list[str]()
    for serial in itertools.count():
        if len(ready) >= count:
            break
        boxes = tuple(next(numbers) for _ in range(BOXES_PER_DECLARATION))
        declaration_no, decision = _declare(serial, boxes, clerk, berth, now)
        if decision != "CLEARED_TO_LEAVE":
            continue  # the lot fell on it; such boxes go to the yard, not to the gate
        for container_no in boxes:
            divert_at_shipside(container_no=container_no, place_code=berth, seen_at=now, now=now)
            apply_gate_pass(
                application=PassApplication(
                    declaration_no=declaration_no,
                    container_no=container_no,
                    plate_no=PLATE,
                    truck_kg=8_000,
                    frame_kg=6_000,
                    container_kg=4_000,
                    goods_kg=4_000,
                ),
                by=clerk,
                now=now,
            )
            ready.append(container_no)
    return ready[:count]


def _declare(
    serial: int, boxes: tuple[str, ...], clerk: Any, berth: str, now: datetime
) -> tuple[str, str]:
    from decimal import Decimal

    from clearance.declarations.facts import Summary, SummaryItem
    from clearance.declarations.operations.submit_summary import submit_summary
    from clearance.manifests.facts import LodgedLine, LodgedManifest
    from clearance.manifests.operations.lodge_manifest import lodge_manifest
    from customs_portal.accounts.models import User

    voyage, document = f"G{serial:04d}", f"GATE{serial:08d}"
    lodge_manifest(
        lodged=LodgedManifest(
            vessel="BENCH STAR",
            imo="9321483",
            voyage=voyage,
            loading_port="VNSGN",
            place_code=berth,
            expected_at=now + timedelta(days=1),
            lines=(
                LodgedLine(
                    transport_document=document,
                    container_nos=boxes,
                    gross_weight_kg=Decimal(160_000),
                    pieces=8_400,
                    goods_name="Cotton T-shirts, knitted",
                    consignee_uscc=clerk.enterprise.uscc,
                    departure_country="VN",
                ),
            ),
        ),
        by=User.objects.filter(enterprise__kind="CARRIER")[0],
        now=now,
    )
    declaration = submit_summary(
        summary=Summary(
            transport_document=document,
            transport_mode="2",
            vessel="BENCH STAR",
            voyage=voyage,
            supervision_mode="0110",
            consignee_uscc=clerk.enterprise.uscc,
            departure_country="VN",
            involves_licence=False,
            involves_inspection=False,
            involves_tax=False,
            gross_weight_kg=Decimal(160_000),
            pieces=8_400,
            container_nos=boxes,
            items=(
                SummaryItem(
                    hs_code="610910",
                    name="Cotton T-shirts, knitted",
                    quantity=Decimal(672_000),
                    unit="pieces",
                    value=Decimal(1_176_000),
                    currency="USD",
                    origin="VN",
                ),
            ),
            source="API",
        ),
        by=clerk,
        now=now,
    )
    return str(declaration.declaration_no), str(declaration.state)


async def _measure(stack: Stack, boxes: list[str], codes: list[str]) -> Clocks:
    clocks, loop = Clocks(), asyncio.get_running_loop()
    async with AsyncExitStack() as lines:
        lanes = [await _open_lane(stack, code, clocks, lines) for code in codes]
        began = loop.time() + 1
        waiting = []
        for at, container_no in enumerate(boxes):
            await pause_until(began + at / PER_SECOND)
            lane = lanes[at % len(lanes)]
            waiting.append(
                asyncio.create_task(_drive(lane, f"BENCH{at:06d}", container_no, clocks))
            )
        await asyncio.gather(*waiting)
        async with asyncio.timeout(20):
            while len(clocks.told) < len(clocks.read):
                await asyncio.sleep(0.1)
    return clocks


async def _open_lane(stack: Stack, code: str, clocks: Clocks, lines: AsyncExitStack) -> Lane:
    from customs_portal.accounts.models import DeviceAccount
    from customs_portal.registry.demo.tokens import device_token
    from hardware_adapters.devices.barrier.simulator import Barrier
    from hardware_adapters.devices.client import DeviceClient
    from hardware_adapters.devices.gate_lane.simulator import GateLane

    class TimedBarrier(Barrier):
        async def _obey(self, command: dict[str, Any]) -> None:
            clocks.told.setdefault(command["passage_no"], time.perf_counter())
            await super()._obey(command)

    def dial(kind: str) -> dict[str, Any]:
        device = devices[kind]
        host, port = stack.gateway
        token = device_token(secret=stack.secret("DEVICE_SECRET"), code=device)
        return {"host": host, "port": port, "code": device, "token": token}

    devices = {
        kind: device
        async for kind, device in DeviceAccount.objects.filter(
            place__code=code, is_active=True
        ).values_list("kind", "code")
    }
    bridge = DeviceClient(kind="weighbridge", **dial("weighbridge"))
    barrier = TimedBarrier(seconds_open=0.2, **dial("barrier"))
    reader = GateLane(**dial("gate_lane"))
    for line in (bridge, barrier.line, reader.line):
        await lines.enter_async_context(line)
        await line.ready()
    return Lane(bridge=bridge, reader=reader)


async def _drive(lane: Lane, passage_no: str, container_no: str, clocks: Clocks) -> None:
    from hardware_adapters.devices.weighbridge.simulator import weigh

    await weigh(
        lane.bridge,
        passage_no=passage_no,
        gross_weight_kg=TOTAL_KG,
        weighed_at=datetime.now(tz=UTC),
    )
    clocks.read[passage_no] = time.perf_counter()
    await lane.reader.read(
        passage_no=passage_no,
        plate_no=PLATE,
        container_no=container_no,
        seen_at=datetime.now(tz=UTC),
    )
