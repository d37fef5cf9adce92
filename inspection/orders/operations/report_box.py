"""What became of a box: moved to its inspection, ready, moved away. The terminal's word, or an
officer's who was told on the telephone."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.law import whole_number
from inspection.orders.events import BoxMovedAway, BoxReady
from inspection.orders.models import BoxMove, BoxReport
from inspection.orders.operations.call_box import AWAY_LAW, INSPECT_LAW, note_brought
from inspection.orders.states import BoxStep, MoveState

MAY_REPORT = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
LATE_LAW = "inspection.report_hours"
AHEAD_LAW = "inspection.report_ahead_seconds"
FROM = {
    BoxStep.MOVED: (MoveState.ASKED,),
    BoxStep.READY: (MoveState.MOVED,),
    BoxStep.AWAY: (MoveState.ENDED,),
}
TERMINAL, OFFICER = "terminal", "officer"


class OtherBox(DomainError):
    """The report names a container that this order is not about."""

    code = "other_box"
    http_status = 422
    sentence = gettext_noop("This order is about another container.")
    remedy_sentence = gettext_noop("Compare order and container number with the instruction.")


class ReportTooLate(DomainError):
    """What is reported happened too long ago to be taken without a person."""

    code = "report_too_late"
    http_status = 422
    sentence = gettext_noop("This report comes too late.")
    remedy_sentence = gettext_noop("Tell the inspection desk, which enters it with the reason.")


class ReportFromTheFuture(DomainError):
    """What is reported has not happened yet by the portal's clock."""

    code = "report_from_the_future"
    http_status = 422
    sentence = gettext_noop("This report is about a time that has not come yet.")
    remedy_sentence = gettext_noop("Set the clock of the terminal's system and report again.")


class ReportBeforeTheLast(DomainError):
    """The step is said to have happened before the step it follows."""

    code = "report_before_the_last"
    http_status = 422
    sentence = gettext_noop("This step is said to have happened before the step it follows.")
    remedy_sentence = gettext_noop("Report the time at which the box was really moved.")


class ReportContradicts(DomainError):
    """The box does not stand where this step begins."""

    code = "report_contradicts"
    sentence = gettext_noop("This report contradicts what is known of the box.")
    remedy_sentence = gettext_noop(
        "Report in order: moved, ready, and moved away once the inspection is over."
    )


class ReportNumberTaken(DomainError):
    """Two different reports carry one number."""

    code = "report_number_taken"
    sentence = gettext_noop("Another report has this number.")
    remedy_sentence = gettext_noop("Give each report a number of its own.")


class HandReportNeedsReason(DomainError):
    """An officer who speaks for the terminal says how that is known."""

    code = "hand_report_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say how you know it.")
    remedy_sentence = gettext_noop("Write who told you, or what you saw.")


@dataclass(frozen=True, kw_only=True)
class BoxNews:
    """One report. ``at`` is when it happened, by the clock of whoever reports."""

    report_no: uuid.UUID
    order_no: str
    container_no: str
    step: BoxStep
    at: datetime


@transaction.atomic
def take_terminal_report(*, news: BoxNews, now: datetime) -> bool:
    """True when it is news; the same report again changes nothing.

    Whoever calls has made sure that the terminal speaks. Raises what is wrong with the report.
    """
    move = _held(order_no=news.order_no)
    if _is_known(news):
        return False
    if news.container_no != move.order.container_no:
        raise OtherBox(field="container_no", order_no=news.order_no)
    if news.at < now - timedelta(hours=whole_number(LATE_LAW, at=now)):
        raise ReportTooLate(field="at", law=LATE_LAW)
    _take(move, news, by=None, reason="", now=now)
    return True


@transaction.atomic
def report_box_by_hand(
    *, order_no: str, step: str, reason: str, by: User, now: datetime, at: datetime | None = None
) -> None:
    """An officer enters what the terminal did not report, now or ``at`` an earlier time."""
    if not any(by.holds(duty) for duty in MAY_REPORT):
        raise NotPermitted
    if not reason.strip():
        raise HandReportNeedsReason(field="reason")
    move = _held(order_no=order_no)
    news = BoxNews(
        report_no=uuid.uuid4(),
        order_no=order_no,
        container_no=move.order.container_no,
        step=_step(step),
        at=at or now,
    )
    _take(move, news, by=by, reason=reason.strip()[:300], now=now)


def _take(move: BoxMove, news: BoxNews, *, by: User | None, reason: str, now: datetime) -> None:
    _check(move, news, now=now)
    source = OFFICER if by else TERMINAL
    order = move.order
    BoxReport.objects.create(
        report_no=news.report_no,
        order=order,
        step=news.step,
        instruction=move.instruction,
        happened_at=news.at,
        reported_at=now,
        reported_by=by,
        reason=reason,
    )
    if news.step == BoxStep.MOVED:
        note_brought(move, at=news.at, source=source, by=by, reason=reason or source)
        return
    of_all = {
        "order_no": order.order_no, "container_no": order.container_no,
        "place_code": order.place_code, "source": source,
    }  # fmt: skip
    if news.step == BoxStep.READY:
        why = told(at=news.at, by=by, reason=reason or source, law=INSPECT_LAW)
        move.go(MoveState.READY, why=why, ready_at=news.at)
        ready = BoxReady(**of_all, instruction=move.instruction, ready_at=news.at)
        announce(ready, actor=by)
    else:
        why = told(at=news.at, by=by, reason=reason or source, law=AWAY_LAW)
        move.go(MoveState.AWAY, why=why, away_at=news.at, due_at=None)
        announce(BoxMovedAway(**of_all, away_at=news.at), actor=by)


def _check(move: BoxMove, news: BoxNews, *, now: datetime) -> None:
    if move.state not in FROM[news.step]:
        raise ReportContradicts(
            field="step", step=news.step, state=move.state, order_no=move.order.order_no
        )
    if news.at > now + timedelta(seconds=whole_number(AHEAD_LAW, at=now)):
        raise ReportFromTheFuture(field="at", law=AHEAD_LAW)
    last = {
        BoxStep.MOVED: move.asked_at, BoxStep.READY: move.moved_at, BoxStep.AWAY: move.ended_at,
    }[news.step]  # fmt: skip
    ahead = timedelta(seconds=whole_number(AHEAD_LAW, at=now))
    if last is not None and news.at < last - ahead:
        raise ReportBeforeTheLast(field="at", last=last.isoformat())


def _is_known(news: BoxNews) -> bool:
    known = BoxReport.objects.filter(report_no=news.report_no).select_related("order").first()
    if known is None:
        return False
    about = (known.order.container_no, known.step, known.happened_at)
    same = about == (news.container_no, news.step, news.at)
    if known.reported_by_id is not None or not same:
        raise ReportNumberTaken(field="report_no")
    return True


def _held(*, order_no: str) -> BoxMove:
    """The move, held; the terminal may still know it by the order of the first look."""
    rows = BoxMove.objects.select_for_update(of=("self",)).select_related("order")
    found = rows.filter(Q(order__order_no=order_no) | Q(order__recheck_of=order_no)).first()
    if found is None:
        raise NotFound(field="order_no", order_no=order_no)
    return found


def _step(given: str) -> BoxStep:
    try:
        return BoxStep(given)
    except ValueError as error:
        raise ReportContradicts(field="step") from error
