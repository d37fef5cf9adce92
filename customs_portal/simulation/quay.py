"""A ship at the quay: manifest, early filings, arrival, cranes, scans, trucks, and its truth."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from customs_portal.simulation.address_book import (
    AddressBook,
    Device,
    Firm,
    NobodyHere,
    address_of,
)
from customs_portal.simulation.cargo import Shipment, shipload
from customs_portal.simulation.doors import Api, Refused
from customs_portal.simulation.officers import Reader
from customs_portal.simulation.port import Port
from customs_portal.simulation.radiograph import radiograph
from customs_portal.simulation.road import Escort, GateKeeper, drive, escorts, until_arrived
from customs_portal.simulation.truth import Story, TruthFile
from customs_portal.simulation.voyage import (
    RELEASED,
    Clock,
    Enterprise,
    best_guarantee,
    drive_out,
)
from customs_portal.simulation.yard import YardPlanner, standing
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.frames import number_of
from hardware_adapters.devices.glasses.simulator import look_at
from hardware_adapters.devices.optics.painter import Weather
from hardware_adapters.devices.quay_camera.simulator import show
from hardware_adapters.devices.robot.painter import Box
from hardware_adapters.devices.wrist_tablet.simulator import WristTablet
from hardware_adapters.devices.xray_gantry.simulator import send

log = logging.getLogger(__name__)

COUNTRY, LOADING_PORT = "KR", "KRPUS"
VESSELS = (("HAIDONG STAR", "9074729"), ("ORIENT BRIDGE", "9321483"), ("PEARL MARINER", "9319466"))
FILED_AT_ONCE = 4
CRANE_MINUTES = 1.2
TAX_SHARE = Decimal("0.5")  # more of the value than the taxes of any goods on board
LEAST_LEFT_CNY = Decimal(100_000)
NOTES = {
    "FAULT": "Goods found that the declaration does not name",
    "NO_FAULT": "Goods as declared, seal intact",
}


class Quay:
    """Holds the stories of the ships; ``run_ship`` plays one from manifest to gate."""

    def __init__(
        self,
        *,
        book: AddressBook,
        api: Api,
        clock: Clock,
        truth: TruthFile,
        say: Callable[[str], None],
    ) -> None:
        self.book, self.api, self.clock, self.truth, self.say = book, api, clock, truth, say
        self.stories: dict[str, Story] = {}
        self.reported: set[str] = set()
        self.reader: Reader | None = None
        self.port: Port | None = None
        self.sinner: Firm | None = None
        self.plain: list[Firm] = []
        self.honest: list[Firm] = []
        self.left: dict[str, Decimal] = {}  # of the guarantees, by firm
        self.gate_keeper: GateKeeper | None = None
        self.planner: YardPlanner | None = None
        self.escorts: dict[str, Escort] = {}  # by container

    async def _choose_firms(self) -> None:
        """Firms that can secure their taxes. One of ordinary grade sins, the others do not.

        A firm whose guarantee is used up by earlier ships is left out.
        """
        self.left = {
            firm.uscc: (await best_guarantee(self.api, firm))[1]
            for firm in self.book.traders("ORDINARY", "CERTIFIED", "ADVANCED")
            if firm.grade != "ADVANCED"
        }
        firms = [
            firm
            for firm in self.book.traders("ORDINARY", "CERTIFIED", "ADVANCED")
            if self.left.get(firm.uscc, LEAST_LEFT_CNY) >= LEAST_LEFT_CNY
        ]
        plain = [firm for firm in firms if firm.grade == "ORDINARY"]
        if len(plain) < 2:
            raise NobodyHere("Two traders of ordinary grade with a guarantee are needed.")
        self.sinner = plain.pop()
        self.plain = plain
        self.honest = [firm for firm in firms if firm is not self.sinner]

    async def _choose_escorts(self, port: Port, stories: list[Story]) -> None:
        """The first boxes that leave without trouble go on under positioning, and locked."""
        calm = [one for one in stories if one.shipment.plant.name in ("honest", "late manifest")]
        if self.gate_keeper is not None:
            await self.gate_keeper.clear_away(port.locks, clock=self.clock)
        await self._free_positioners({one.code for one in port.positioners})
        locks = port.locks if self.gate_keeper is not None else []
        found = escorts(positioners=port.positioners, locks=locks, clock=self.clock)
        self.escorts = {}
        for story, escort in zip(calm, found, strict=False):
            story.destination = escort.destination
            story.has_lock = escort.lock is not None
            self.escorts[story.shipment.container_no] = escort

    async def _free_positioners(self, codes: set[str]) -> None:
        """Trucks of an earlier ship that still carry them are taken out of use."""
        for firm in self.honest if codes else []:
            trucks = await self.api.get("/api/v1/trucks", firm.token)
            for truck in trucks["results"]:
                if truck["is_active"] and truck["positioner_code"] in codes:
                    await self.api.delete(f"/api/v1/trucks/{truck['plate_no']}", firm.token)

    def story_of(self, container_no: str) -> Story | None:
        return self.stories.get(container_no)

    async def box_in_slot(self, slot: str, task_no: str) -> Box | None:
        """What a robot of the yard finds there; nothing that this port did not land."""
        if self.planner is None:
            return None
        story = self.story_of(await self.planner.container_of(task_no))
        return None if story is None else standing(story.shipment)

    def awaits_an_analyst(self) -> bool:
        """Whether a scan of this port waits on the bench."""
        return any(story.on_bench for story in self.stories.values())

    async def run_ship(self, port: Port, *, seed: int, voyage: str, containers: int) -> list[Story]:
        """Every story of this ship, ended."""
        self.port = port
        await self._choose_firms()
        vessel, imo = VESSELS[seed % len(VESSELS)]
        at_berth = self.book.of_kind("quay_camera")[seed % len(port.cameras)]
        berth = at_berth.place_code
        cameras = [one for one in port.cameras if one.code == at_berth.code]
        ship = {"vessel": vessel, "imo": imo, "voyage": voyage, "country": COUNTRY, "berth": berth}
        stories = [
            Story(shipment=one) for one in shipload(seed=seed, voyage=voyage, containers=containers)
        ]
        await self._choose_escorts(port, stories)
        for story in stories:
            story.is_sealed = all(gate.seals and gate.tags for gate in port.gates)
            self.stories[story.shipment.container_no] = story
            self.truth.planted(story)
        traders = {id(story): self._trader(story, ship) for story in stories}
        early = [one for one in stories if one.shipment.plant.name == "late manifest"]
        await self._file([traders[id(story)] for story in early])
        manifest_no = await self._lodge_manifest(ship, stories, traders)
        self.say(f"{vessel} {voyage}: manifest {manifest_no}, {len(stories)} containers")
        await self._file([traders[id(one)] for one in stories if one not in early])
        await self.clock.minutes(5)
        await self.api.post(
            f"/api/v1/manifests/{manifest_no}/arrival",
            self.book.carrier().token,
            {"place_code": berth, "arrived_at": datetime.now(UTC).isoformat()},
        )
        self.say(f"{vessel} is alongside at {berth}")
        await self._unload(port, cameras, [traders[id(story)] for story in stories])
        for story in stories:
            self.truth.ended(story)
        return stories

    def _trader(self, story: Story, ship: dict[str, Any]) -> Enterprise:
        return Enterprise(api=self.api, firm=self._firm(story.shipment), story=story, ship=ship)

    def _firm(self, shipment: Shipment) -> Firm:
        """Faults come from one firm, whose record they spoil; holds need an ordinary grade."""
        if shipment.plant.final == "DETAINED" and self.sinner is not None:
            return self.sinner
        choice = self.plain if shipment.plant.decision == "HELD" else self.honest
        start, taxes = shipment.firm_index % len(choice), shipment.value_cny * TAX_SHARE
        for firm in choice[start:] + choice[:start]:
            if firm.grade == "ADVANCED":
                return firm
            if self.left[firm.uscc] >= taxes:
                self.left[firm.uscc] -= taxes
                return firm
        return choice[start]

    async def _lodge_manifest(
        self, ship: dict[str, Any], stories: list[Story], traders: dict[int, Enterprise]
    ) -> str:
        lines = [
            {
                "transport_document": story.shipment.transport_document,
                "container_no": story.shipment.container_no,
                "gross_weight_kg": story.shipment.gross_weight_kg,
                "pieces": story.shipment.pieces,
                "seal_nos": [story.shipment.bolt_seal],
                "goods_name": story.shipment.goods.name,
                "consignee_uscc": traders[id(story)].firm.uscc,
                "consignee_address": address_of(traders[id(story)].firm),
                "departure_country": COUNTRY,
            }
            for story in stories
        ]
        answer = await self.api.post(
            "/api/v1/manifests",
            self.book.carrier().token,
            {
                "vessel": ship["vessel"],
                "imo": ship["imo"],
                "voyage": ship["voyage"],
                "loading_port": LOADING_PORT,
                "place_code": ship["berth"],
                "expected_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
                "lines": lines,
            },
            key=f"manifest-{ship['imo']}-{ship['voyage']}",
        )
        return str(answer["manifest_no"])

    async def _file(self, traders: list[Enterprise]) -> None:
        gate = asyncio.Semaphore(FILED_AT_ONCE)

        async def file(trader: Enterprise) -> None:
            async with gate:
                try:
                    await trader.file()
                except (Refused, TimeoutError) as error:
                    trader.story.trouble = f"summary: {error}"

        await asyncio.gather(*(file(trader) for trader in traders))

    async def _unload(
        self, port: Port, cameras: list[DeviceClient], traders: list[Enterprise]
    ) -> None:
        """Every crane takes the next box; each box goes its own way from there."""
        ways: list[asyncio.Task[None]] = []
        boxes = iter([one for one in traders if not one.story.trouble])
        gates, gantries = itertools.cycle(port.gates), itertools.cycle(port.gantries)

        async def crane(camera: DeviceClient) -> None:
            for trader in boxes:
                await self._land(camera, trader)
                way = self._way(trader, next(gates), next(gantries))
                ways.append(asyncio.create_task(way))
                await self.clock.minutes(CRANE_MINUTES)

        try:
            await asyncio.gather(*(crane(camera) for camera in cameras))
            await asyncio.gather(*ways)
        finally:  # a port that is stopped leaves no box underway
            for way in ways:
                way.cancel()

    async def _land(self, camera: DeviceClient, trader: Enterprise) -> None:
        """The box swings past the camera; what cannot be read is left to a person."""
        shipment, story = trader.story.shipment, trader.story
        try:
            if story.did.get("final") == "MISMATCHED" or "mismatch" in story.did:
                await trader.correct()
        except Refused as error:
            story.trouble = f"correction: {error}"
        covered = shipment.plant.name == "unreadable number"
        seq = camera.seq + 1
        if self.reader is not None:
            sighting_no = number_of("SG", camera.code, f"{camera.boot}-{seq}")
            self.reader.numbers[sighting_no] = shipment.container_no
        story.did["read_by"] = "person" if covered else "machine"
        await show(
            camera,
            container_no=shipment.container_no,
            seed=shipment.seed,
            weather=Weather(murk=shipment.murk, covered=covered),
            seen_at=datetime.now(UTC),
            column=shipment.column,
        )

    async def _way(self, trader: Enterprise, gate: Any, gantry: DeviceClient) -> None:
        story = trader.story
        try:
            shown = await trader.until(*RELEASED, "IN_INSPECTION", "DETAINED", clock=self.clock)
            if shown["state"] == "IN_INSPECTION":
                await self._inspect(story, gantry)
                shown = await trader.until(*RELEASED, "DETAINED", clock=self.clock)
                story.on_bench = False
            if shown["state"] == "DETAINED":
                return
            escort = self.escorts.get(story.shipment.container_no)
            await trader.register_truck(escort.positioner.code if escort else "")
            pass_no = await trader.apply_for_pass()
            await trader.complete_and_pay()
            if escort is not None:
                await self._lock(story, escort, pass_no)
            await self.clock.minutes(3)
            await drive_out(gate, story, clock=self.clock)
            await trader.until("CLOSED", clock=self.clock)
            await trader.until_left(clock=self.clock)
            if escort is not None:
                await drive(escort, story)
                await until_arrived(trader, pass_no, clock=self.clock)
                await self._unlock(story, escort)
            await trader.retire_truck()
        except (Refused, TimeoutError) as error:
            story.trouble = str(error)

    async def _lock(self, story: Story, escort: Escort, pass_no: str) -> None:
        if escort.lock is not None and self.gate_keeper is not None:
            keeper, lock = self.gate_keeper, escort.lock
            if await keeper.fit_and_lock(lock, pass_no, clock=self.clock):
                story.did["lock"] = "locked"

    async def _unlock(self, story: Story, escort: Escort) -> None:
        if escort.lock is None or self.gate_keeper is None:
            return
        if await self.gate_keeper.unlock(escort.lock, clock=self.clock):
            story.did["lock"] = f"{story.did.get('lock', 'not locked')} and unlocked"

    async def _inspect(self, story: Story, gantry: DeviceClient) -> None:
        shipment = story.shipment
        await self.clock.minutes(4)
        story.on_bench = True
        png = await asyncio.to_thread(
            radiograph,
            load=shipment.goods.load,
            hidden=shipment.plant.hidden,
            seed=shipment.seed,
        )
        answer = await send(
            gantry,
            scan_no=f"SC{shipment.transport_document[2:]}",
            container_no=shipment.container_no,
            png=png,
            taken_at=datetime.now(UTC),
        )
        if "nak" in answer:
            story.trouble = f"scan: {answer['message']}"

    async def on_buzz(self, device: Device, tablet: WristTablet, message: dict[str, Any]) -> None:
        """An inspector's wrist vibrates: acknowledge, walk, look, open, report."""
        story = self.story_of(message["container_no"])
        if story is None:
            return  # an order of another story: a person answers it
        await self.clock.minutes(1)
        await tablet.acknowledge(message["buzz_no"])
        if message["order_no"] in self.reported:
            return
        self.reported.add(message["order_no"])
        await self.clock.minutes(3)
        glasses = self.port.glasses.get(device.worn_by) if self.port else None
        if glasses is not None and glasses.welcomed.is_set():
            await look_at(
                glasses,
                container_no=story.shipment.container_no,
                seed=story.shipment.seed,
            )
        finding = story.shipment.plant.finding or "NO_FAULT"
        await tablet.report(order_no=message["order_no"], finding=finding, note=NOTES[finding])
