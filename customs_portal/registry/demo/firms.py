"""Enterprises of the demonstration with their credit grades by date and their guarantees."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customs_portal.kit.identifiers import compose_uscc
from customs_portal.registry.models import CreditGrade, Enterprise

Grade = CreditGrade.Grade
Kind = Enterprise.Kind
PLACE = "440199"
ORDER_225, ORDER_251, ORDER_282 = date(2014, 12, 1), date(2021, 11, 1), date(2026, 4, 1)
ALWAYS = ORDER_225


@dataclass(frozen=True, kw_only=True)
class Firm:
    """``grades`` are in time order; each ends where the next begins."""

    number: int
    slug: str
    name_en: str
    name_zh: str
    kind: str = Kind.TRADER
    grades: tuple[tuple[str, date], ...] = ((Grade.ORDINARY, ALWAYS),)
    guarantee: tuple[str, Decimal] | None = None

    @property
    def uscc(self) -> str:
        return compose_uscc(place=PLACE, body=f"MAD{self.number:05d}")

    @property
    def customs_code(self) -> str:
        return f"51019{self.number:05d}"


FIRMS = (
    Firm(
        number=1,
        slug="lingnan",
        name_en="Lingnan Electronics (demonstration)",
        name_zh="岭南电子有限公司(演示)",
        grades=((Grade.ORDINARY, ALWAYS), (Grade.ADVANCED, ORDER_251)),
        guarantee=("BANK", Decimal("60000000")),
    ),
    Firm(
        number=2,
        slug="haifruit",
        name_en="Haidong Fruit Import (demonstration)",
        name_zh="海东果业进出口有限公司(演示)",
        guarantee=("BANK", Decimal("30000000")),
    ),
    Firm(
        number=3,
        slug="bluewave",
        name_en="Blue Wave Machinery (demonstration)",
        name_zh="蓝浪机械设备有限公司(演示)",
        grades=((Grade.ORDINARY, ALWAYS), (Grade.CERTIFIED, ORDER_282)),
        guarantee=("INSURANCE", Decimal("40000000")),
    ),
    Firm(
        number=4,
        slug="yuewine",
        name_en="Yue Wine and Spirits (demonstration)",
        name_zh="粤海酒业贸易有限公司(演示)",
        guarantee=("DEPOSIT", Decimal("20000000")),
    ),
    Firm(
        number=5,
        slug="sunmotor",
        name_en="Sunrise Motor Parts (demonstration)",
        name_zh="日升汽车零部件有限公司(演示)",
        grades=((Grade.ORDINARY, ALWAYS), (Grade.ADVANCED, ORDER_282)),
        guarantee=("BANK", Decimal("50000000")),
    ),
    Firm(
        number=6,
        slug="greenchem",
        name_en="Green River Chemicals (demonstration)",
        name_zh="绿江化工有限公司(演示)",
        guarantee=("INSURANCE", Decimal("25000000")),
    ),
    Firm(
        number=7,
        slug="oldsteel",
        name_en="Old Harbour Metals (demonstration)",
        name_zh="旧港金属贸易有限公司(演示)",
        grades=((Grade.ORDINARY, ALWAYS), (Grade.DISHONEST, date(2025, 6, 1))),
        guarantee=("DEPOSIT", Decimal("10000000")),
    ),
    Firm(
        number=8,
        slug="fastfur",
        name_en="Fast Furniture Trade (demonstration)",
        name_zh="快速家具贸易有限公司(演示)",
        grades=((Grade.DISHONEST, date(2024, 3, 1)), (Grade.SERIOUSLY_DISHONEST, ORDER_282)),
        guarantee=("DEPOSIT", Decimal("5000000")),
    ),
    Firm(
        number=9,
        slug="mingtextile",
        name_en="Ming Textiles (demonstration)",
        name_zh="明纺织品有限公司(演示)",
        guarantee=("INSURANCE", Decimal("30000000")),
    ),
    Firm(
        number=21,
        slug="harbouragent",
        name_en="Harbour Customs Agency (demonstration)",
        name_zh="海港报关行有限公司(演示)",
        kind=Kind.AGENT,
    ),
    Firm(
        number=31,
        slug="eastline",
        name_en="East Line Shipping (demonstration)",
        name_zh="东航线船务有限公司(演示)",
        kind=Kind.CARRIER,
    ),
    Firm(
        number=41,
        slug="haidongterminal",
        name_en="Haidong Container Terminal (demonstration)",
        name_zh="海东集装箱码头有限公司(演示)",
        kind=Kind.TERMINAL,
    ),
)
