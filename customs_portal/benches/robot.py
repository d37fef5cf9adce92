"""Boxes inspected in twelve hours with and without robots, and how well their pictures are read.

The day is a model (``inspection/robot/rules/site_model.py`` says what it assumes and that the 500
boxes of the published figure are a whole site's count, not a robot's speed): five days, each
played twice with the same boxes. What its robots cannot read is what the real reader could not
read here: pictures of boxes are painted (light, angle, dirt and blur by seed), read by the house's
own reader, and compared by the wing's own rule with papers that are right, and with papers that
name another box or another seal. A wrong match is a box said to be the one on the papers that is
another, or bears another seal.
"""

import time
from datetime import date
from random import Random
from typing import Any

from customs_portal.benches import Result, percentile
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
TODAY = date(2026, 11, 20)
SEEDS = (1, 2, 3, 4, 5)
PICTURES = 40
MURK = (0.0, 0.2, 0.35, 0.5, 0.7)
OWNERS = ("TEMU", "MSKU", "CSNU", "OOLU", "CMAU", "TGHU", "FCIU")
SEAL_MAKERS = ("HD", "CN", "ML", "SITC")


def run(stack: Stack) -> Result:
    stack.with_django()
    from inspection.robot.rules.site_model import Site, boxes_ended

    read = _read_all()
    site = Site(unread_share=1 - read["matched"] / PICTURES)
    with_robots = [boxes_ended(site=site, seed=seed, with_robots=True) for seed in SEEDS]
    without = [boxes_ended(site=site, seed=seed, with_robots=False) for seed in SEEDS]
    return Result(
        name="robot",
        size={
            "pictures": 2 * PICTURES,
            "days": len(SEEDS),
            "crews": site.crews,
            "robots": site.robots,
            "boxes_with_by_day": with_robots,
            "boxes_without_by_day": without,
        },
        figures={
            "boxes_12h_with": round(sum(with_robots) / len(SEEDS), 1),
            "boxes_12h_without": round(sum(without) / len(SEEDS), 1),
            "read_right": round(read["numbers"] / PICTURES, 3),
            "seal_read_right": round(read["seals"] / PICTURES, 3),
            "read_wrong": read["wrong"],
            "matched_share": round(read["matched"] / PICTURES, 3),
            "wrong_matches": read["wrong_matches"],
            "wrong_papers_tried": read["tried"],
            "cpu_ms_per_picture": round(1000 * read["cpu"] / (2 * PICTURES), 1),
            "wall_ms_per_picture_p95": round(percentile(read["took"], 95), 1),
        },
        reference=stack.machine(),
        goals={
            "boxes_12h_with": ">= 500",
            "boxes_12h_without": ">= 300",
            "wrong_matches": "= 0",
        },
    )


def _read_all() -> dict[str, Any]:
    """Every picture by the house's reader, in this process so that its processor time is known."""
    from hardware_adapters.devices.optics.reader import read_picture, warm_up
    from hardware_adapters.devices.optics.seals import read_seal_picture
    from hardware_adapters.devices.robot.painter import door_picture, seal_picture

    boxes = [_box(number) for number in range(PICTURES)]
    painted = [(door_picture(box), seal_picture(box)) for box in boxes]
    warm_up()
    took: list[float] = []
    told = []
    began = time.process_time()
    for door, seal in painted:
        begun = time.perf_counter()
        box = read_picture(door)
        middle = time.perf_counter()
        told.append((box, read_seal_picture(seal)))
        took += [1000 * (middle - begun), 1000 * (time.perf_counter() - middle)]
    return {"took": took, "cpu": time.process_time() - began, **_judged(boxes, told)}


def _judged(boxes: list[Any], told: list[Any]) -> dict[str, int]:
    """What the comparison says when the papers are right, and when they are not."""
    from customs_portal.registry.law.pack import ask
    from inspection.robot.rules.comparing import compared
    from inspection.robot.states import CheckState
    from inspection.robot.verdicts import Seen

    counted = dict.fromkeys(("numbers", "seals", "wrong", "matched", "wrong_matches", "tried"), 0)
    for number, (box, (door, seal)) in enumerate(zip(boxes, told, strict=True)):
        outcome = door.outcome
        counted["numbers"] += outcome.container_no == box.container_no
        counted["seals"] += seal.seal_no == box.seal_no
        counted["wrong"] += outcome.container_no not in ("", box.container_no)
        counted["wrong"] += seal.seal_no not in ("", box.seal_no)
        seen: dict[str, Any] = {
            "door": Seen(
                number=outcome.container_no, confidence_permille=outcome.confidence_permille
            ),
            "seal": Seen(number=seal.seal_no, confidence_permille=seal.confidence_permille),
            "least_permille": int(ask("robot.least_confidence_permille", on=TODAY).value),
            "least_seal_permille": int(ask("robot.least_seal_confidence_permille", on=TODAY).value),
        }
        right = compared(container_no=box.container_no, seals=(box.seal_no,), **seen)
        counted["matched"] += right.state == CheckState.MATCHES
        other = boxes[(number + 1) % len(boxes)]
        for container_no, seals in (
            (other.container_no, (box.seal_no,)),
            (box.container_no, (other.seal_no,)),
            (box.container_no, (_one_digit_off(box.seal_no),)),
        ):
            wrong = compared(container_no=container_no, seals=seals, **seen)
            counted["tried"] += 1
            counted["wrong_matches"] += wrong.state == CheckState.MATCHES
    return counted


def _box(number: int) -> Any:
    from customs_portal.kit.identifiers import container_check_digit
    from hardware_adapters.devices.robot.painter import Box

    chance = Random(f"robot-bench/{number}")
    body = f"{chance.choice(OWNERS)}{chance.randrange(10**6):06d}"
    return Box(
        container_no=body + container_check_digit(body),
        seal_no=f"{chance.choice(SEAL_MAKERS)}{chance.randrange(10**7):07d}",
        seed=chance.randrange(2**31),
        murk=chance.choice(MURK),
    )


def _one_digit_off(seal_no: str) -> str:
    """The forger's seal: its last digit is another."""
    return seal_no[:-1] + str((int(seal_no[-1]) + 1) % 10)
