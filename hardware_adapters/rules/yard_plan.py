"""The plan of a yard as a robot drives it: nodes, and edges that are driven both ways. Pure.

Centimetres from the yard's south-west corner, whole numbers. As text it is one JSON object::

    {"nodes": [["S01", "SLOT", 600, 900], ["W1", "WAY", 600, 500], ["D1", "DOCK", 0, 500]],
     "edges": [["D1", "W1"], ["W1", "S01"]]}

A box stands before a SLOT with its end door towards it; a robot rests and is charged at a DOCK.
An edge is as long as the straight line between its ends.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SLOT, WAY, DOCK = "SLOT", "WAY", "DOCK"
KINDS = (SLOT, WAY, DOCK)
MOST_NODES = 500
CM_A_METRE = 100


class PlanFault(ValueError):
    """These nodes and edges are no plan of a yard."""


@dataclass(frozen=True, kw_only=True)
class Node:
    name: str
    kind: str
    x_cm: int
    y_cm: int


@dataclass(frozen=True, kw_only=True)
class YardPlan:
    nodes: Mapping[str, Node]
    edges: tuple[tuple[str, str], ...] = field(default=())

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes one edge away, by node, in the order of their names."""
        found: dict[str, set[str]] = {name: set() for name in self.nodes}
        for one, other in self.edges:
            found[one].add(other)
            found[other].add(one)
        return {name: tuple(sorted(ends)) for name, ends in found.items()}

    @property
    def slots(self) -> tuple[str, ...]:
        return self._of(SLOT)

    @property
    def docks(self) -> tuple[str, ...]:
        return self._of(DOCK)

    def _of(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted(one.name for one in self.nodes.values() if one.kind == kind))

    def metres(self, one: str, other: str) -> float:
        """The straight line between two nodes."""
        a, b = self.nodes[one], self.nodes[other]
        return math.hypot(a.x_cm - b.x_cm, a.y_cm - b.y_cm) / CM_A_METRE

    def route(self, start: str, end: str) -> tuple[str, ...]:
        """The shortest way, both ends included; empty when there is none (Dijkstra)."""
        if start not in self.nodes or end not in self.nodes:
            return ()
        best = {start: 0.0}
        before: dict[str, str] = {}
        open_ends = [(0.0, start)]
        while open_ends:
            far, node = heapq.heappop(open_ends)
            if node == end:
                break
            for following in self.beside[node]:
                length = far + self.metres(node, following)
                if length < best.get(following, math.inf):
                    best[following], before[following] = length, node
                    heapq.heappush(open_ends, (length, following))
        if end not in best:
            return ()
        way = [end]
        while way[-1] != start:
            way.append(before[way[-1]])
        return tuple(reversed(way))

    def length(self, route: Sequence[str]) -> float:
        """How many metres a route has."""
        return sum(self.metres(one, other) for one, other in zip(route, route[1:], strict=False))

    def as_wire(self) -> dict[str, Any]:
        return {
            "nodes": [
                [one.name, one.kind, one.x_cm, one.y_cm]
                for one in sorted(self.nodes.values(), key=lambda node: node.name)
            ],
            "edges": [list(edge) for edge in self.edges],
        }


def read_plan(given: Mapping[str, Any]) -> YardPlan:
    """Raises ``PlanFault``: an unknown word, a name twice, an edge into nothing, a slot that
    cannot be reached from a dock."""
    try:
        nodes = [
            Node(name=str(name), kind=str(kind), x_cm=int(x), y_cm=int(y))
            for name, kind, x, y in given["nodes"]
        ]
        edges = tuple((str(one), str(other)) for one, other in given["edges"])
    except (KeyError, TypeError, ValueError) as error:
        raise PlanFault("A plan has nodes of four and edges of two parts.") from error
    plan = YardPlan(nodes={one.name: one for one in nodes}, edges=edges)
    if not 0 < len(nodes) <= MOST_NODES or len(plan.nodes) != len(nodes):
        raise PlanFault(f"A plan has 1 to {MOST_NODES} nodes, each name once.")
    if unknown := [one.name for one in nodes if one.kind not in KINDS]:
        raise PlanFault(f"{unknown[0]} is none of {', '.join(KINDS)}.")
    if lost := [edge for edge in edges if not set(edge) <= plan.nodes.keys() or edge[0] == edge[1]]:
        raise PlanFault(f"The edge {lost[0][0]}-{lost[0][1]} joins no two nodes.")
    if not plan.docks:
        raise PlanFault("A robot needs a dock.")
    for slot in plan.slots:
        if not plan.route(plan.docks[0], slot):
            raise PlanFault(f"No way leads from {plan.docks[0]} to {slot}.")
    return plan


def rows_of_slots(*, rows: int, slots_a_row: int, apart_cm: int, row_cm: int) -> YardPlan:
    """A plain yard: parallel lanes with slots on one side, joined at both ends, dock at the
    corner. ``apart_cm``: from slot to slot; ``row_cm``: from lane to lane."""
    nodes = [Node(name="D1", kind=DOCK, x_cm=0, y_cm=0)]
    edges: list[tuple[str, str]] = []
    for row in range(1, rows + 1):
        y = (row - 1) * row_cm
        names = [f"W{row}-{place}" for place in range(slots_a_row + 2)]
        for place, name in enumerate(names):
            nodes.append(Node(name=name, kind=WAY, x_cm=(place + 1) * apart_cm, y_cm=y))
        edges += list(zip(names, names[1:], strict=False))
        for place in range(1, slots_a_row + 1):
            slot = f"{chr(64 + row)}{place:02d}"
            nodes.append(
                Node(name=slot, kind=SLOT, x_cm=(place + 1) * apart_cm, y_cm=y + row_cm // 2)
            )
            edges.append((names[place], slot))
        if row == 1:
            edges.append(("D1", names[0]))
        else:
            edges += [(f"W{row - 1}-0", names[0]), (f"W{row - 1}-{slots_a_row + 1}", names[-1])]
    return YardPlan(nodes={one.name: one for one in nodes}, edges=tuple(edges))
