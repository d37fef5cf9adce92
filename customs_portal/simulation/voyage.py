"""One container's way: filed, landed, split, scanned, opened, paid, driven out."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from customs_portal.simulation.address_book import Firm
from customs_portal.simulation.cargo import FORGOTTEN_LICENCE, OTHER_SEAL, Goods
from customs_portal.simulation.doors import Api, Refused
from customs_portal.simulation.port import Gate
from customs_portal.simulation.truth import SEAL_MAKER, Story, seal_no_of
from hardware_adapters.devices.tag_reader.simulator import read_tag
from hardware_adapters.devices.weighbridge.simulator import weigh

ASK_EVERY = 0.7
LONGEST_AT_A_LANE = 120.0  # seconds; no lane stays blocked for ever
SEALED_BEFORE = timedelta(days=3)
ACCOUNT = "6222020012345678901"
RELEASED = {"RELEASED_FOR_PICKUP", "COMPLETED", "CLOSED"}


class Clock:
    """Port minutes, shortened by the speed; patience is counted in real seconds."""

    def __init__(self, *, speed: float, patience: float) -> None:
        self.speed = speed
        self.patience = patience

    async def minutes(self, count: float) -> None:
        await asyncio.sleep(count * 60 / self.speed)


async def best_guarantee(api: Api, firm: Firm) -> tuple[str, Decimal]:
    """The firm's guarantee with the most left, and how much; empty when none is in force."""
    answer = await api.get("/api/v1/guarantees", firm.token)
    in_force = [one for one in answer["results"] if one["in_force"]]
    best = max(in_force, key=lambda one: Decimal(one["left_cny"]), default=None)
    return (str(best["guarantee_no"]), Decimal(best["left_cny"])) if best else ("", Decimal(0))


class Enterprise:
    """What one firm does for one container, through the API."""

    def __init__(self, *, api: Api, firm: Firm, story: Story, ship: dict[str, Any]) -> None:
        self.api, self.firm, self.story, self.ship = api, firm, story, ship

    async def file(self) -> None:
        shipment = self.story.shipment
        goods = shipment.goods
        body = {
            "transport_document": shipment.transport_document,
            "transport_mode": "2",
            "vessel": self.ship["vessel"],
            "voyage": self.ship["voyage"],
            "supervision_mode": "0110",
            "consignee_uscc": self.firm.uscc,
            "departure_country": self.ship["country"],
            "involves_licence": False,
            "involves_inspection": False,
            "involves_tax": True,
            "guarantee_no": (await best_guarantee(self.api, self.firm))[0],
            "gross_weight_kg": shipment.declared_weight_kg,
            "pieces": shipment.pieces,
            "container_nos": [shipment.container_no],
            "items": [
                {
                    "hs_code": goods.hs10[:6],
                    "name": goods.name,
                    "quantity": shipment.declared_weight_kg,
                    "unit": goods.unit,
                    "value": str(shipment.value_cny),
                    "currency": "CNY",
                    "origin": goods.origin,
                }
            ],
        }
        if shipment.plant.name == FORGOTTEN_LICENCE:
            await self._is_refused(body)
            body = _with_licence(body, goods)
        receipt = await self.api.post(
            "/api/v1/declarations/summary",
            self.firm.token,
            body,
            key=f"summary-{shipment.transport_document}",
        )
        self.story.declaration_no = receipt["declaration_no"]
        self._note(receipt)

    async def _elements(self, hs10: str) -> dict[str, str]:
        """What the portal asks of these goods, answered as a clerk would from the invoice."""
        asked = await self.api.get(f"/api/v1/elements/{hs10}", self.firm.token)
        return {
            one["key"]: one["choices"][0] if one["choices"] else "as invoiced"
            for one in asked["elements"]
        }

    async def _is_refused(self, body: dict[str, Any]) -> None:
        """The licence was forgotten: the filing is stopped, and says what is missing."""
        try:
            await self.api.post("/api/v1/declarations/summary", self.firm.token, body)
        except Refused as refusal:
            rules = {str(one.get("rule")) for one in refusal.problem.get("errors", [])}
            self.story.did["refused_at_filing"] = sorted(rules)

    async def look(self) -> dict[str, Any]:
        """The declaration as it stands; what is worth remembering is remembered."""
        shown = await self.api.get(
            f"/api/v1/declarations/{self.story.declaration_no}", self.firm.token
        )
        self._note(shown)
        return shown

    def _note(self, shown: dict[str, Any]) -> None:
        did = self.story.did
        if shown.get("decision"):
            did.setdefault("decision", shown["decision"])
        if any(one.get("rule") == "S-900" for one in shown.get("reasons") or ()):
            self.story.drawn_by_lot = True
        for one in shown.get("mismatches") or ():
            did.setdefault("mismatch", one["field"])
        if any(one.get("left_at") for one in shown.get("containers") or ()):
            did["left_port"] = True
        did["final"] = shown["state"]

    async def correct(self) -> None:
        """The manifest is right: amend what differs."""
        await self.api.post(
            f"/api/v1/declarations/{self.story.declaration_no}/amend",
            self.firm.token,
            {"gross_weight_kg": self.story.shipment.gross_weight_kg},
            key=f"amend-{self.story.declaration_no}",
        )

    async def complete_and_pay(self) -> None:
        shipment, goods = self.story.shipment, self.story.shipment.goods
        item = {
            "hs_code": goods.hs10,
            "name": goods.name,
            "specification": "as invoiced",
            "quantity": shipment.gross_weight_kg,
            "unit": goods.unit,
            "value": str(shipment.value_cny),
            "currency": "CNY",
            "origin": goods.origin,
            "net_weight_kg": round(shipment.gross_weight_kg * 0.95),
            "elements": await self._elements(goods.hs10),
        }
        answer = await self.api.post(
            f"/api/v1/declarations/{self.story.declaration_no}/complete",
            self.firm.token,
            {"items": [item], "freight_cny": "4200.00"},
            key=f"complete-{self.story.declaration_no}",
        )
        if answer.get("bill_no"):
            await self.api.post(
                f"/api/v1/tax-bills/{answer['bill_no']}/pay",
                self.firm.token,
                {"account": ACCOUNT},
                key=f"pay-{answer['bill_no']}",
            )

    async def register_truck(self, positioner_code: str = "") -> None:
        """The truck with its electronic plate, and its positioner when it has one."""
        shipment = self.story.shipment
        await self.api.post(
            "/api/v1/trucks",
            self.firm.token,
            {
                "plate_no": shipment.plate_no,
                "tag_id": shipment.tag_id if self.story.is_sealed else "",
                "truck_kg": shipment.truck_kg,
                "frame_kg": shipment.frame_kg,
                "positioner_code": positioner_code,
            },
            key=f"truck-{shipment.transport_document}",
        )

    async def retire_truck(self) -> None:
        await self.api.delete(f"/api/v1/trucks/{self.story.shipment.plate_no}", self.firm.token)

    async def apply_for_pass(self) -> str:
        shipment = self.story.shipment
        answer = await self.api.post(
            "/api/v1/gate-passes",
            self.firm.token,
            {
                "declaration_no": self.story.declaration_no,
                "container_no": shipment.container_no,
                "plate_no": shipment.plate_no,
                "truck_kg": shipment.truck_kg,
                "frame_kg": shipment.frame_kg,
                "container_kg": shipment.container_kg,
                "goods_kg": shipment.gross_weight_kg,
                "seal_no": seal_no_of(shipment) if self.story.is_sealed else "",
                "destination_code": self.story.destination,
            },
            key=f"pass-{self.story.declaration_no}",
        )
        return str(answer["pass_no"])

    async def until_left(self, *, clock: Clock) -> None:
        """Until the barrier's report has taken the container out of the port."""
        ends = time.monotonic() + min(LONGEST_AT_A_LANE, clock.patience)
        while time.monotonic() < ends and "left_port" not in self.story.did:
            await asyncio.sleep(ASK_EVERY)
            await self.look()

    async def until(self, *states: str, clock: Clock, which: str = "state") -> dict[str, Any]:
        """Wait for one of the states. Raises ``TimeoutError`` when patience ends."""
        ends = time.monotonic() + clock.patience
        while time.monotonic() < ends:
            shown = await self.look()
            if shown[which] in states:
                return shown
            await asyncio.sleep(ASK_EVERY)
        raise TimeoutError(f"still {shown[which]}, waited for {' or '.join(states)}")


def _with_licence(body: dict[str, Any], goods: Goods) -> dict[str, Any]:
    """The same filing with the licence and what the inspection asks for."""
    (item,) = body["items"]
    return body | {
        "involves_licence": True,
        "involves_inspection": True,
        "licence_document": "7 26-AA-000417",
        "item_containers": f"1 in {body['container_nos'][0]}",
        "product_qualification": "519 26-44-0193",
        "ciq_name": goods.name,
        "goods_attribute": "19",
        "purpose": "99",
        "items": [item | {"hs_code": goods.hs10}],
    }


async def drive_out(gate: Gate, story: Story, *, clock: Clock) -> None:
    """Through one lane; what is planted at the gate happens first and must be refused.

    Refused is what the lane's screen refuses; a lane that says nothing has failed.
    """
    shipment, plant = story.shipment, story.shipment.plant.name
    async with gate.turn:
        if plant == "wrong truck at the gate":
            said = await _pass(
                gate, story, "W", plate_no="粤B0" + shipment.plate_no[-4:], clock=clock
            )
            story.did["refused_at_gate"] = said == "stop"
        if plant == "overloaded truck":
            heavy = round(shipment.truck_total_kg * 1.18)
            said = await _pass(gate, story, "H", gross_weight_kg=heavy, clock=clock)
            story.did["refused_at_gate"] = said == "stop"
        if plant == OTHER_SEAL and story.is_sealed:
            other = (shipment.seal_serial + 1) % 2**31
            said = await _pass(gate, story, "S", seal_serial=other, clock=clock)
            story.did["refused_at_gate"] = said == "stop"
        if await _pass(gate, story, "A", clock=clock) != "open":
            lane_said = gate.lane.shown.get(_passage_no(story, "A"), ("", "nothing"))[1]
            story.trouble = f"the barrier stayed down: {lane_said}"


async def _pass(
    gate: Gate,
    story: Story,
    mark: str,
    *,
    clock: Clock,
    plate_no: str = "",
    gross_weight_kg: int = 0,
    seal_serial: int = -1,
) -> str:
    """One passage: read, weigh, wait. ``open``, ``stop``, or nothing when patience ends."""
    shipment, passage_no = story.shipment, _passage_no(story, mark)
    await gate.lane.read(
        passage_no=passage_no,
        plate_no=plate_no or shipment.plate_no,
        container_no=shipment.container_no,
        seen_at=datetime.now(UTC),
    )
    if story.is_sealed and not plate_no:
        await _show_tag_and_seal(
            gate, story, passage_no, shipment.seal_serial if seal_serial < 0 else seal_serial
        )
    await weigh(
        gate.bridge,
        passage_no=passage_no,
        gross_weight_kg=gross_weight_kg or shipment.truck_total_kg,
        weighed_at=datetime.now(UTC),
    )
    ends = time.monotonic() + min(LONGEST_AT_A_LANE, clock.patience)
    while time.monotonic() < ends:
        if passage_no in gate.barrier.raised:
            return "open"
        if gate.lane.shown.get(passage_no, ("", ""))[0] == "stop":
            return "stop"
        await asyncio.sleep(0.05)
    return ""


async def _show_tag_and_seal(gate: Gate, story: Story, passage_no: str, serial: int) -> None:
    """The electronic plate answers the field above the lane, the electronic seal its reader."""
    if gate.tags is not None:
        said = await read_tag(
            gate.tags,
            tag_id=story.shipment.tag_id,
            passage_no=passage_no,
            read_at=datetime.now(UTC),
        )
        story.did["tag"] = "read" if "ack" in said else str(said.get("rule"))
    if gate.seals is not None:
        seal_no = gate.seals.bring(
            manufacturer=SEAL_MAKER, serial=serial, sealed_at=datetime.now(UTC) - SEALED_BEFORE
        )
        said = await gate.seals.read(
            seal_no=seal_no, passage_no=passage_no, read_at=datetime.now(UTC)
        )
        story.did["seal"] = "read" if "ack" in said else str(said.get("rule"))


def _passage_no(story: Story, mark: str) -> str:
    return f"PS{story.shipment.transport_document[2:]}{mark}"


__all__ = ["RELEASED", "Clock", "Enterprise", "Refused", "drive_out"]
