"""A grade of a pool as a picture: the share that was drawn, its interval, the published rate."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from inspection.draws.queries.draws import GradeLine

WIDTH, HEIGHT, EDGE = 180, 18, 4
PERMILLE = 1000


def rate_chart(line: GradeLine, /) -> SafeString:
    """The dot is the share, the bar its 95 % interval, the upright line the rate."""
    share = line.share
    if share is None or share.value is None or share.low is None or share.high is None:
        return mark_safe("")
    rate = line.rate / PERMILLE
    most = max(share.high, rate * 2, 0.01)

    def x(value: float) -> str:
        return f"{EDGE + min(value / most, 1) * (WIDTH - 2 * EDGE):.1f}"

    middle = HEIGHT / 2
    return format_html(
        '<svg class="interval" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">'
        '<line class="grid-line" x1="4" x2="{end}" y1="{m}" y2="{m}"/>'
        '<rect class="interval-reach" x="{low}" y="{top}" width="{wide}" height="8" rx="2"/>'
        '<line class="rate-mark" x1="{rate}" x2="{rate}" y1="1" y2="{bottom}"/>'
        '<circle class="fill-1" cx="{dot}" cy="{m}" r="4"/></svg>',
        w=WIDTH,
        h=HEIGHT,
        end=WIDTH - EDGE,
        m=middle,
        low=x(share.low),
        top=middle - EDGE,
        wide=f"{max(float(x(share.high)) - float(x(share.low)), 1):.1f}",
        rate=x(rate),
        bottom=HEIGHT - 1,
        dot=x(share.value),
    )
