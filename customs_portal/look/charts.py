"""Small SVG charts without scripts or inline styles; every chart has a twin in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_DASHES = ("", "7 3", "2 3", "9 3 2 3")
Number = int | float


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a chart; ``values`` may hold None where nothing is known."""

    name: str
    values: Sequence[Number | None]


def _known(values: Sequence[Number | None]) -> list[tuple[int, float]]:
    return [(index, float(value)) for index, value in enumerate(values) if value is not None]


def sparkline(
    values: Sequence[Number | None], *, target: Number | None = None, label: str = ""
) -> SafeString:
    """A line without axes, 150 by 34, with the target as a dashed line."""
    width, height, pad = 150, 34, 3
    known = _known(values)
    if len(known) < 2:
        return mark_safe("")
    levels = [value for place_, value in known] + ([float(target)] if target is not None else [])
    low, span = min(levels), (max(levels) - min(levels)) or 1
    across = max(len(values) - 1, 1)

    def place(index: int, value: float) -> str:
        x = pad + index / across * (width - 2 * pad)
        y = height - pad - (value - low) / span * (height - 2 * pad)
        return f"{x:.1f} {y:.1f}"

    goal = mark_safe("")
    if target is not None:
        y = f"{height - pad - (float(target) - low) / span * (height - 2 * pad):.1f}"
        goal = format_html(
            '<line class="spark-target" x1="0" x2="{}" y1="{}" y2="{}"/>', width, y, y
        )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" {}>{}'
        '<path class="spark-line" d="M{}"/></svg>',
        width,
        height,
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"'),
        goal,
        "L".join(place(index, value) for index, value in known),
    )


def _nice_top(highest: float) -> float:
    """A round number at or above ``highest`` that splits into four whole steps."""
    if highest <= 4:
        return 4
    magnitude = 10 ** (len(str(int(highest))) - 1)
    for factor in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10):
        if factor * magnitude >= highest:
            return factor * magnitude
    return 10 * magnitude


@dataclass(frozen=True, kw_only=True)
class _Plane:
    """The ground of an axis chart: where a value lies."""

    width: int
    height: int
    left: int
    right: int
    count: int
    top_value: float
    top: int = 10
    bottom: int = 24

    @property
    def inner_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        return self.height - self.top - self.bottom

    def x(self, index: float) -> float:
        return round(self.left + index / max(self.count - 1, 1) * self.inner_width, 1)

    def y(self, value: float) -> float:
        return round(self.top + self.inner_height - value / self.top_value * self.inner_height, 1)

    def grid(self) -> SafeString:
        return format_html_join(
            "",
            '<line class="grid-line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            (
                (
                    self.left,
                    self.left + self.inner_width,
                    self.y(value),
                    self.y(value),
                    self.left - 8,
                    self.y(value) + 4,
                    f"{value:,.0f}",
                )
                for value in (self.top_value * step / 4 for step in range(5))
            ),
        )


def _frame(plane: _Plane, title: str, description: str, drawing: SafeString) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        "<desc>{}</desc>{}</svg>",
        plane.width,
        plane.height,
        f"{title}. {description}" if description else title,
        title,
        description,
        drawing,
    )


def line_chart(
    *,
    series: Sequence[Series],
    labels: Sequence[str],
    title: str,
    description: str = "",
    now_at: int | None = None,
    width: int = 560,
    height: int = 210,
) -> SafeString:
    """Lines over a common axis: each has its own colour, its own dash and its name at the end."""
    values = [value for one in series for place_, value in _known(one.values)]
    plane = _Plane(
        width=width,
        height=height,
        left=44,
        right=92,
        count=len(labels),
        top_value=_nice_top(max(values, default=0)),
    )
    drawing = plane.grid() + _x_labels(plane, labels, every=max(1, len(labels) // 6))
    if now_at is not None:
        x = plane.x(now_at)
        drawing += format_html(
            '<line class="now-line" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            x,
            x,
            plane.top,
            plane.top + plane.inner_height,
        )
    name_levels = _apart(
        [_known(one.values)[-1][1] if _known(one.values) else 0 for one in series], plane
    )
    for number, (one, level) in enumerate(zip(series, name_levels, strict=True), start=1):
        points = _known(one.values)
        if not points:
            continue
        last_x, last_y = plane.x(points[-1][0]), plane.y(points[-1][1])
        drawing += format_html(
            '<path class="line series-{}" stroke-dasharray="{}" d="M{}"/>'
            '<circle class="fill-{}" cx="{}" cy="{}" r="3.2"/>'
            '<text class="series-name fill-{}" x="{}" y="{}">{}</text>',
            number,
            _DASHES[(number - 1) % len(_DASHES)] or "none",
            "L".join(f"{plane.x(index)} {plane.y(value)}" for index, value in points),
            number,
            last_x,
            last_y,
            number,
            plane.left + plane.inner_width + 10,
            level + 4,
            one.name,
        )
    return _frame(plane, title, description, drawing)


def _apart(last_values: list[float], plane: _Plane, gap: int = 16) -> list[float]:
    """Heights for the names at the right edge, moved until none covers another."""
    order = sorted(range(len(last_values)), key=lambda index: -last_values[index])
    heights = [0.0] * len(last_values)
    floor = float("-inf")
    for index in order:
        floor = max(plane.y(last_values[index]), floor + gap)
        heights[index] = floor
    return heights


def figures(
    *, series: Sequence[Series], labels: Sequence[str], title: str, hidden: bool = False
) -> SafeString:
    """The chart's twin in words: a table, folded away or for screen readers only."""
    heads = format_html_join("", '<th scope="col" class="n">{}</th>', ((s.name,) for s in series))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (label, format_html_join("", '<td class="n">{}</td>', ((_cell(s, i),) for s in series)))
            for i, label in enumerate(labels)
        ),
    )
    table = format_html(
        '<table class="table"><caption class="visually-hidden">{}</caption><thead><tr><td></td>{}'
        "</tr></thead><tbody>{}</tbody></table>",
        title,
        heads,
        rows,
    )
    if hidden:
        return format_html('<div class="visually-hidden">{}</div>', table)
    return format_html(
        '<details class="chart-figures"><summary>{}</summary>{}</details>', _("Figures"), table
    )


def _cell(series: Series, index: int) -> str:
    value = series.values[index] if index < len(series.values) else None
    return "–" if value is None else f"{value:,}"


def _x_labels(plane: _Plane, labels: Sequence[str], *, every: int) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (plane.x(index), plane.height - 6, label)
            for index, label in enumerate(labels)
            if index % every == 0
        ),
    )


def bar_chart(
    *,
    values: Sequence[Number | None],
    labels: Sequence[str],
    title: str,
    description: str = "",
    width: int = 560,
    height: int = 210,
) -> SafeString:
    """Upright bars with their figures on top."""
    plane = _Plane(
        width=width,
        height=height,
        left=44,
        right=10,
        count=len(values) + 1,
        top_value=_nice_top(max((float(v) for v in values if v is not None), default=0)),
    )
    step = plane.inner_width / max(len(values), 1)
    bars = format_html_join(
        "",
        '<rect class="fill-1" x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                round(plane.left + index * step + step * 0.2, 1),
                plane.y(float(value)),
                round(step * 0.6, 1),
                round(plane.top + plane.inner_height - plane.y(float(value)), 1),
                round(plane.left + (index + 0.5) * step, 1),
                max(plane.y(float(value)) - 4, 9),
                f"{value:,}",
                round(plane.left + (index + 0.5) * step, 1),
                height - 6,
                label,
            )
            for index, (value, label) in enumerate(zip(values, labels, strict=True))
            if value is not None
        ),
    )
    return _frame(plane, title, description, plane.grid() + bars)
