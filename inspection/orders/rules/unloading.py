"""How a box is emptied: set by rule from the goods and the hits, by no officer (掏箱)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from customs_portal.registry.law.pack import ask

DEEPEST_FIRST = "ADBC"  # whole box, every piece, a sample, outside only
MOST_CAREFUL_FIRST = ("live", "dangerous", "cold", "bulk", "heavy")
ORDINARY = "ordinary"


class Plan(TypedDict):
    """``how`` is a word of the wing's list, ``depth`` the third character of a method code."""

    how: str
    depth: str
    because: list[str]


def plan_for(
    *, method: str, declared: Sequence[Mapping[str, str]], reasons: Sequence[str], on: date
) -> Plan:
    """The most careful way that any of the goods asks for, as deep as any rule asks for."""
    ways = ask("inspection.unloading_by_chapter", on=on).value
    depths = ask("inspection.unloading_third_by_rule", on=on).value
    because = []
    found = set()
    for item in declared:
        chapter = item.get("code", "")[:2]
        if chapter in ways:
            found.add(ways[chapter])
            because.append(f"{item['code']}: {ways[chapter]}")
    asked = {method[2]}
    for reason in reasons:
        rule = reason.split(" ")[0]
        if rule in depths:
            asked.add(depths[rule])
            because.append(f"{rule}: {depths[rule]}")
    return Plan(
        how=next((way for way in MOST_CAREFUL_FIRST if way in found), ORDINARY),
        depth=next(depth for depth in DEEPEST_FIRST if depth in asked),
        because=because,
    )
