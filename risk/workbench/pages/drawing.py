"""The network as a picture: places by networkx, every node a link that the keyboard reaches."""

import math
from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from risk.workbench.queries.network import Key, Network, Node

WIDTH, HEIGHT, EDGE = 1080, 640, 70
SEED = 7
LONGEST_LABEL = 22


def places_of(network: Network) -> dict[Key, tuple[float, float]]:
    """Where each node lies; the same network always lies alike."""
    import networkx  # takes a fifth of a second, which only this page needs

    graph = networkx.Graph()
    graph.add_nodes_from((node.kind, node.key) for node in network.nodes)
    graph.add_weighted_edges_from(
        (edge.one, edge.other, 1 + math.log(edge.judged)) for edge in network.edges
    )
    spot = networkx.spring_layout(
        graph, seed=SEED, k=2.2 / math.sqrt(max(len(graph), 1)), iterations=50
    )
    return {key: _on_page(*place) for key, place in spot.items()}


def _on_page(x: float, y: float) -> tuple[float, float]:
    return (
        round(WIDTH / 2 + float(x) * (WIDTH / 2 - EDGE), 1),
        round(HEIGHT / 2 + float(y) * (HEIGHT / 2 - EDGE), 1),
    )


def picture(
    network: Network,
    *,
    title: str,
    words: Mapping[Key, str],
    links: Mapping[Key, str],
    told: Mapping[Key, str],
) -> SafeString:
    """``words`` stand beside the nodes, ``told`` is what each says to whoever cannot see it."""
    places = places_of(network)
    lines = format_html_join(
        "",
        '<line class="tie{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="{}"/>',
        (
            (
                " tie-found" if edge.found else "",
                *places[edge.one],
                *places[edge.other],
                f"{min(1 + math.log2(edge.judged), 7):.1f}",
            )
            for edge in network.edges
        ),
    )
    nodes = format_html_join(
        "",
        '<a href="{}" class="node node-{}{}{}" aria-label="{}">{}<text x="{}" y="{}" '
        'text-anchor="middle">{}</text></a>',
        (
            (
                links[(node.kind, node.key)],
                node.kind,
                " node-found" if node.found else "",
                " node-start" if node.steps == 0 else "",
                told[(node.kind, node.key)],
                _shape(node, *places[(node.kind, node.key)]),
                places[(node.kind, node.key)][0],
                places[(node.kind, node.key)][1] + _size(node) + 14,
                _short(words[(node.kind, node.key)]),
            )
            for node in network.nodes
        ),
    )
    return format_html(
        '<svg class="network" viewBox="0 0 {} {}" role="group" aria-label="{}"><title>{}</title>'
        "{}{}</svg>",
        WIDTH,
        HEIGHT,
        title,
        title,
        lines,
        nodes,
    )


def _size(node: Node) -> float:
    return round(min(7 + 2.2 * math.log2(1 + node.judged), 26), 1)


def _shape(node: Node, x: float, y: float) -> SafeString:
    """A shape of its own for each kind: colour is never the only sign."""
    size = _size(node)
    if node.kind == "firm":
        return format_html('<circle cx="{}" cy="{}" r="{}"/>', x, y, size)
    corners = {"agent": (4, 45), "seller": (4, 0), "address": (3, -90), "declarant": (6, 0)}
    count, turn = corners[node.kind]
    points = " ".join(
        f"{x + size * math.cos(math.radians(turn + at * 360 / count)):.1f},"
        f"{y + size * math.sin(math.radians(turn + at * 360 / count)):.1f}"
        for at in range(count)
    )
    return format_html('<polygon points="{}"/>', points)


def legend(kinds: Mapping[str, str]) -> SafeString:
    """One sample of each shape with its word."""
    samples = format_html_join(
        "",
        '<li><svg class="network-key" viewBox="0 0 24 24" width="24" height="24" '
        'aria-hidden="true"><g class="node node-{}">{}</g></svg> {}</li>',
        (
            (
                kind,
                _shape(Node(kind=kind, key="", steps=1, judged=1, stopped=0, found=0), 12, 12),
                word,
            )
            for kind, word in kinds.items()
        ),
    )
    return format_html('<ul class="network-legend">{}</ul>', samples) if samples else mark_safe("")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
