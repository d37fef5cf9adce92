"""Measurements of a whole portal, each in one file named after it.

A bench is a module with ``run(stack: Stack) -> Result``; its first docstring line says what it
measures. It gets a fresh portal of its own: embedded services, web, sockets, workers, gateway.
``PROCESSES`` (a set of names) in the module asks for fewer of them, an empty set for none.
A bench over files has ``why_not(folder)``, a sentence when they are not at hand, and
``run(stack, folder)``; ``--folder`` names them.
"""

import re
from dataclasses import dataclass, field
from typing import Any

_GOAL = re.compile(r"(<=|>=|<|>|=) *(-?[0-9.]+)")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was run, what came out, and what it is held against.

    ``goals`` says for a figure what is wanted: ``{"p95_ms": "< 300"}``. ``reference`` holds a
    limit or peer that was measured in the same run.
    """

    name: str
    size: dict[str, Any]
    figures: dict[str, float]
    reference: dict[str, Any]
    goals: dict[str, str] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether every goal is reached by its figure; a figure that is missing reaches none."""
        return all(
            key in self.figures and _reaches(self.figures[key], goal)
            for key, goal in self.goals.items()
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "size": self.size,
            "figures": self.figures,
            "reference": self.reference,
            "goals": self.goals,
            "met": self.met,
        }


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that ``percent`` of all values do not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def _reaches(figure: float, goal: str) -> bool:
    parts = _GOAL.fullmatch(goal)
    if parts is None:
        raise ValueError(f"a goal reads like '< 300', not {goal!r}")
    sign, limit = parts[1], float(parts[2])
    return {
        "<": figure < limit,
        "<=": figure <= limit,
        ">": figure > limit,
        ">=": figure >= limit,
        "=": figure == limit,
    }[sign]
