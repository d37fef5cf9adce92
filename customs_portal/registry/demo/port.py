"""Offices and the 65 places of the demonstration port, on a plan of 1640 by 1000, north on top."""

from collections.abc import Iterator
from dataclasses import dataclass

from customs_portal.registry.models import CustomsOffice, Place

WIDTH, HEIGHT = 1640, 1000
PERMILLE = 1000
Spots = tuple[tuple[int, int], ...]
Level = CustomsOffice.Level
Kind = Place.Kind

# code, level, code of the parent, English, Chinese
OFFICES = (
    ("0000", Level.GACC, "", "General Administration of Customs", "海关总署"),
    ("5100", Level.DISTRICT, "0000", "Haidong Customs", "海东海关"),
    ("5101", Level.SUBORDINATE, "5100", "Haidong Harbour Customs", "海东港海关"),
    ("5102", Level.SUBORDINATE, "5100", "Haidong Bonded Zone Customs", "海东保税区海关"),
    ("510110", Level.SITE, "5101", "Haidong container quays", "海东集装箱码头监管场所"),
    ("510120", Level.SITE, "5101", "Haidong gates", "海东港区卡口"),
    ("510130", Level.SITE, "5101", "Haidong inspection centre", "海东港查验中心"),
    ("510140", Level.SITE, "5101", "Haidong rail terminal", "海东铁路监管场所"),
    ("510210", Level.SITE, "5102", "Haidong bonded warehouses", "海东保税仓库"),
)
QUAYS, GATES, CENTRE, RAIL, BONDED = "510110", "510120", "510130", "510140", "510210"


@dataclass(frozen=True, kw_only=True)
class PlannedPlace:
    code: str
    kind: str
    office: str
    x: int
    y: int
    name_en: str
    name_zh: str

    @property
    def map_x(self) -> int:
        return round(self.x * PERMILLE / WIDTH)

    @property
    def map_y(self) -> int:
        return round(self.y * PERMILLE / HEIGHT)


# Middle of the six lanes of each gate
_GATES = ((372, 500), (885, 500), (1350, 480))
_LANE_WIDTH = 30
_XRAYS = ((400, 385), (450, 385), (500, 385), (550, 385), (730, 385), (800, 385), (1060, 385),
          (1130, 385))  # fmt: skip
_BERTHS = ((198, 684), (198, 810), (542, 684), (542, 810), (708, 697), (708, 854), (1062, 697),
           (1062, 854), (1218, 728), (1482, 708))  # fmt: skip
_YARDS = ((293, 686), (450, 686), (293, 802), (450, 802), (806, 701), (967, 701), (806, 847),
          (967, 847), (1311, 686), (1391, 686), (1311, 768), (1391, 768))  # fmt: skip
_WAREHOUSES = ((120, 395), (245, 395), (1345, 355), (1425, 395), (1505, 355), (1350, 195),
               (1480, 195))  # fmt: skip
_RAILS = ((110, 195), (185, 235), (260, 195))
_HALLS = (
    (430, 330, "Inspection hall A", "查验大厅A"),
    (560, 330, "Inspection hall B", "查验大厅B"),
    (825, 330, "Cold-chain hall", "冷链查验大厅"),
    (825, 180, "Laboratory", "实验室"),
    (1075, 330, "Express centre", "快件中心"),
    (1165, 330, "E-commerce hall", "跨境电商大厅"),
    (520, 180, "Control room", "指挥中心"),
)


def places() -> list[PlannedPlace]:
    """All 65 in the order of the wall: lanes, X-rays, berths, yards, warehouses, rail, halls."""
    return [
        *_lanes(),
        *_row("X{}", Kind.XRAY, CENTRE, _XRAYS, "X-ray {}", "机检{}号"),
        *_row("B{:02d}", Kind.BERTH, QUAYS, _BERTHS, "Berth {}", "{}号泊位"),
        *_row("Y{:02d}", Kind.YARD, QUAYS, _YARDS, "Yard {}", "{}号堆场"),
        *_row("W{}", Kind.WAREHOUSE, BONDED, _WAREHOUSES, "Warehouse {}", "{}号仓库"),
        *_row("R{}", Kind.RAIL, RAIL, _RAILS, "Rail {}", "铁路{}线"),
        *(
            PlannedPlace(
                code=f"H{n}", kind=Kind.HALL, office=CENTRE, x=x, y=y, name_en=en, name_zh=zh
            )
            for n, (x, y, en, zh) in enumerate(_HALLS, start=1)
        ),
    ]


def _lanes() -> Iterator[PlannedPlace]:
    for gate, (middle, y) in enumerate(_GATES, start=1):
        for lane in range(1, 7):
            yield PlannedPlace(
                code=f"G{gate}-{lane}",
                kind=Kind.LANE,
                office=GATES,
                x=middle + round((lane - 3.5) * _LANE_WIDTH),
                y=y,
                name_en=f"Gate {gate} lane {lane}",
                name_zh=f"{gate}号卡口{lane}道",
            )


def _row(
    code: str,
    kind: str,
    office: str,
    spots: tuple[tuple[int, int], ...],
    english: str,
    chinese: str,
) -> Iterator[PlannedPlace]:
    for n, (x, y) in enumerate(spots, start=1):
        yield PlannedPlace(
            code=code.format(n),
            kind=kind,
            office=office,
            x=x,
            y=y,
            name_en=english.format(n),
            name_zh=chinese.format(n),
        )
