"""A whole port for one story: the portal on its server, the gateway on its port, a bank, a wall.

Nothing here is pretended. Enterprises come in by the HTTP API, devices by TCP, tablets and walls
by sockets, officers by the pages' own forms; stories look at the outcome through the same doors.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
from asgiref.sync import sync_to_async

from clearance.duties.devices.bank.ledger import Ledger
from clearance.duties.devices.bank.simulator import Bank, Manner, serving
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import clock
from customs_portal.simulation.address_book import api_token, device_token
from customs_portal.simulation.doors import Api, Officer
from customs_portal.simulation.voyage import best_guarantee
from hardware_adapters.devices.barrier.simulator import Barrier
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.gate_lane.simulator import GateLane
from hardware_adapters.devices.optics.painter import Weather
from hardware_adapters.devices.quay_camera.simulator import show
from hardware_adapters.devices.weighbridge.simulator import weigh
from hardware_adapters.devices.wrist_tablet.simulator import WristTablet
from hardware_adapters.devices.xray_gantry.scene import GOODS
from hardware_adapters.devices.xray_gantry.simulator import scan
from hardware_adapters.gateway.server import Gateway
from inspection.imaging.operations.judge_review import settle_judgements
from tests.factories.clearance import elements_for
from tests.stories.cargo import BOX, FRAME, TRUCK, Cargo
from tests.stories.screen import Wall, until

BERTH, LANE, GANTRY = "B05", "G1-1", "XG-1"
VESSEL = {"vessel": "HAIDONG STAR", "imo": "9074729"}


class TestPort:
    """``port.file(cargo)``, ``port.land(cargo)``, ``port.drive_out(cargo)`` …"""

    __test__ = False

    def __init__(self, *, url: str, gateway: Gateway, bank: Bank, stack: AsyncExitStack) -> None:
        self.url, self.gateway, self.bank, self.stack = url, gateway, bank, stack
        self.devices: dict[str, DeviceClient] = {}
        self.buzzes: list[tuple[WristTablet, str, dict[str, Any]]] = []

    async def open(self) -> None:
        session = await self.stack.enter_async_context(aiohttp.ClientSession())
        self.api = Api(session, self.url)

    # The trade

    async def lodge(self, *cargo: Cargo, **line_changes: Any) -> str:
        """The carrier's manifest with one line for each; they are on the same ship."""
        lines = [
            {
                "transport_document": one.transport_document,
                "container_no": one.container_no,
                "gross_weight_kg": one.weight_kg,
                "pieces": one.pieces,
                "goods_name": one.goods,
                "consignee_uscc": one.uscc,
                "departure_country": "KR",
                **line_changes,
            }
            for one in cargo
        ]
        expected_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        body = {**VESSEL, "voyage": cargo[0].voyage, "loading_port": "KRPUS"}
        body |= {"place_code": BERTH, "expected_at": expected_at, "lines": lines}
        answer = await self.api.post("/api/v1/manifests", api_token("carrier"), body)
        return str(answer["manifest_no"])

    async def arrive(self, manifest_no: str) -> None:
        await self.api.post(
            f"/api/v1/manifests/{manifest_no}/arrival",
            api_token("carrier"),
            {"place_code": BERTH, "arrived_at": datetime.now(UTC).isoformat()},
        )

    async def file(self, cargo: Cargo, **changes: Any) -> dict[str, Any]:
        item = {
            "hs_code": cargo.hs10[:6],
            "name": cargo.goods,
            "quantity": cargo.weight_kg,
            "unit": "kg",
            "value": str(cargo.value_cny),
            "currency": "CNY",
            "origin": cargo.origin,
        }
        body = {
            "transport_document": cargo.transport_document,
            "transport_mode": "2",
            "vessel": VESSEL["vessel"],
            "voyage": cargo.voyage,
            "supervision_mode": "0110",
            "consignee_uscc": cargo.uscc,
            "departure_country": "KR",
            "involves_licence": False,
            "involves_inspection": False,
            "involves_tax": True,
            "guarantee_no": (await best_guarantee(self.api, cargo.clerk))[0],
            "gross_weight_kg": cargo.weight_kg,
            "pieces": cargo.pieces,
            "container_nos": [cargo.container_no],
            "items": [item],
            **changes,
        }
        path = "/api/v1/declarations/summary"
        receipt = await self.api.post(path, api_token(cargo.firm), body)
        cargo.declaration_no = receipt["declaration_no"]
        return receipt

    async def manifested_and_filed(self, **changes: Any) -> Cargo:
        """Cargo that the rules leave alone; the lot may draw one, so there may be another."""
        while True:
            cargo = Cargo(**changes)
            await self.arrive(await self.lodge(cargo))
            if (await self.file(cargo))["state"] == "CLEARED_TO_LEAVE":
                return cargo

    async def look(self, cargo: Cargo) -> dict[str, Any]:
        path = f"/api/v1/declarations/{cargo.declaration_no}"
        return await self.api.get(path, api_token(cargo.firm))

    async def becomes(self, cargo: Cargo, state: str) -> dict[str, Any]:
        async def there() -> dict[str, Any] | None:
            shown = await self.look(cargo)
            return shown if shown["state"] == state else None

        return await until(there, what=f"{cargo.declaration_no} {state}")

    async def apply_for_pass(self, cargo: Cargo) -> str:
        body = {
            "declaration_no": cargo.declaration_no,
            "container_no": cargo.container_no,
            "plate_no": cargo.plate_no,
            "truck_kg": TRUCK,
            "frame_kg": FRAME,
            "container_kg": BOX,
            "goods_kg": cargo.weight_kg,
        }
        answer = await self.api.post("/api/v1/gate-passes", api_token(cargo.firm), body)
        return str(answer["pass_no"])

    async def complete_and_pay(self, cargo: Cargo) -> str:
        item = {
            "hs_code": cargo.hs10,
            "name": cargo.goods,
            "specification": "as invoiced",
            "quantity": cargo.weight_kg,
            "unit": "kg",
            "value": str(cargo.value_cny),
            "currency": "CNY",
            "origin": cargo.origin,
            "net_weight_kg": round(cargo.weight_kg * 0.95),
            "elements": elements_for(cargo.hs10),
        }
        answer = await self.api.post(
            f"/api/v1/declarations/{cargo.declaration_no}/complete",
            api_token(cargo.firm),
            {"items": [item], "freight_cny": "4200.00"},
        )
        bill_no = str(answer["bill_no"])
        await self.api.post(
            f"/api/v1/tax-bills/{bill_no}/pay",
            api_token(cargo.firm),
            {"account": "6222020012345678901"},
        )
        return bill_no

    async def guarantee_used(self, cargo: Cargo) -> Decimal:
        answer = await self.api.get("/api/v1/guarantees", api_token(cargo.firm))
        return sum((Decimal(one["used_cny"]) for one in answer["results"]), Decimal(0))

    # The devices

    async def device(self, kind: str, code: str) -> DeviceClient:
        if code not in self.devices:
            token = device_token(code)
            line = DeviceClient(
                host="127.0.0.1", port=self.gateway.port, kind=kind, code=code, token=token
            )
            self.devices[code] = await self.stack.enter_async_context(line)
            await line.ready()
        return self.devices[code]

    async def land(self, cargo: Cargo, *, covered: bool = False) -> dict[str, Any]:
        """The crane swings the box past the camera at the berth."""
        return await show(
            await self.device("quay_camera", "QC-05"),
            container_no=cargo.container_no,
            seed=5,
            weather=Weather(murk=0.0, covered=covered),  # what murk hides is told elsewhere
            seen_at=datetime.now(UTC),
        )

    async def scan(self, cargo: Cargo) -> str:
        scan_no = f"SC{cargo.transport_document}"
        answer = await scan(
            await self.device("xray_gantry", GANTRY),
            scan_no=scan_no,
            container_no=cargo.container_no,
            loads=[GOODS[name] for name in cargo.loads],
            seed=3,
            taken_at=datetime.now(UTC),
            size=(1100, 380),
        )
        assert "ack" in answer, answer
        return scan_no

    async def man_the_gate(self) -> tuple[GateLane, DeviceClient, Barrier]:
        at = {"host": "127.0.0.1", "port": self.gateway.port}
        reader, arm = f"GL-{LANE}", f"BR-{LANE}"
        lane = GateLane(**at, code=reader, token=device_token(reader))
        barrier = Barrier(**at, code=arm, token=device_token(arm), seconds_open=0.2)
        for line in (lane.line, barrier.line):
            await self.stack.enter_async_context(line)
            await line.ready()
        return lane, await self.device("weighbridge", f"WB-{LANE}"), barrier

    async def drive_up(
        self, cargo: Cargo, *, lane: GateLane, bridge: DeviceClient, passage_no: str
    ) -> None:
        await lane.read(
            passage_no=passage_no,
            plate_no=cargo.plate_no,
            container_no=cargo.container_no,
            seen_at=datetime.now(UTC),
        )
        await weigh(
            bridge,
            passage_no=passage_no,
            gross_weight_kg=cargo.truck_total_kg,
            weighed_at=datetime.now(UTC),
        )

    async def strap_on_tablets(self) -> None:
        """Every inspector wears one; whoever is drawn is buzzed, and ``buzzes`` remembers it."""
        for n in range(1, 7):
            await self._strap_on(f"WT-inspector{n}")

    async def _strap_on(self, code: str) -> None:
        async def buzzed(message: dict[str, Any]) -> None:
            self.buzzes.append((tablet, code, message))

        token = device_token(code)
        tablet = WristTablet(url=self.url, code=code, token=token, on_buzz=buzzed)
        await self.stack.enter_async_context(tablet)

    # The officers and the wall

    async def officer(self, username: str) -> Officer:
        desk = Officer(self.url, username, os.environ["DEMO_PASSWORD"])
        return await self.stack.enter_async_context(desk)

    async def conclude_scan(self, verdict: str, reason: str) -> dict[str, Any]:
        """An analyst takes what the machine draws, looks at the pixels and concludes."""
        desk = await self.officer("analyst1")

        async def drawn() -> dict[str, Any] | None:
            accept = "application/json"
            status, text = await desk.post("/officer/images/next/", {}, accept=accept)
            return json.loads(text).get("scan") if status == 200 else None

        given = await until(drawn, what="a scan on the bench")
        status, _ = await desk.page(given["pixels_url"])
        assert status == 200
        form = {"verdict": verdict, "reason": reason, "marks": "[]"}
        status, text = await desk.post(given["conclude_url"], form)
        assert status < 400, text

        async def final() -> int:
            """The sweep that beat asks for every second."""
            return await sync_to_async(settle_judgements)(now=clock.now())

        await until(final, what="a verdict that is taken back no more")
        return given

    async def trail(self, number: str, *, reader: str = "auditor") -> list[str]:
        """What the trail page says about a number, as its CSV."""
        desk = await self.officer(reader)
        status, page = await desk.page(f"/officer/trail/?number={number}&as=csv")
        assert status == 200
        return [line.split(",")[2] for line in page.splitlines()[1:] if line.count(",") > 4]

    @asynccontextmanager
    async def watched(self, wall: Wall) -> AsyncIterator[Wall]:
        """The commander's wall, from where it stopped last time; cut at the end."""
        desk = Officer(self.url, "commander", os.environ["DEMO_PASSWORD"])
        async with desk, desk.session.ws_connect(
            f"{self.url.replace('http', 'ws', 1)}/ws/wall/", origin=self.url
        ) as socket:  # fmt: skip
            if wall.seq >= 0:
                await socket.send_json({"since": wall.seq})
                while "from" not in (frame := await socket.receive_json()):
                    pass  # the greeting of a screen that knows nothing yet
                wall.hear(frame)

            async def listen() -> None:
                async for message in socket:
                    wall.hear(json.loads(message.data))

            listening = asyncio.create_task(listen())
            await until(lambda: wall.seq >= 0, what="the first frame")
            yield wall
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


@sync_to_async
def told(*names: str) -> list[dict[str, Any]]:
    """Payloads of the news with these names, in the journal's order."""
    found = JournalEntry.objects.filter(name__in=names).order_by("id")
    return list(found.values_list("payload", flat=True))


@asynccontextmanager
async def opened(*, url: str, bank_port: int, folder: Path) -> AsyncIterator[TestPort]:
    async with AsyncExitStack() as stack:
        ledger = Ledger(folder / "orders.jsonl")
        bank = Bank(
            secret=os.environ["BANK_SHARED_SECRET"],
            ledger=ledger,
            manner=Manner(delay_seconds=0.2),
        )
        await stack.enter_async_context(serving(bank, port=bank_port))
        gateway = await stack.enter_async_context(Gateway(host="127.0.0.1", port=0))
        inner = await stack.enter_async_context(AsyncExitStack())
        port = TestPort(url=url, gateway=gateway, bank=bank, stack=inner)
        await port.open()
        yield port
