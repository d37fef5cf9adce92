"""How often an opened box had a fault: by rule, method, analyst and scanner (查获率)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from inspection.imaging.models import OpenedBox
from risk.cases.queries import Period
from risk.statistics import Share

NOBODY = ""


@dataclass(frozen=True, kw_only=True)
class HitRate:
    """``hits``: faults among boxes opened; ``key`` is "" where nothing pointed at the box."""

    key: str
    hits: Share


def _analyst(box: OpenedBox) -> list[str]:
    pointed = box.analyst is not None and box.verdict == "SUSPECT"
    return [box.analyst.username if box.analyst and pointed else NOBODY]


BY: dict[str, Callable[[OpenedBox], list[str]]] = {
    "rule": lambda box: list(box.rules) or [NOBODY],
    "method": lambda box: [box.method],
    "analyst": _analyst,
    "scanner": lambda box: [box.device_code],
}


def hit_rates(*, by: str, period: Period) -> list[HitRate]:
    """Largest groups first; a box counts once in each of its groups (a box may have many rules)."""
    faults: dict[str, list[bool]] = defaultdict(list)
    boxes = OpenedBox.objects.filter(concluded_at__gte=period.since, concluded_at__lt=period.until)
    for box in boxes.select_related("analyst"):
        for key in BY[by](box):
            faults[key].append(box.has_fault)
    found = [
        HitRate(key=key, hits=Share(part=sum(said), of=len(said))) for key, said in faults.items()
    ]
    return sorted(found, key=lambda one: (-one.hits.of, one.key))


def whole_hit_rate(*, period: Period) -> Share:
    said = list(
        OpenedBox.objects.filter(
            concluded_at__gte=period.since, concluded_at__lt=period.until
        ).values_list("has_fault", flat=True)
    )
    return Share(part=sum(said), of=len(said))
