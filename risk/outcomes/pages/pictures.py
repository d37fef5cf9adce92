"""Pictures of shares and probabilities, drawn on the server; each has its figures beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from risk.outcomes.queries.monitoring import Calibration
from risk.statistics import Share

WIDTH, HEIGHT = 180, 18
SIDE, EDGE = 300, 48


def interval(share: Share) -> SafeString:
    """The share as a dot on its interval, on a line from nothing to all."""
    if share.value is None or share.low is None or share.high is None:
        return mark_safe("")
    low, dot, high = (
        f"{4 + value * (WIDTH - 8):.1f}" for value in (share.low, share.value, share.high)
    )
    middle = HEIGHT / 2
    return format_html(
        '<svg class="interval" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        '<line class="grid-line" x1="4" x2="{}" y1="{}" y2="{}"/>'
        '<rect class="interval-reach" x="{}" y="{}" width="{}" height="8" rx="2"/>'
        '<circle class="fill-1" cx="{}" cy="{}" r="4"/></svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        WIDTH - 4,
        middle,
        middle,
        low,
        middle - 4,
        f"{max(float(high) - float(low), 1):.1f}",
        dot,
        middle,
    )


def reliability(one: Calibration, *, title: str, across: str, up: str) -> SafeString:
    """Found against expected: on the diagonal a probability means what it says."""
    known = [
        (bin_.expected, bin_.found)
        for bin_ in one.bins
        if bin_.expected is not None and bin_.found.value is not None
    ]
    dots = format_html_join(
        "",
        '<line class="line series-1" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<circle class="fill-1" cx="{0}" cy="{3}" r="4"/>',
        (
            (_x(expected), _y(found.low or 0), _y(found.high or 0), _y(found.value or 0))
            for expected, found in known
        ),
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}"><title>{}</title>{}'
        '<line class="spark-target" x1="{}" y1="{}" x2="{}" y2="{}"/>{}'
        '<text x="{}" y="{}" text-anchor="end">{}</text><text x="{}" y="12">{}</text></svg>',
        SIDE + 2 * EDGE,
        SIDE + 2 * EDGE,
        SIDE + 2 * EDGE,
        title,
        title,
        _grid(),
        _x(0),
        _y(0),
        _x(1),
        _y(1),
        dots,
        SIDE + EDGE,
        SIDE + 2 * EDGE - 2,
        across,
        2,
        up,
    )


def _grid() -> SafeString:
    return format_html_join(
        "",
        '<line class="grid-line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{} %</text>',
        (
            (_x(0), _x(1), _y(step / 4), _y(step / 4), EDGE - 4, float(_y(step / 4)) + 4, step * 25)
            for step in range(5)
        ),
    )


def _x(value: float) -> str:
    return f"{EDGE + value * SIDE:.1f}"


def _y(value: float) -> str:
    return f"{EDGE + (1 - value) * SIDE:.1f}"


def pair_of_bars(before: Sequence[int], after: Sequence[int]) -> SafeString:
    """Two spreads over the same bins, side by side, each as shares of its own whole."""
    if not sum(before) or not sum(after):
        return mark_safe("")
    shares = [[count / sum(side) for count in side] for side in (before, after)]
    top = max(max(side) for side in shares)
    step = WIDTH / len(before)
    bars = format_html_join(
        "",
        '<rect class="fill-{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                number,
                f"{index * step + (number - 1) * step * 0.45:.1f}",
                f"{36 - share / top * 34:.1f}",
                f"{max(step * 0.4, 0.5):.1f}",
                f"{share / top * 34:.1f}",
            )
            for number, side in enumerate(shares, start=1)
            for index, share in enumerate(side)
        ),
    )
    return format_html(
        '<svg class="spreads" viewBox="0 0 {} 36" width="{}" height="36" aria-hidden="true">'
        "{}</svg>",
        WIDTH,
        WIDTH,
        bars,
    )
