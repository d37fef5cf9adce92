"""What is on the ship: goods, honest and not, and what must happen to each. Pure and seeded."""

import hashlib
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from customs_portal.kit.identifiers import container_check_digit

OWNERS = ("TEMU", "MSKU", "CSNU", "OOLU", "CMAU", "TGHU", "FCIU")
PROVINCES = "粤浙苏沪闽鲁"


@dataclass(frozen=True, kw_only=True)
class Goods:
    """``hs10`` is the code of step two; ``cny_per_kg`` an honest value; ``load`` its X-ray."""

    hs10: str
    name: str
    cny_per_kg: int
    load: str
    origin: str
    unit: str = "kg"


HONEST = tuple(
    Goods(hs10=hs10, name=name, cny_per_kg=value, load=load, origin=origin)
    for hs10, name, value, load, origin in (
        ("8450200000", "Washing machines", 42, "machinery", "KR"),
        ("6109100000", "Cotton T-shirts", 95, "textiles", "VN"),
        ("3926909000", "Plastic fittings", 38, "plastics", "JP"),
        ("4802560000", "Office paper", 9, "paper", "JP"),
        ("6911100000", "Porcelain tableware", 33, "ceramics", "DE"),
        ("8536690000", "Plugs and sockets", 130, "electronics", "DE"),
        ("8413700000", "Centrifugal pumps", 75, "machinery", "DE"),
    )
)
TEXTILES, TOBACCO = (
    HONEST[1],
    Goods(
        hs10="2402200000", name="Filter cigarettes", cny_per_kg=160, load="cigarettes", origin="KR"
    ),
)


@dataclass(frozen=True, kw_only=True)
class Plant:
    """Something planted, and what must come of it.

    ``decision`` the release decision, ``verdict`` the analyst's, ``finding`` the inspector's
    (both empty when nobody may look), ``final`` the state in which the declaration must end.
    """

    name: str
    share: int
    decision: str = "CLEARED_TO_LEAVE"
    verdict: str = ""
    finding: str = ""
    final: str = "CLOSED"
    hidden: tuple[str, ...] = ()


OTHER_SEAL = "another seal at the gate"
FORGOTTEN_LICENCE = "licence forgotten, filed again with it"
PLANTS = (
    Plant(name="honest", share=58),
    Plant(name="late manifest", share=8),
    Plant(name="unreadable number", share=6),
    Plant(name="weight differs from manifest", share=6),
    Plant(name="wrong truck at the gate", share=5),
    Plant(name="overloaded truck", share=4),
    Plant(name=OTHER_SEAL, share=2),
    Plant(
        name="undeclared tobacco behind shirts",
        share=4,
        decision="HELD",
        verdict="SUSPECT",
        finding="FAULT",
        final="DETAINED",
        hidden=("cigarettes",),
    ),
    Plant(name="cheap but honest", share=5, decision="HELD", verdict="CLEAR"),
    Plant(name=FORGOTTEN_LICENCE, share=2),
    Plant(
        name="metal block behind shirts",
        share=2,
        decision="HELD",
        verdict="SUSPECT",
        finding="FAULT",
        final="DETAINED",
        hidden=("metal",),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Shipment:
    container_no: str
    transport_document: str
    goods: Goods
    plant: Plant
    firm_index: int
    gross_weight_kg: int
    pieces: int
    value_cny: Decimal
    plate_no: str
    seed: int
    murk: float
    column: bool
    truck_kg: int = 7_400
    frame_kg: int = 6_200
    container_kg: int = 2_300

    @property
    def declared_weight_kg(self) -> int:
        """What the summary says; one plant contradicts its own bill of lading."""
        if self.plant.name == "weight differs from manifest":
            return round(self.gross_weight_kg * 0.82)
        return self.gross_weight_kg

    @property
    def seal_serial(self) -> int:
        """Of the electronic seal that the shipper has closed the box with."""
        return self.seed

    @property
    def bolt_seal(self) -> str:
        """Of the mechanical seal on the door, as the manifest names it."""
        return f"HD{self.seed % 10**7:07d}"

    @property
    def tag_id(self) -> str:
        """Of the electronic plate behind the truck's windscreen: 96 bits."""
        digest = hashlib.sha256(f"{self.plate_no}/{self.transport_document}".encode())
        return "E280" + digest.hexdigest()[:20].upper()

    @property
    def truck_total_kg(self) -> int:
        return self.truck_kg + self.frame_kg + self.container_kg + self.gross_weight_kg


def shipload(*, seed: int, voyage: str, containers: int) -> list[Shipment]:
    """The same seed and voyage always give the same ship.

    The first containers carry one plant of each kind, so that a short run shows all of them.
    """
    chance = random.Random(f"{seed}/{voyage}")  # noqa: S311  # a story, not a secret
    plants = list(PLANTS[: max(0, containers)])
    plants += chance.choices(
        PLANTS, weights=[plant.share for plant in PLANTS], k=max(0, containers - len(plants))
    )
    chance.shuffle(plants)
    used: set[str] = set()
    return [_shipment(chance, voyage, index, plant, used) for index, plant in enumerate(plants)]


def _shipment(
    chance: random.Random, voyage: str, index: int, plant: Plant, used: set[str]
) -> Shipment:
    goods = TEXTILES if plant.decision == "HELD" else chance.choice(HONEST)
    if plant.name == FORGOTTEN_LICENCE:
        goods = TOBACCO
    weight = chance.randrange(6_000, 19_000, 10)
    per_kg = 3 if plant.decision == "HELD" and goods is TEXTILES else goods.cny_per_kg
    return Shipment(
        container_no=_container(chance, used),
        transport_document=f"HD{voyage}{index:04d}",
        goods=goods,
        plant=plant,
        firm_index=chance.randrange(1_000),
        gross_weight_kg=weight,
        pieces=chance.randrange(80, 900),
        value_cny=Decimal(weight * per_kg),
        plate_no=_plate(chance, used),
        seed=chance.randrange(2**31),
        murk=chance.choice((0.0, 0.2, 0.35, 0.5)),
        column=plant.name != "unreadable number" and chance.random() < 0.06,
    )


def _container(chance: random.Random, used: set[str]) -> str:
    while True:
        body = f"{chance.choice(OWNERS)}{chance.randrange(10**6):06d}"
        number = body + container_check_digit(body)
        if number not in used:
            used.add(number)
            return number


def _plate(chance: random.Random, used: set[str]) -> str:
    letters = [one for one in string.ascii_uppercase if one not in "IO"]
    while True:
        tail = "".join(chance.choices(string.digits, k=4))
        plate = f"{chance.choice(PROVINCES)}{chance.choice('ABCD')}{chance.choice(letters)}{tail}"
        if plate not in used:
            used.add(plate)
            return plate


def tally(shipments: Sequence[Shipment]) -> dict[str, int]:
    """How many of each plant are on board."""
    counts = {plant.name: 0 for plant in PLANTS}
    for shipment in shipments:
        counts[shipment.plant.name] += 1
    return counts
