"""May the barrier rise? Numbered rules, asked in order; the first that applies refuses.

The barrier opens only if the pass is approved and not expired (a truck that comes in empty may
come on the pass of the box that it fetches), two independent identities
agree with it (the plate, and the container, the tag or the signed pass code), nothing is
locked, the container is released, the seal is right and the weight is within tolerance.
Everything that needs no waiting is asked first, so the answer does not depend on what arrived
earlier. The line for the lane screen is in both languages at once, because the driver's
language is not known. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from clearance.gates.facts import PassageFacts

LOCKED_STATES = frozenset({"IN_RE_REVIEW", "HELD", "IN_INSPECTION", "DETAINED"})
OUT = "OUT"
NEEDED_IDENTITIES = 2


class Answer(StrEnum):
    OPEN = "OPEN"
    WAIT_FOR_IDENTITY = "WAIT_FOR_IDENTITY"
    WAIT_FOR_SEAL = "WAIT_FOR_SEAL"
    WAIT_FOR_WEIGHT = "WAIT_FOR_WEIGHT"
    REFUSE = "REFUSE"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``line`` is what the driver reads, ``remedy`` what the gate officer does; ``law`` is a key
    of the law pack."""

    code: str
    applies: Callable[[PassageFacts], bool]
    line_en: str
    line_zh: str
    remedy_en: str
    remedy_zh: str
    law: str = ""

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


def identities_of(facts: PassageFacts) -> tuple[str, ...]:
    """Which independent readings agree about the vehicle; a plate alone may be painted."""
    found = []
    gate_pass = facts.gate_pass
    if facts.plate_is_readable and (gate_pass is None or gate_pass.plate_no == facts.plate_no):
        found.append("PLATE")
    if facts.container_no and (gate_pass is None or gate_pass.container_no == facts.container_no):
        found.append("CONTAINER")
    if facts.tag_plate_no and facts.tag_plate_no == facts.plate_no:
        found.append("TAG")
    if facts.code_pass_no and gate_pass is not None and gate_pass.pass_no == facts.code_pass_no:
        found.append("CODE")
    return tuple(found)


def _off_balance(facts: PassageFacts) -> bool:
    if facts.gate_pass is None or facts.gross_weight_kg is None:
        return False
    off = deviation_permille(
        weighed_kg=facts.gross_weight_kg, declared_kg=facts.gate_pass.declared_total_kg
    )
    return off > facts.weight_tolerance_permille


def _is_empty(facts: PassageFacts) -> bool:
    return facts.gate_pass is not None and facts.gate_pass.is_empty


def _unread_box(facts: PassageFacts) -> bool:
    """A box is expected, or nothing says that there is none."""
    if facts.container_no:
        return False
    if facts.gate_pass is None:
        return facts.direction == OUT
    return bool(facts.gate_pass.container_no)


def _comes_unasked(facts: PassageFacts) -> bool:
    """Whoever comes in has a pass, or comes empty to fetch a box that has one."""
    if facts.direction == OUT or facts.gate_pass is not None:
        return False
    return bool(facts.container_no) or not facts.has_appointment


def _unreleased(facts: PassageFacts) -> bool:
    if facts.direction != OUT or not facts.container_no:
        return False
    if facts.release is None:
        return facts.gate_pass is None or facts.gate_pass.needs_release
    return not facts.release.released


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
        applies=_unread_box,
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
        code="G-19",
        applies=_comes_unasked,
        line_en="No gate pass and no appointment. Turn back.",
        line_zh="无核放单，亦无提箱预约，请掉头。",
        remedy_en="Register the vehicle here (type 5), or have its enterprise apply for a pass.",
        remedy_zh="在卡口登记（类型 5），或由企业申请核放单。",
    ),
    Rule(
        code="G-04",
        applies=lambda f: f.gate_pass is not None and f.gate_pass.plate_no != f.plate_no,
        line_en="The gate pass names another plate. Turn back.",
        line_zh="车牌与核放单不符，请掉头。",
        remedy_en="The enterprise must void the pass and apply with the right plate.",
        remedy_zh="由企业作废核放单，并以正确车牌重新申请。",
    ),
    Rule(
        code="G-05",
        applies=lambda f: f.gate_pass is not None and f.gate_pass.valid_until < f.now,
        line_en="The gate pass has expired. Turn back.",
        line_zh="核放单已过期，请掉头。",
        remedy_en="The enterprise must apply for a new gate pass.",
        remedy_zh="由企业重新申请核放单。",
        law="gate.pass_valid_hours",
    ),
    Rule(
        code="G-10",
        applies=lambda f: f.locked,
        line_en="Locked by customs. Pull aside.",
        line_zh="已被海关锁定，请靠边等候。",
        remedy_en="The person named in the lock must unlock it first.",
        remedy_zh="须由锁定单指定的人员先行解锁。",
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
        applies=_unreleased,
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
    Rule(
        code="G-11",
        applies=lambda f: bool(f.tag_plate_no) and f.tag_plate_no != f.plate_no,
        line_en="Tag and plate name different trucks. Wait.",
        line_zh="电子车牌与车牌不符，请等候关员。",
        remedy_en="One of both is not genuine: check the vehicle papers before anything else.",
        remedy_zh="二者必有一假：先核对行驶证与车辆备案。",
    ),
    Rule(
        code="G-12",
        applies=lambda f: (
            bool(f.code_fault)
            or (
                bool(f.code_pass_no)
                and (f.gate_pass is None or f.gate_pass.pass_no != f.code_pass_no)
            )
        ),
        line_en="This pass code is not valid here. Wait.",
        line_zh="核放单二维码无效，请等候关员。",
        remedy_en="Compare the code with the pass; the reason stands beside the passage.",
        remedy_zh="将二维码与核放单核对；原因见通行记录。",
    ),
    Rule(
        code="G-13",
        applies=lambda f: f.seal is not None and not f.seal.is_intact,
        line_en="The seal is open or broken. Wait.",
        line_zh="关锁已开启或损坏，请等候关员。",
        remedy_en="Secure the vehicle; photograph the seal; send it to inspection.",
        remedy_zh="控制车辆，拍摄关锁，转查验处置。",
    ),
    Rule(
        code="G-18",
        applies=lambda f: f.lock_is_breached,
        line_en="The safety lock reports a breach. Pull aside.",
        line_zh="安全智能锁报告异常，请靠边等候。",
        remedy_en="Secure the vehicle; look at the lock's trail; send it to inspection.",
        remedy_zh="控制车辆，查看智能锁轨迹，转查验处置。",
    ),
    Rule(
        code="G-14",
        applies=lambda f: (
            f.gate_pass is not None
            and bool(f.gate_pass.seal_no)
            and f.seal is not None
            and f.seal.seal_no != f.gate_pass.seal_no
        ),
        line_en="Another seal than on the pass. Wait.",
        line_zh="关锁号与核放单不符，请等候关员。",
        remedy_en="Compare the seal number by eye; without an explanation send it to inspection.",
        remedy_zh="人工核对关锁号；无合理说明的，转查验处置。",
    ),
)

OVERWEIGHT = Rule(
    code="G-09",
    applies=lambda f: _off_balance(f) and not _is_empty(f),
    line_en="Weight differs from the gate pass. Wait for the officer.",
    line_zh="重量与核放单不符，请等候关员。",
    remedy_en="Weigh again; if the difference stays, send the vehicle to inspection.",
    remedy_zh="重新过磅；差异仍存在的，转查验处置。",
    law="gate.weight_tolerance_permille",
)

EMPTY_YET_HEAVY = Rule(
    code="G-15",
    applies=lambda f: _off_balance(f) and _is_empty(f),
    line_en="Declared empty, but the weight is abnormal. Wait.",
    line_zh="申报为空，但重量异常，请等候关员。",
    remedy_en="Open the box and look inside before it moves on.",
    remedy_zh="放行前开箱查看。",
    law="gate.weight_tolerance_permille",
)
TURNED_BACK = Rule(
    code="G-90",
    applies=lambda f: False,
    line_en="The officer sends you back. Turn back.",
    line_zh="关员要求退回，请掉头。",
    remedy_en="The reason stands beside the passage.",
    remedy_zh="原因见通行记录。",
)
USED_BEFORE = Rule(  # found by a lane that worked alone
    code="G-16",
    applies=lambda f: False,
    line_en="This gate pass was used already. Wait.",
    line_zh="核放单已使用，请等候关员。",
    remedy_en="The same token came twice: compare both vehicles and their papers.",
    remedy_zh="同一凭证出现两次：核对两车及其单证。",
)
ONE_IDENTITY = Rule(  # the same
    code="G-17",
    applies=lambda f: False,
    line_en="Two identities are needed. Show your code.",
    line_zh="须有两种身份凭证，请出示核放单二维码。",
    remedy_en="Let the driver show the pass code, or read the container number.",
    remedy_zh="请司机出示核放单二维码，或核对箱号。",
)

AFTER_WEIGHING = (OVERWEIGHT, EMPTY_YET_HEAVY)
RULES = (*BEFORE_WEIGHING, *AFTER_WEIGHING)
BY_CODE = {rule.code: rule for rule in (*RULES, TURNED_BACK, USED_BEFORE, ONE_IDENTITY)}

# What one officer's eyes may replace; every other refusal needs a second person.
READ_BY_EYE = frozenset({"G-01", "G-02"})
# What nobody overrules at the lane: the release or the lock itself must change first.
NEVER_BY_HAND = frozenset({"G-06", "G-07", "G-10"})

OPEN_LINE = "Go ahead. 请通行。"
WEIGHING_LINE = "Weighing. Please wait. 正在过磅，请稍候。"
IDENTITY_LINE = "Show your pass code to the reader. 请出示核放单二维码。"
SEAL_LINE = "Reading the seal. Please wait. 正在读取关锁，请稍候。"
WAITING_LINES = {
    Answer.WAIT_FOR_IDENTITY: IDENTITY_LINE,
    Answer.WAIT_FOR_SEAL: SEAL_LINE,
    Answer.WAIT_FOR_WEIGHT: WEIGHING_LINE,
}


def decide(facts: PassageFacts) -> Decision:
    """The first rule that applies; what is not read yet is waited for."""
    for rule in BEFORE_WEIGHING:
        if rule.applies(facts):
            return Decision(answer=Answer.REFUSE, rule=rule)
    if len(identities_of(facts)) < NEEDED_IDENTITIES:
        return Decision(answer=Answer.WAIT_FOR_IDENTITY)
    if facts.gate_pass is not None and facts.gate_pass.seal_no and facts.seal is None:
        return Decision(answer=Answer.WAIT_FOR_SEAL)
    if facts.gate_pass is not None and facts.gross_weight_kg is None:
        return Decision(answer=Answer.WAIT_FOR_WEIGHT)
    for rule in AFTER_WEIGHING:
        if rule.applies(facts):
            return Decision(answer=Answer.REFUSE, rule=rule)
    return Decision(answer=Answer.OPEN)


def to_be_overruled(facts: PassageFacts) -> Rule | None:
    """What an officer who opens by hand overrules: the first rule that no eye can settle."""
    for rule in RULES:
        if rule.code not in READ_BY_EYE and rule.applies(facts):
            return rule
    return None
