"""What a story brings to the port: one container on one bill of lading."""

import dataclasses
import itertools
import random
from decimal import Decimal
from typing import Any

from customs_portal.kit.identifiers import container_check_digit
from customs_portal.registry.demo.firms import FIRMS
from customs_portal.simulation.address_book import Firm, api_token

TRUCK, FRAME, BOX = 7_400, 6_200, 2_300
_serial = itertools.count(1)


@dataclasses.dataclass(kw_only=True)
class Cargo:
    """One container on one bill of lading: washing machines from Korea, honestly valued."""

    firm: str = "trader3"
    hs10: str = "8450200000"
    goods: str = "Washing machines"
    value_cny: Decimal = Decimal("504000")
    origin: str = "KR"
    weight_kg: int = 12_000
    pieces: int = 240
    loads: tuple[str, ...] = ("machinery",)
    plate_no: str = "粤B12345"
    container_no: str = ""
    transport_document: str = ""
    voyage: str = ""
    declaration_no: str = ""

    def __post_init__(self) -> None:
        number = next(_serial)
        chance = random.Random(number)  # noqa: S311  # the same boxes in every run
        owner_and_serial = f"TEMU{chance.randrange(10**6):06d}"
        self.container_no = owner_and_serial + container_check_digit(owner_and_serial)
        self.transport_document = f"HDSTORY{number:05d}"
        self.voyage = f"S{number:04d}"

    @property
    def uscc(self) -> str:
        return FIRMS[int(self.firm.removeprefix("trader")) - 1].uscc

    @property
    def clerk(self) -> Firm:
        return Firm(
            username=self.firm,
            token=api_token(self.firm),
            uscc=self.uscc,
            grade="",
            duties=frozenset(),
        )

    @property
    def truck_total_kg(self) -> int:
        return TRUCK + FRAME + BOX + self.weight_kg


def suspicious_shirts(**changes: Any) -> Cargo:
    """Shirts at three yuan the kilogram from a firm of ordinary grade: the rules hold them."""
    return Cargo(
        **{
            "firm": "trader2",
            "hs10": "6109100000",
            "goods": "Cotton T-shirts",
            "value_cny": Decimal("36000"),
            "origin": "VN",
            "loads": ("textiles", "cigarettes"),
            **changes,
        }
    )
