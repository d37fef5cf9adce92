"""Yards as a map: their plans, where their robots are, what stands in the slots."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext

from hardware_adapters.queries import robots_in_service
from hardware_adapters.rules.yard_plan import DOCK, SLOT, YardPlan, read_plan
from inspection.robot.models import RobotCheck, RobotPost, YardPlanRow
from inspection.robot.states import CheckState

MARGIN_CM = 300
DOING = ("IDLE", "DRIVING", "LOOKING", "CHARGING", "AWAY")


@dataclass(frozen=True, kw_only=True)
class SlotView:
    """One slot on the map; decimetres, north on top. ``check_no`` is "" where nothing stands."""

    name: str
    x: int
    y: int
    check_no: str
    container_no: str
    state: str
    state_label: str


@dataclass(frozen=True, kw_only=True)
class RobotOnMap:
    device_code: str
    yard_code: str
    is_connected: bool
    x: int
    y: int
    node: str
    battery_percent: int | None
    doing: str
    doing_label: str
    task_no: str
    seen_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class YardView:
    """One yard, drawn: ``width`` and ``height`` in decimetres with a margin around."""

    yard_code: str
    serves: tuple[str, ...]
    width: int
    height: int
    ways: tuple[tuple[int, int, int, int], ...]
    docks: tuple[tuple[int, int], ...]
    slots: tuple[SlotView, ...]
    robots: tuple[RobotOnMap, ...]
    metres: int


def yards() -> list[YardView]:
    """Every yard that has a plan, by code."""
    found = []
    rows = list(YardPlanRow.objects.order_by("yard_code"))
    standing: dict[str, dict[str, RobotCheck]] = {}
    for check in RobotCheck.objects.filter(gone_at=None).exclude(slot=""):
        standing.setdefault(check.yard_code, {})[check.slot] = check
    robots = _robots({row.yard_code: read_plan(row.plan) for row in rows})
    for row in rows:
        plan = read_plan(row.plan)
        here = [one for one in robots if one.yard_code == row.yard_code]
        found.append(_drawn(row, plan, standing.get(row.yard_code, {}), here))
    return found


def robots_on_map() -> list[RobotOnMap]:
    return _robots({row.yard_code: read_plan(row.plan) for row in YardPlanRow.objects.all()})


def _robots(plans: dict[str, YardPlan]) -> list[RobotOnMap]:
    posts = {post.device_code: post for post in RobotPost.objects.all()}
    found = []
    for robot in robots_in_service():
        plan, post = plans.get(robot.place_code), posts.get(robot.device_code)
        if plan is None:
            continue
        dock = plan.nodes[plan.docks[0]]
        here = (post.x_cm, post.y_cm) if post is not None else (dock.x_cm, dock.y_cm)
        x, y = _on_map(plan, *here)
        doing = post.doing if post is not None and robot.is_connected else ""
        found.append(
            RobotOnMap(
                device_code=robot.device_code,
                yard_code=robot.place_code,
                is_connected=robot.is_connected,
                x=x,
                y=y,
                node=post.node if post is not None else dock.name,
                battery_percent=post.battery_percent if post is not None else None,
                doing=doing,
                doing_label=doing_in_words(doing),
                task_no=post.task_no if post is not None and robot.is_connected else "",
                seen_at=post.seen_at if post is not None else None,
            )
        )
    return found


def doing_in_words(doing: str) -> str:
    words = {
        "IDLE": pgettext("robot", "Waits at its dock"),
        "DRIVING": pgettext("robot", "Drives"),
        "LOOKING": pgettext("robot", "Photographs"),
        "CHARGING": pgettext("robot", "Charges"),
    }
    return words.get(doing, pgettext("robot", "Not on the line"))


def _drawn(
    row: YardPlanRow, plan: YardPlan, standing: dict[str, RobotCheck], robots: list[RobotOnMap]
) -> YardView:
    _left, _bottom, width, height = _frame(plan)
    at = {name: _on_map(plan, node.x_cm, node.y_cm) for name, node in plan.nodes.items()}
    return YardView(
        yard_code=row.yard_code,
        serves=tuple(one for one in row.serves if one != row.yard_code),
        width=width // 10,
        height=height // 10,
        ways=tuple((*at[one], *at[other]) for one, other in plan.edges),
        docks=tuple(at[name] for name, node in plan.nodes.items() if node.kind == DOCK),
        slots=tuple(
            _slot(name, at[name], standing.get(name))
            for name in sorted(plan.nodes)
            if plan.nodes[name].kind == SLOT
        ),
        robots=tuple(robots),
        metres=round(sum(plan.metres(one, other) for one, other in plan.edges)),
    )


def _slot(name: str, at: tuple[int, int], check: RobotCheck | None) -> SlotView:
    state: Any = CheckState(check.state) if check is not None else None
    return SlotView(
        name=name,
        x=at[0],
        y=at[1],
        check_no=check.check_no if check is not None else "",
        container_no=check.container_no if check is not None else "",
        state=state.value if state else "",
        state_label=str(state.label) if state else "",
    )


def _frame(plan: YardPlan) -> tuple[int, int, int, int]:
    across = [node.x_cm for node in plan.nodes.values()]
    down = [node.y_cm for node in plan.nodes.values()]
    left, bottom = min(across) - MARGIN_CM, min(down) - MARGIN_CM
    return left, bottom, max(across) - left + MARGIN_CM, max(down) - bottom + MARGIN_CM


def _on_map(plan: YardPlan, x_cm: int, y_cm: int) -> tuple[int, int]:
    """Decimetres from the upper left corner of the drawing."""
    left, bottom, _width, height = _frame(plan)
    return (x_cm - left) // 10, (height - (y_cm - bottom)) // 10
