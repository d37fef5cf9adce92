"""May the barrier rise? Numbered rules, asked in order; the first that applies refuses.

The barrier opens only if the pass is approved and not expired, plate and container agree, the
container is released and not locked, and the weight is within tolerance.
Everything but the weight is asked first, so the answer does not depend on which of plate and
weight arrived earlier. The line for the lane screen is in both languages at once, because the
driver's language is not known. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from clearance.gates.facts import PassageFacts

LOCKED_STATES = frozenset({"HELD", "IN_INSPECTION", "DETAINED"})
OUT = "OUT"


class Answer(StrEnum):
    OPEN = "OPEN"
    WAIT_FOR_WEIGHT = "WAIT_FOR_WEIGHT"
    REFUSE = "REFUSE"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``line`` is what the driver reads, ``remedy`` what the gate officer does."""

    code: str
    applies: Callable[[PassageFacts], bool]
    line_en: str
    line_zh: str
    remedy_en: str
    remedy_zh: str

    @property
    def line(self) -> str:
        return f"{self.line_en} {self.line_zh}"


@dataclass(frozen=True, kw_only=True)
class Decision:
    answer: Answer
    rule: Rule | None = None


def deviation_permille(*, weighed_kg: int, declared_kg: int) -> int:
    """How far the bridge is from the declared sum, in permille of the latter, rounded up."""
    return -(-abs(weighed_kg - declared_kg) * 1000 // declared_kg)


def _too_heavy_or_light(facts: PassageFacts) -> bool:
    if facts.gate_pass is None or facts.gross_weight_kg is None:
        return False
    off = deviation_permille(
        weighed_kg=facts.gross_weight_kg, declared_kg=facts.gate_pass.declared_total_kg
    )
    return off > facts.weight_tolerance_permille


BEFORE_WEIGHING = (
    Rule(
        code="G-01",
        applies=lambda f: not f.plate_is_readable,
        line_en="Plate not readable. Wait for the officer.",
        line_zh="车牌无法识别，请等候关员。",
        remedy_en="Read the plate by eye and open by hand if pass and container are right.",
        remedy_zh="人工核对车牌；核放单与箱号无误时可手动放行。",
    ),
    Rule(
        code="G-02",
        applies=lambda f: f.direction == OUT and not f.container_no,
        line_en="Container number not readable. Wait for the officer.",
        line_zh="箱号无法识别，请等候关员。",
        remedy_en="Read the container number by eye and open by hand if it fits the pass.",
        remedy_zh="人工核对箱号；与核放单一致时可手动放行。",
    ),
    Rule(
        code="G-03",
        applies=lambda f: f.direction == OUT and f.gate_pass is None,
        line_en="No approved gate pass. Turn back.",
        line_zh="无有效核放单，请掉头。",
        remedy_en="The enterprise must apply for a gate pass for this container.",
        remedy_zh="由企业为该集装箱申请核放单。",
    ),
    Rule(
        code="G-04",
        applies=lambda f: (
            f.direction == OUT and f.gate_pass is not None and f.gate_pass.plate_no != f.plate_no
        ),
        line_en="The gate pass names another plate. Turn back.",
        line_zh="车牌与核放单不符，请掉头。",
        remedy_en="The enterprise must void the pass and apply with the right plate.",
        remedy_zh="由企业作废核放单，并以正确车牌重新申请。",
    ),
    Rule(
        code="G-05",
        applies=lambda f: (
            f.direction == OUT and f.gate_pass is not None and f.gate_pass.valid_until < f.now
        ),
        line_en="The gate pass has expired. Turn back.",
        line_zh="核放单已过期，请掉头。",
        remedy_en="The enterprise must apply for a new gate pass.",
        remedy_zh="由企业重新申请核放单。",
    ),
    Rule(
        code="G-06",
        applies=lambda f: (
            f.direction == OUT
            and f.release is not None
            and not f.release.released
            and f.release.state in LOCKED_STATES
        ),
        line_en="The container is held by customs. Turn back.",
        line_zh="该箱已被海关布控，请掉头。",
        remedy_en="The hold must be lifted by inspection before the container may leave.",
        remedy_zh="须经查验解除布控后方可出场。",
    ),
    Rule(
        code="G-07",
        applies=lambda f: f.direction == OUT and (f.release is None or not f.release.released),
        line_en="The container is not released. Turn back.",
        line_zh="该箱未放行，请掉头。",
        remedy_en="Wait for the release; the declaration shows what is missing.",
        remedy_zh="等待放行；报关单页面显示所缺事项。",
    ),
    Rule(
        code="G-08",
        applies=lambda f: (
            f.direction == OUT
            and f.gate_pass is not None
            and f.release is not None
            and f.gate_pass.declaration_no != f.release.declaration_no
        ),
        line_en="The gate pass belongs to another declaration. Turn back.",
        line_zh="核放单与报关单不符，请掉头。",
        remedy_en="The enterprise must void the pass and apply under the right declaration.",
        remedy_zh="由企业作废核放单，并按正确报关单重新申请。",
    ),
)

OVERWEIGHT = Rule(
    code="G-09",
    applies=_too_heavy_or_light,
    line_en="Weight differs from the gate pass. Wait for the officer.",
    line_zh="重量与核放单不符，请等候关员。",
    remedy_en="Weigh again; if the difference stays, send the vehicle to inspection.",
    remedy_zh="重新过磅；差异仍存在的，转查验处置。",
)

RULES = (*BEFORE_WEIGHING, OVERWEIGHT)
BY_CODE = {rule.code: rule for rule in RULES}

OPEN_LINE = "Go ahead. 请通行。"
WEIGHING_LINE = "Weighing. Please wait. 正在过磅，请稍候。"


def decide(facts: PassageFacts) -> Decision:
    """The first rule that applies; an outbound vehicle without its weight waits for it."""
    for rule in BEFORE_WEIGHING:
        if rule.applies(facts):
            return Decision(answer=Answer.REFUSE, rule=rule)
    if facts.direction == OUT and facts.gross_weight_kg is None:
        return Decision(answer=Answer.WAIT_FOR_WEIGHT)
    if facts.direction == OUT and OVERWEIGHT.applies(facts):
        return Decision(answer=Answer.REFUSE, rule=OVERWEIGHT)
    return Decision(answer=Answer.OPEN)
