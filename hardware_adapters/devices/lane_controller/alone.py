"""Deciding without the portal: by a signed token, its time, and only once. Pure.

Stricter than the portal, never kinder: what cannot be known is a refusal. The numbers of the
rules are the gate's own; G-16 says that a token was used before.
"""

from dataclasses import dataclass
from datetime import datetime

from hardware_adapters.facts import ReleaseToken

LINES = {
    "": "Go ahead. 请通行。",
    "G-03": "The gate works alone and knows no pass. Wait. 卡口离线，未找到核放单，请等候。",
    "G-04": "The gate pass names another plate. Turn back. 车牌与核放单不符，请掉头。",
    "G-05": "The gate pass has expired. Turn back. 核放单已过期，请掉头。",
    "G-09": "Weight differs from the gate pass. Wait. 重量与核放单不符，请等候关员。",
    "G-12": "This pass code is not valid here. Wait. 核放单二维码无效，请等候关员。",
    "G-14": "The seal is not that of the pass. Wait. 关锁与核放单不符，请等候关员。",
    "G-16": "This gate pass was used already. Wait. 核放单已使用，请等候关员。",
    "G-17": "Two identities are needed. Show your code. 请出示核放单二维码。",
}
NEEDED_IDENTITIES = 2


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """What the lane's readers say of the vehicle that stands there."""

    passage_no: str
    place_code: str
    direction: str
    plate_no: str
    container_no: str = ""
    tag_id: str = ""
    seal_no: str = ""
    seal_is_intact: bool = False
    gross_weight_kg: int = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    rule: str
    identities: tuple[str, ...]

    @property
    def opened(self) -> bool:
        return not self.rule

    @property
    def line(self) -> str:
        return LINES[self.rule]


def decide_alone(
    *, vehicle: Vehicle, token: ReleaseToken | None, shown: bool, used: bool, now: datetime
) -> Verdict:
    """``shown``: the driver held this very token before the reader; ``used``: it is spent."""
    if token is None:
        return Verdict(rule="G-12" if shown else "G-03", identities=())
    identities = _identities(vehicle, token, shown)
    return Verdict(rule=_refusal(vehicle, token, identities, used, now), identities=identities)


def _identities(vehicle: Vehicle, token: ReleaseToken, shown: bool) -> tuple[str, ...]:
    found = {
        "PLATE": vehicle.plate_no == token.plate_no,
        "CONTAINER": bool(token.container_no) and vehicle.container_no == token.container_no,
        "TAG": bool(token.tag_id) and vehicle.tag_id == token.tag_id,
        "CODE": shown,
    }
    return tuple(name for name, agrees in found.items() if agrees)


def _refusal(
    vehicle: Vehicle,
    token: ReleaseToken,
    identities: tuple[str, ...],
    used: bool,
    now: datetime,
) -> str:
    """The number of the first rule that refuses, empty when the barrier may rise."""
    if used:
        return "G-16"
    if vehicle.plate_no != token.plate_no:
        return "G-04"
    if token.valid_until < now or vehicle.direction != token.direction:
        return "G-05"
    if vehicle.container_no != token.container_no:
        return "G-03"
    if len(identities) < NEEDED_IDENTITIES:
        return "G-17"
    if token.seal_no and (vehicle.seal_no != token.seal_no or not vehicle.seal_is_intact):
        return "G-14"
    off = abs(vehicle.gross_weight_kg - token.total_kg) * 1000
    if off > token.tolerance_permille * token.total_kg:
        return "G-09"
    return ""
