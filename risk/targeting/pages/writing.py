"""Writing control orders: the form that saves itself, withdrawing, extending."""

from typing import Any

from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.parsing import is_storable, read_json
from risk.targeting.forms import form_fields, order_from, until_from
from risk.targeting.operations.end_order import withdraw_order
from risk.targeting.operations.extend_order import extend_order
from risk.targeting.operations.keep_draft import FIELDS, discard_draft, keep_answers
from risk.targeting.operations.place_order import place_order
from risk.targeting.pages.orders import order_page
from risk.targeting.queries.lists import draft_of

USUAL = {"method": "SCAN"}


@duty_required(Duty.JUDGE_RISK)
@require_http_methods(["GET", "POST"])
def new(request: KnownRequest) -> HttpResponse:
    """GET: the form with what was typed before. POST: place the order, or throw it away."""
    if request.method == "GET":
        return _form(request, faults=())
    now = clock.now()
    if request.POST.get("act") == "discard":
        discard_draft(by=request.user)
        return redirect("targeting:list")
    answers = {name: request.POST.get(name, "") for name in FIELDS}
    keep_answers(answers=answers, version=None, by=request.user, now=now)
    try:
        order = place_order(order=order_from(answers, now=now), by=request.user, now=now)
    except Faults as refusal:
        return _form(request, faults=tuple(refusal.faults))
    discard_draft(by=request.user)
    return redirect("targeting:one", order.order_no)


@duty_required(Duty.JUDGE_RISK)
@require_POST
def save(request: KnownRequest) -> JsonResponse:
    """One answer at a time, from the form's own script (or its last breath, a beacon)."""
    sent = _sent(request)
    field, version = str(sent.get("field", ""))[:60], sent.get("version")
    now = clock.now()
    kept = keep_answers(
        answers={field: str(sent.get("value", ""))},
        version=version if isinstance(version, int) else -1,
        by=request.user,
        now=now,
    )
    return JsonResponse(
        {
            "version": kept.version,
            "saved_at": kept.saved_at.isoformat(),
            "answers": {field: _answer_to(field, kept.answers)},
        }
    )


@duty_required(Duty.JUDGE_RISK)
@require_POST
def withdraw(request: KnownRequest, order_no: str) -> HttpResponse:
    given = {"act": "withdraw", "reason": request.POST.get("reason", "")}
    try:
        withdraw_order(order_no=order_no, reason=given["reason"], by=request.user, now=clock.now())
    except Faults as refusal:
        return order_page(request, order_no, refusal=refusal, given=given)
    return redirect("targeting:one", order_no)


@duty_required(Duty.JUDGE_RISK)
@require_POST
def extend(request: KnownRequest, order_no: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("reason", "until")} | {"act": "extend"}
    try:
        extend_order(
            order_no=order_no,
            until=until_from(given["until"]),
            reason=given["reason"],
            by=request.user,
            now=clock.now(),
        )
    except Faults as refusal:
        return order_page(request, order_no, refusal=refusal, given=given)
    return redirect("targeting:one", order_no)


def _form(request: KnownRequest, *, faults: tuple[Fault, ...]) -> HttpResponse:
    draft = draft_of(by=request.user)
    context = {
        "draft": draft,
        "sections": form_fields(
            draft.answers if draft else USUAL, faults=faults, on=timezone.localdate(clock.now())
        ),
        "errors": [
            {"field_id": f"id_{one.field}", "message": one.message, "remedy": one.remedy}
            for one in faults
        ],
    }
    return render(request, "targeting/form.html", context, status=422 if faults else 200)


def _answer_to(field: str, answers: dict[str, str]) -> dict[str, str]:
    """What is wrong with this one answer, if it was given."""
    try:
        order_from(answers, now=clock.now())
    except Faults as refusal:
        found = [one.message for one in refusal.faults if one.field == field]
        if found and answers.get(field):
            return {"error": found[0]}
    except DomainError:
        return {}
    return {}


def _sent(request: KnownRequest) -> dict[str, Any]:
    try:
        # a beacon is multipart, whose body cannot be read twice
        body = request.POST["payload"] if "payload" in request.POST else request.body  # noqa: SIM401
        sent = read_json(body)
    except (ValueError, KeyError, RawPostDataException):
        sent = None
    if not isinstance(sent, dict) or not is_storable(sent):
        raise Fault(_("Nothing was sent that could be saved."), field="field", rule="body.shape")
    return sent
