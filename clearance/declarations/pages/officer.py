"""The officer's queue and the review of one declaration."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import filters_from
from clearance.declarations.operations import review_declaration, review_queue
from clearance.declarations.pages import lists
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.pages.stories import mismatch_cells, story_of
from clearance.declarations.queries import assessment_for, declaration_for_officer
from clearance.declarations.queries.changes import open_change_of
from clearance.declarations.queries.lists import Filters, newer_than
from clearance.declarations.states import DeclarationState
from clearance.manifests.queries import stops_on
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound

TABS = (
    ("waiting", "", Filters(waiting=True)),
    ("high", "score=50", Filters(waiting=True, score_from=50)),
    ("aeo", "grade=ADVANCED", Filters(waiting=True, grade="ADVANCED")),
    ("mismatched", "state=MISMATCHED", Filters(state="MISMATCHED")),
)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    context = lists.list_context(request, officer=True, tabs=_tabs(request))
    context["columns"] = [
        {"label": _("Declaration"), "sort": "number"},
        {"label": _("Company")},
        {"label": _("Goods")},
        {"label": _("Risk"), "sort": "score", "descending_first": True},
        {"label": _("Value, CNY"), "sort": "value", "numeric": True, "descending_first": True},
        {"label": _("Status")},
        {"label": _("Claimed by")},
        {"label": _("Due in"), "sort": "due", "numeric": True},
    ]
    context["now"] = clock.now()
    return render(request, "declarations/officer/queue.html", context)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def news(request: KnownRequest) -> JsonResponse:
    """How many rows the open page does not know yet."""
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = clock.now()
    filters = filters_from(request.GET, by=request.user, now=clock.now(), officer=True)
    return JsonResponse({"new": newer_than(filters, at=since)})


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.export(request, officer=True)


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def save_view(request: KnownRequest) -> HttpResponse:
    query = lists.keep_view(request, officer=True)
    return redirect(f"{reverse('declarations:queue')}?{query}")


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def take_next(request: KnownRequest) -> HttpResponse:
    number = review_queue.claim_next_review(by=request.user, now=clock.now())
    return redirect("declarations:review", number) if number else redirect("declarations:queue")


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def claim(request: KnownRequest) -> HttpResponse:
    """The selection of the queue, or one declaration."""
    chosen = request.POST.getlist("selected")
    review_queue.claim_reviews(declaration_nos=chosen, by=request.user, now=clock.now())
    return redirect(f"{reverse('declarations:queue')}?mine=1")


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def release_claims(request: KnownRequest) -> HttpResponse:
    review_queue.release_claims(by=request.user)
    return redirect("declarations:queue")


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def review(request: KnownRequest, declaration_no: str) -> HttpResponse:
    return _review(request, declaration_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def decide(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Claim, hold, propose a release, confirm it: the button says which."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    who: dict[str, Any] = {"declaration_no": declaration_no, "by": request.user, "now": clock.now()}
    try:
        if act == "claim":
            review_queue.claim_review(**who)
        elif act == "hold":
            review_declaration.hold_declaration(reason=reason, **who)
        elif act == "propose":
            review_declaration.propose_release(reason=reason, **who)
        elif act == "confirm":
            review_declaration.confirm_release(**who)
    except DomainError as refusal:
        return _review(request, declaration_no, refusal=refusal, reason=reason)
    return redirect("declarations:review", declaration_no)


def _review(
    request: KnownRequest,
    declaration_no: str,
    *,
    refusal: DomainError | None = None,
    reason: str = "",
) -> HttpResponse:
    view = declaration_for_officer(declaration_no=declaration_no)
    if view is None:
        raise NotFound(field="declaration_no")
    faults: tuple[Fault, ...] = ()
    if refusal is not None:
        faults = (Fault(refusal.message, field=refusal.field, remedy=refusal.remedy),)
    names = names_of(
        usernames=[view.release_proposed_by], chinese=(get_language() or "").startswith("zh")
    )
    context = {
        "declaration": view,
        "story": story_of(view, now=clock.now()),
        "assessment": assessment_for(declaration_no=declaration_no),
        "mismatch_cells": mismatch_cells(view, answers=None, faults=()),
        "errors": errors_of(faults),
        "open_change": open_change_of(declaration_no=declaration_no),
        "reason": reason,
        "reason_error": faults[0].message if faults and faults[0].field == "reason" else "",
        "may_hold": view.state == DeclarationState.CLEARED_TO_LEAVE,
        "may_propose": view.state == DeclarationState.HELD and not view.release_proposed_by,
        "may_confirm": view.state == DeclarationState.HELD and view.release_proposed_by,
        "may_claim": view.state in ("HELD", "MISMATCHED") and view.claimed_by_id is None,
        "proposer": names.get(view.release_proposed_by, view.release_proposed_by),
        "stops": stops_on(transport_document=view.transport_document, now=clock.now()),
        "own_proposal": view.release_proposed_by == request.user.username,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/officer/review.html", context, status=status)


def _tabs(request: KnownRequest) -> list[tuple[str, str, Filters]]:
    words = {
        "waiting": _("All waiting"),
        "high": _("High risk"),
        "aeo": _("AEO green lane"),
        "mismatched": _("Differs from the manifest"),
    }
    tabs = [(words[name], query, filters) for name, query, filters in TABS]
    due = filters_from({"due": "1"}, by=request.user, now=clock.now(), officer=True)
    mine = Filters(waiting=True, claimed_by=request.user.pk)
    return [
        tabs[0],
        (_("Due soon"), "due=1", due),
        (_("Mine"), "mine=1", mine),
        *tabs[1:],
    ]
