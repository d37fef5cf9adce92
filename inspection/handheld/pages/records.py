"""One record on a page of its own, its photographs and its paper."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Faults
from inspection.handheld.operations.issue_sheet import issue_sheet
from inspection.handheld.operations.look_over import pass_record, return_record
from inspection.handheld.operations.open_photograph import open_photograph
from inspection.handheld.operations.open_record import READERS
from inspection.handheld.operations.read_record import read_record
from inspection.handheld.pages.words import said_in_words
from inspection.handheld.queries.records import earlier_versions
from inspection.handheld.rules.whole import found_elements, samples_in
from inspection.orders.queries import order_file
from inspection.orders.queries.returns import returns_of
from inspection.orders.states import SAID_STATES, OrderState, RecordPart

NEVER_CHANGES = "private, max-age=31536000, immutable"


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, order_no: str) -> HttpResponse:
    return _page(request, order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def give_back(request: KnownRequest, order_no: str) -> HttpResponse:
    """A form that can be corrected comes back filled in; other refusals rise."""
    try:
        return_record(
            order_no=order_no,
            parts=tuple(request.POST.getlist("parts")),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Faults as refused:
        if not request.accepts("text/html"):
            raise
        return _page(request, order_no, refused=refused, status=refused.http_status)
    return redirect("handheld:record", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def let_stand(request: KnownRequest, order_no: str) -> HttpResponse:
    """What waited for the supervisor's look stands from now on."""
    pass_record(order_no=order_no, by=request.user, now=clock.now())
    return redirect("handheld:record", order_no)


@duty_required(*READERS)
@require_GET
def paper(request: KnownRequest, order_no: str) -> HttpResponse:
    """The stored bytes, always the same ones; printed at the first call."""
    printed = issue_sheet(order_no=order_no, by=request.user, now=clock.now())
    answer = HttpResponse(printed.data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="inspection-{order_no}.pdf"'
    answer["ETag"] = f'"{printed.sha256}"'
    return answer


@duty_required(*READERS)
@require_GET
def photograph(request: KnownRequest, order_no: str, photograph_id: int) -> HttpResponse:
    data, digest = open_photograph(
        order_no=order_no,
        photograph_id=photograph_id,
        whole=request.GET.get("size") == "whole",
        by=request.user,
        now=clock.now(),
    )
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["ETag"], answer["Cache-Control"] = f'"{digest}"', NEVER_CHANGES
    return answer


def _page(
    request: KnownRequest, order_no: str, *, refused: Faults | None = None, status: int = 200
) -> HttpResponse:
    task, record = read_record(order_no=order_no, by=request.user)
    file = order_file(order_no=order_no)
    conclusion = file.record if file else None
    returns = returns_of(order_no=order_no)
    earlier = {one.version: one for one in earlier_versions(order_no=order_no)}
    people = record.people | set(task.crew) | {who for one in returns for who in one.people}
    people |= {given.by for one in earlier.values() for given in one.confirmations}
    people |= {conclusion.concluded_by} if conclusion else set()
    chinese = (get_language() or "").startswith("zh")
    faults = refused.faults if refused else []
    return render(
        request,
        "handheld/record.html",
        {
            "task": task,
            "record": record,
            "conclusion": conclusion,
            "said": said_in_words(record),
            "findings": found_elements(record.fields),
            "samples": samples_in(record.fields),
            "names": names_of(usernames=people, chinese=chinese),
            "returns": [(one, earlier.get(one.version)) for one in returns],
            "waits": task.state == OrderState.PRESENTED,
            "called_off": task.state == OrderState.CANCELLED,
            "looks_over": (
                conclusion is not None
                and task.state in SAID_STATES
                and not conclusion.by_image
                and request.user.holds(Duty.DISPATCH_INSPECTION)
                and request.user.username not in task.crew
            ),
            "parts": RecordPart.choices,
            "given": {
                "parts": request.POST.getlist("parts"), "reason": request.POST.get("reason", ""),
            },
            "errors": faults,
            "wrong": {one.field: one.message for one in faults},
        },
        status=status,
    )  # fmt: skip
