"""One inspection order's file: its course, its draw, its conclusion, its acts."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotFound
from inspection.orders.forms import ConcludeForm, finding_from, pictures_from, refused_form
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.answer_notice import decide_other_time
from inspection.orders.operations.conclude_inspection import conclude_with_pictures
from inspection.orders.operations.exclude_officer import exclude_officer
from inspection.orders.operations.redraw_crew import ask_redraw, confirm_redraw
from inspection.orders.operations.report_box import report_box_by_hand
from inspection.orders.pages.plan import plan_in_words
from inspection.orders.ports import AwaitedScan, RefusedScan, first_looks, refused_scans
from inspection.orders.queries import OrderFile, order_file
from inspection.orders.queries.box import BoxView, box_of
from inspection.orders.queries.notices import firms_answer
from inspection.orders.queries.returns import returns_of
from inspection.orders.states import WAITS_FOR_SCAN, Instruction, Outcome
from risk.assessments.queries import assessment_of

READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, order_no: str) -> HttpResponse:
    return _page(request, order_no, form=ConcludeForm())


@duty_required(Duty.INSPECT_GOODS)
@require_POST
def accept(request: KnownRequest, order_no: str) -> HttpResponse:
    accept_order(order_no=order_no, officer=request.user.username, at=clock.now())
    return redirect("orders:one", order_no)


@duty_required(Duty.INSPECT_GOODS)
@require_POST
def conclude(request: KnownRequest, order_no: str) -> HttpResponse:
    """A form that can be corrected comes back filled in; other refusals rise."""
    files = request.FILES.getlist("pictures")
    try:
        conclude_with_pictures(
            order_no=order_no,
            finding=finding_from(request.POST),
            pictures=pictures_from(files),
            officer=request.user.username,
            now=clock.now(),
        )
    except DomainError as error:
        if error.http_status != HTTPStatus.UNPROCESSABLE_ENTITY or not request.accepts("text/html"):
            raise
        form = refused_form(given=request.POST, error=error, lost_pictures=bool(files))
        return _page(request, order_no, form=form, status=error.http_status)
    return redirect("orders:one", order_no)


@duty_required(*READERS)
@require_POST
def exclude(request: KnownRequest, order_no: str) -> HttpResponse:
    exclude_officer(
        order_no=order_no,
        officer=request.POST.get("officer", "").strip(),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def redraw(request: KnownRequest, order_no: str) -> HttpResponse:
    ask_redraw(
        order_no=order_no,
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def confirm(request: KnownRequest, order_no: str) -> HttpResponse:
    confirm_redraw(order_no=order_no, by=request.user, now=clock.now())
    return redirect("orders:one", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def decide_time(request: KnownRequest, order_no: str) -> HttpResponse:
    """The time that the firm asked for."""
    decide_other_time(
        order_no=order_no,
        agrees=request.POST.get("agrees") == "yes",
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(*READERS)
@require_POST
def report_box(request: KnownRequest, order_no: str) -> HttpResponse:
    """What the terminal did not report itself."""
    report_box_by_hand(
        order_no=order_no,
        step=request.POST.get("step", ""),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


def _page(
    request: KnownRequest, order_no: str, *, form: ConcludeForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    file = _file(order_no)
    box = box_of(order_no=order_no)
    returns = returns_of(order_no=order_no)
    people = file.people | (box.people if box else set())
    people |= {who for one in returns for who in one.people}
    return render(
        request,
        "orders/order.html",
        {
            "file": file,
            "names": names_of(usernames=people, chinese=(get_language() or "").startswith("zh")),
            "box": box,
            "notice": firms_answer(order_no=order_no, now=clock.now()),
            "box_late": box is not None and box.is_late(clock.now()),
            "may_report": any(request.user.holds(duty) for duty in READERS),
            "reasons": _reasons(file),
            "steps": _steps(file, box),
            "plan": plan_in_words(file),
            "refused_scan": _refused_scan(file),
            "returned": returns[-1] if returns and file.is_open else None,
            "first_looks": first_looks([order_no]).get(order_no, []),
            "is_mine": file.is_open and file.has_in_crew(request.user.username),
            "may_look": request.user.holds(Duty.INSPECT_GOODS),
            "dispatches": request.user.holds(Duty.DISPATCH_INSPECTION),
            "outcomes": Outcome.choices,
            "form": form,
        },
        status=status,
    )


def _refused_scan(file: OrderFile) -> RefusedScan | None:
    """Why the scan that this order waits for was not taken."""
    order = file.order
    if order.state not in WAITS_FOR_SCAN:
        return None
    awaited = AwaitedScan(
        order_no=order.order_no,
        container_no=order.container_no,
        scan_no=file.scan_no,
        ordered_at=order.ordered_at,
    )
    return refused_scans([awaited]).get(order.order_no)


def _steps(file: OrderFile, box: BoxView | None) -> list[dict[str, Any]]:
    """What happened, what is now, what follows."""
    brought = [(_("Box moved to the inspection"), box.moved_at)] if box else []
    if box and box.instruction == Instruction.BY_PEOPLE:
        brought.append((_("Box stands ready"), box.ready_at))
    away = [(_("Box taken away"), box.away_at)] if box and box.state != "CALLED_OFF" else []
    passed: list[tuple[str, datetime | None]] = [
        (pgettext("inspection", "Ordered"), file.order.ordered_at),
        (_("Sent to opening"), file.opening_at),
        (_("Crew drawn"), file.draws[-1].drawn_at if file.draws else None),
        (_("Crew on the way"), file.accepted_at),
        (
            file.state_label if not file.is_open else pgettext("inspection", "Concluded"),
            file.ended_at,
        ),
        *away,
    ]
    passed[1:1] = brought if box and box.instruction == Instruction.BY_SCAN else []
    passed[2:2] = brought if box and box.instruction == Instruction.BY_PEOPLE else []
    waits_for_leaving = box is not None and box.state == "ENDED"
    steps = [
        {"label": label, "phase": "done" if at else "future", "at": at}
        for label, at in passed
        if at or file.is_open or (waits_for_leaving and label == _("Box taken away"))
    ]
    for step in steps:
        if step["phase"] == "future":
            step["phase"] = "now"
            break
    return steps


def _reasons(file: OrderFile) -> list[dict[str, Any]]:
    """Every reason as a sentence; those of the risk rules with their number and points."""
    judged = assessment_of(subject_reference=file.order.subject_reference)
    hits = {hit.rule: hit for hit in judged.hits} if judged is not None else {}
    return [{"text": reason, "hit": hits.get(reason)} for reason in file.order.reasons]


def _file(order_no: str) -> OrderFile:
    file = order_file(order_no=order_no)
    if file is None:
        raise NotFound(field="order_no", order_no=order_no)
    return file
