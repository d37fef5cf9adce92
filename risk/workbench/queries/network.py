"""Who deals with whom: firms tied by the agents, declarants, sellers and addresses they share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from risk.cases.queries import Period
from risk.cases.queries.things import PERSONS, Tie, ties

MOST_NODES = 48
OF_THE_FIRST = 50
OF_THE_SECOND = 80
Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Node:
    """``steps`` away from what was asked for."""

    kind: str
    key: str
    steps: int
    judged: int
    stopped: int
    found: int


@dataclass(frozen=True, kw_only=True)
class Edge:
    one: Key
    other: Key
    judged: int
    found: int


@dataclass(frozen=True, kw_only=True)
class Network:
    """``cut`` when more was tied than can be drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool = False


@dataclass
class _Sum:
    judged: int = 0
    stopped: int = 0
    found: int = 0

    def add(self, tie: Tie) -> None:
        self.judged += tie.judged
        self.stopped += tie.stopped
        self.found += tie.found


@dataclass
class _Web:
    nodes: dict[Key, _Sum] = field(default_factory=dict)
    edges: dict[tuple[Key, Key], _Sum] = field(default_factory=dict)
    seen: set[Tie] = field(default_factory=set)

    def take(self, found: Iterable[Tie]) -> None:
        for tie in found:
            if tie in self.seen or not tie.firm:
                continue
            self.seen.add(tie)
            firm = ("firm", tie.firm)
            self.nodes.setdefault(firm, _Sum()).add(tie)
            for kind in PERSONS:
                key = getattr(tie, kind)
                if key:
                    self.nodes.setdefault((kind, key), _Sum()).add(tie)
                    self.edges.setdefault((firm, (kind, key)), _Sum()).add(tie)


def network(*, kind: str, key: str, period: Period) -> Network:
    """Two steps around one firm, agent, declarant, seller or address."""
    web = _Web()
    start = (kind, key)
    web.take(ties(kind=kind, keys=[key], period=period, limit=OF_THE_FIRST))
    beyond: dict[str, list[str]] = {}
    for other_kind, other_key in web.nodes:
        if (other_kind, other_key) != start and (kind == "firm") == (other_kind != "firm"):
            beyond.setdefault(other_kind, []).append(other_key)
    for other_kind, keys in beyond.items():
        web.take(ties(kind=other_kind, keys=keys, period=period, limit=OF_THE_SECOND))
    return _drawn(web, start)


def _drawn(web: _Web, start: Key) -> Network:
    """What matters most, the nearest first; ties to what is left out are left out."""
    steps = _steps(web, start)
    order = sorted(
        steps,
        key=lambda one: (steps[one], -web.nodes[one].found, -web.nodes[one].judged, one),
    )
    kept = set(order[:MOST_NODES])
    nodes = tuple(
        Node(
            kind=one[0],
            key=one[1],
            steps=steps[one],
            judged=web.nodes[one].judged,
            stopped=web.nodes[one].stopped,
            found=web.nodes[one].found,
        )
        for one in order[:MOST_NODES]
    )
    edges = tuple(
        Edge(one=one, other=other, judged=total.judged, found=total.found)
        for (one, other), total in sorted(web.edges.items())
        if one in kept and other in kept
    )
    return Network(nodes=nodes, edges=edges, cut=len(order) > MOST_NODES)


def _steps(web: _Web, start: Key) -> dict[Key, int]:
    if start not in web.nodes:
        return {}
    beside: dict[Key, list[Key]] = {}
    for one, other in web.edges:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    steps, edge = {start: 0}, [start]
    while edge:
        edge = [
            other
            for one in edge
            for other in beside.get(one, ())
            if other not in steps and steps.setdefault(other, steps[one] + 1)
        ]
    return steps
