"""Questions about checks by robots: lists, one check whole, what an order's page says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customs_portal.journal.moves import moves_of
from customs_portal.kit.errors import NotFound
from inspection.orders.ports import FirstLook
from inspection.orders.queries import order_of
from inspection.robot.models import RobotCheck
from inspection.robot.states import (
    BEFORE,
    CHECK_FLOW,
    FOR_A_PERSON,
    Because,
    CheckState,
    Part,
    View,
)

SORTS = {
    "check": "check_no",
    "container": "container_no",
    "order": "order_no",
    "yard": "yard_code",
    "state": "state",
    "due": "due_at",
    "listed": "listed_at",
}
DUE_FIRST = "due"
TONES = {
    CheckState.LISTED: "off",
    CheckState.TOLD: "info",
    CheckState.UNDERWAY: "info",
    CheckState.MATCHES: "ok",
    CheckState.DIFFERS: "critical",
    CheckState.UNREADABLE: "minor",
    CheckState.LOOKED_AT: "off",
    CheckState.SENT_TO_OPENING: "major",
    CheckState.DROPPED: "off",
}


@dataclass(frozen=True, kw_only=True)
class CheckFilters:
    """What a reader asks of the list. ``open_only``: before or with a robot, or for a person."""

    text: str = ""
    state: str = ""
    yard: str = ""
    view: str = "all"
    sort: str = DUE_FIRST


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """One line of the list."""

    check_no: str
    order_no: str
    container_no: str
    seals: tuple[str, ...]
    yard_code: str
    slot: str
    state: str
    state_label: str
    tone: str
    device_code: str
    tries: int
    read_container_no: str
    read_seal_no: str
    due_at: datetime
    listed_at: datetime
    compared_at: datetime | None
    reason: str

    def is_late(self, now: datetime) -> bool:
        return self.state in BEFORE and self.due_at <= now


@dataclass(frozen=True, kw_only=True)
class PictureView:
    picture_id: int
    view: str
    view_label: str
    number: str
    confidence_permille: int
    readings: tuple[str, ...]
    sha256: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One part: what the papers name, what was read, whether they agree (None: for a person)."""

    part: str
    part_label: str
    expected: tuple[str, ...]
    read: str
    agrees: bool | None

    @property
    def answer(self) -> str:
        if self.agrees is None:
            return "" if not self.expected else "UNREADABLE"
        return "MATCHES" if self.agrees else "DIFFERS"


@dataclass(frozen=True, kw_only=True)
class StepView:
    label: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CheckFile:
    """One check whole."""

    row: CheckRow
    lines: tuple[LineView, ...]
    pictures: tuple[PictureView, ...]
    steps: tuple[StepView, ...]
    order_is_open: bool
    looked_by: str
    looked_at: datetime | None
    gone_at: datetime | None

    @property
    def waits_for_a_person(self) -> bool:
        return self.row.state in FOR_A_PERSON

    @property
    def may_be_opened(self) -> bool:
        return self.order_is_open and (
            self.waits_for_a_person or self.row.state == CheckState.LOOKED_AT
        )

    def may_be_taken_up_by(self, username: str) -> bool:
        is_theirs = self.row.state == CheckState.LOOKED_AT and self.looked_by == username
        return is_theirs and self.order_is_open


class FoundChecks:
    """The checks that fit; counts and slices without reading them all."""

    def __init__(self, filters: CheckFilters) -> None:
        key = filters.sort.removeprefix("-")
        sign = "-" if filters.sort.startswith("-") and key in SORTS else ""
        self._found = _fitting(filters).order_by(f"{sign}{SORTS.get(key, SORTS['due'])}", "-id")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[CheckRow]:
        return [_row(one) for one in self._found[part]]


def counts_by_view() -> dict[str, int]:
    """How many checks each tab of the list has."""
    return RobotCheck.objects.aggregate(
        waiting=Count("id", filter=Q(state__in=BEFORE)),
        mismatch=Count("id", filter=Q(state__in=FOR_A_PERSON)),
        all=Count("id"),
    )


def yards_with_checks() -> list[str]:
    return sorted(RobotCheck.objects.order_by().values_list("yard_code", flat=True).distinct())


def check_file(*, check_no: str) -> CheckFile:
    """Raises ``NotFound``."""
    check = RobotCheck.objects.select_related("looked_by").filter(check_no=check_no).first()
    if check is None:
        raise NotFound(field="check_no", check_no=check_no)
    order = order_of(order_no=check.order_no)
    return CheckFile(
        row=_row(check),
        lines=lines_of(check),
        pictures=tuple(
            PictureView(
                picture_id=one.pk,
                view=one.view,
                view_label=str(View(one.view).label),
                number=one.number,
                confidence_permille=one.confidence_permille,
                readings=tuple(one.readings),
                sha256=one.picture_key.partition(".")[0],
                taken_at=one.taken_at,
            )
            for one in check.pictures.filter(task_no=check.task_no).order_by("taken_at", "id")
        ),
        steps=tuple(
            StepView(
                label=str(CheckState(move.target).label),
                at=move.moved_at,
                by=move.actor,
                reason=str(Because(move.reason).label)
                if move.reason in Because.values
                else move.reason,
            )
            for move in moves_of(flow=CHECK_FLOW, subject=check.pk)
        ),
        order_is_open=order is not None and order.state not in ("CONCLUDED", "CANCELLED"),
        looked_by=check.looked_by.get_username() if check.looked_by else "",
        looked_at=check.looked_at,
        gone_at=check.gone_at,
    )


def lines_of(check: RobotCheck) -> tuple[LineView, ...]:
    """As compared; before that, what is expected."""
    kept: list[Mapping[str, Any]] = check.lines or [
        {"part": Part.CONTAINER, "expected": [check.container_no], "read": "", "agrees": None},
        {"part": Part.SEAL, "expected": check.seals, "read": "", "agrees": None},
    ]
    return tuple(
        LineView(
            part=one["part"],
            part_label=str(Part(one["part"]).label),
            expected=tuple(one["expected"]),
            read=one["read"],
            agrees=one["agrees"],
        )
        for one in kept
    )


def first_looks_of(order_nos: Collection[str]) -> dict[str, FirstLook]:
    """What the orders' pages and the crews' tablets say of the robot, by order."""
    return {
        check.order_no: FirstLook(
            state=check.state,
            label=str(CheckState(check.state).label),
            tone=TONES[CheckState(check.state)],
            sentence=_sentence(check),
            url_name="robot:one",
            number=check.check_no,
        )
        for check in RobotCheck.objects.filter(order_no__in=list(order_nos))
    }


def _sentence(check: RobotCheck) -> str:
    if not check.verdict:
        return pgettext("robot check", "A robot looks at number and seal.") if check.waits else ""
    told = []
    for line in lines_of(check):
        words = {"part": line.part_label, "read": line.read, "due": ", ".join(line.expected)}
        if line.answer == "DIFFERS":
            told.append(_("%(part)s: %(read)s was read, %(due)s is declared.") % words)
        elif line.answer == "UNREADABLE":
            told.append(_("%(part)s: not certain, %(due)s is declared.") % words)
    return " ".join(told) or pgettext("robot check", "Number and seal are those declared.")


def _row(check: RobotCheck) -> CheckRow:
    state = CheckState(check.state)
    return CheckRow(
        check_no=check.check_no,
        order_no=check.order_no,
        container_no=check.container_no,
        seals=tuple(check.seals),
        yard_code=check.yard_code,
        slot=check.slot,
        state=state.value,
        state_label=str(state.label),
        tone=TONES[state],
        device_code=check.device_code,
        tries=check.tries,
        read_container_no=check.read_container_no,
        read_seal_no=check.read_seal_no,
        due_at=check.due_at,
        listed_at=check.listed_at,
        compared_at=check.compared_at,
        reason=check.reason,
    )


def _fitting(filters: CheckFilters) -> QuerySet[RobotCheck]:
    found = RobotCheck.objects.all()
    if filters.view == "waiting":
        found = found.filter(state__in=BEFORE)
    elif filters.view == "mismatch":
        found = found.filter(state__in=FOR_A_PERSON)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.yard:
        found = found.filter(yard_code=filters.yard)
    for word in filters.text.split():
        found = found.filter(
            Q(check_no__icontains=word)
            | Q(order_no__icontains=word)
            | Q(container_no__icontains=word)
            | Q(read_seal_no__icontains=word)
        )
    return found
