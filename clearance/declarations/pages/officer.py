"""The officer's queue and the review of one declaration."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import filters_from
from clearance.declarations.operations import review_queue
from clearance.declarations.operations.act_on_review import ACTS, act_on_review, confirm_releases
from clearance.declarations.operations.ask_ranking import policy_on
from clearance.declarations.operations.look_twice import MAY_DOUBT
from clearance.declarations.pages import lists
from clearance.declarations.pages.filling import faults_of
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.pages.stories import history_file, mismatch_cells, story_of
from clearance.declarations.queries import assessment_for, declaration_for_officer
from clearance.declarations.queries.changes import open_change_of
from clearance.declarations.queries.history import history_of
from clearance.declarations.queries.lists import Filters, newer_than
from clearance.declarations.states import (
    REJECTABLE,
    RETURNABLE,
    WAITING_FOR_AN_OFFICER,
    DeclarationState,
)
from clearance.manifests.queries import stops_on
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.registry import law
from customs_portal.registry.law.book import title_of
from risk.assessments.queries import AssessmentView

TO_CONFIRM = "state=HELD&proposed=1"
TABS = (
    ("waiting", "", Filters(waiting=True)),
    ("high", "score=50", Filters(waiting=True, score_from=50)),
    ("aeo", "grade=ADVANCED", Filters(waiting=True, grade="ADVANCED")),
    ("mismatched", "state=MISMATCHED", Filters(state="MISMATCHED")),
    ("re-review", "state=IN_RE_REVIEW", Filters(state="IN_RE_REVIEW")),
)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    return _queue(request)


def _queue(
    request: KnownRequest, *, left: Sequence[Fault] = (), confirmed: int = 0
) -> HttpResponse:
    context = lists.list_context(request, officer=True, tabs=_tabs(request))
    context["columns"] = [
        {"label": _("Declaration"), "sort": "number"},
        {"label": _("Company")},
        {"label": _("Goods")},
        {"label": _("Risk"), "sort": "score", "descending_first": True},
        {
            "label": pgettext("queue", "By the model"),
            "sort": "rank",
            "numeric": True,
            "descending_first": True,
        },
        {"label": _("Value, CNY"), "sort": "value", "numeric": True, "descending_first": True},
        {"label": _("Status")},
        {"label": _("Claimed by")},
        {"label": _("Due in"), "sort": "due", "numeric": True},
    ]
    context["now"] = clock.now()
    context["policy"] = policy_on(day=timezone.localdate(context["now"]))
    context["reads_law"] = request.user.holds(Duty.READ_LAW)
    context["errors"] = [
        {"message": f"{one.field}: {one.message}", "remedy": one.remedy} for one in left
    ]
    context["confirmed"] = confirmed
    status = 409 if left else 200
    return render(request, "declarations/officer/queue.html", context, status=status)


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
def confirm_chosen(request: KnownRequest) -> HttpResponse:
    """The second officer's word on a selection; what stays is named above the queue."""
    found = confirm_releases(
        declaration_nos=request.POST.getlist("selected"), by=request.user, now=clock.now()
    )
    if found.left:
        return _queue(request, left=found.left, confirmed=len(found.confirmed))
    return redirect(f"{reverse('declarations:queue')}?{TO_CONFIRM}")


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def release_claims(request: KnownRequest) -> HttpResponse:
    review_queue.release_claims(by=request.user)
    return redirect("declarations:queue")


@duty_required(*MAY_DOUBT)
@require_GET
def review(request: KnownRequest, declaration_no: str) -> HttpResponse:
    return _review(request, declaration_no)


@duty_required(*MAY_DOUBT)
@require_GET
def history(request: KnownRequest, declaration_no: str) -> HttpResponseBase:
    """The record of its states, whole; to be printed."""
    view = declaration_for_officer(declaration_no=declaration_no)
    if view is None:
        raise NotFound(field="declaration_no")
    changes = history_of(declaration_no=declaration_no, officer=True)
    if "export" in request.GET:
        return history_file(changes, declaration_no=declaration_no)
    context = {"declaration": view, "changes": changes, "states_file": "?export=csv"}
    return render(request, "declarations/officer/history.html", context)


@duty_required(*MAY_DOUBT)
@require_POST
def decide(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Claim, hold, propose a release, confirm it: the button says which."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    try:
        if act in ACTS:
            act_on_review(
                declaration_no=declaration_no,
                act=act,
                reason=reason,
                kind=request.POST.get("kind", ""),
                by=request.user,
                now=clock.now(),
            )
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
    faults = faults_of(refusal)
    names = names_of(
        usernames=[view.release_proposed_by, view.doubted_by],
        chinese=(get_language() or "").startswith("zh"),
    )
    judged = assessment_for(declaration_no=declaration_no)
    own_doubt = view.doubted_by == request.user.username
    decides = request.user.holds(Duty.REVIEW_DECLARATION)  # who judges risk may only doubt
    context = {
        "declaration": view,
        "decides": decides,
        "story": story_of(
            view,
            history=history_of(declaration_no=declaration_no, officer=True),
            now=clock.now(),
        ),
        "assessment": judged,
        "laws": _titles(judged),
        "countries": view.country_names(),
        "mismatch_cells": mismatch_cells(view, answers=None, faults=()),
        "errors": errors_of(faults),
        "open_change": open_change_of(declaration_no=declaration_no),
        "reason": reason,
        "reason_error": faults[0].message if faults and faults[0].field == "reason" else "",
        "detention_kinds": _detention_kinds()
        if decides and view.state == DeclarationState.DETAINED
        else (),
        "kind_error": faults[0].message if faults and faults[0].field == "kind" else "",
        "may_return": decides and view.state in RETURNABLE,
        "may_reject": decides and view.state in REJECTABLE,
        "may_hold": decides and view.state == DeclarationState.CLEARED_TO_LEAVE,
        "may_doubt": view.state == DeclarationState.CLEARED_TO_LEAVE,
        "in_re_review": view.state == DeclarationState.IN_RE_REVIEW,
        "own_doubt": own_doubt,
        "may_propose": decides
        and view.state == DeclarationState.HELD
        and not view.release_proposed_by,
        "may_confirm": decides and view.state == DeclarationState.HELD and view.release_proposed_by,
        "may_claim": decides
        and view.state in WAITING_FOR_AN_OFFICER
        and view.claimed_by_id is None
        and not (view.state == DeclarationState.IN_RE_REVIEW and own_doubt),
        "doubter": names.get(view.doubted_by, view.doubted_by),
        "proposer": names.get(view.release_proposed_by, view.release_proposed_by),
        "stops": stops_on(transport_document=view.transport_document, now=clock.now()),
        "own_proposal": view.release_proposed_by == request.user.username,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/officer/review.html", context, status=status)


def _titles(judged: AssessmentView | None) -> dict[str, list[tuple[str, str]]]:
    """What the laws behind a hit are called; a hit cites them by their keys."""
    return {
        hit.law: [(key, title_of(key)) for key in hit.law.split(", ") if key]
        for hit in (judged.hits if judged is not None else ())
    }


def _detention_kinds() -> list[tuple[str, str]]:
    kinds = law.ask("declaration.detention_kinds", on=timezone.localdate(clock.now())).value
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return [(one["code"], f"{one['code']} {one[language]}") for one in kinds]


def _tabs(request: KnownRequest) -> list[tuple[str, str, Filters]]:
    words = {
        "waiting": _("All waiting"),
        "high": _("High risk"),
        "aeo": _("AEO green lane"),
        "mismatched": _("Differs from the manifest"),
        "re-review": pgettext("declaration", "Re-review"),
    }
    tabs = [(words[name], query, filters) for name, query, filters in TABS]
    due = filters_from({"due": "1"}, by=request.user, now=clock.now(), officer=True)
    mine = Filters(waiting=True, claimed_by=request.user.pk)
    to_confirm = Filters(state=DeclarationState.HELD, proposed_beside=request.user.pk)
    return [
        tabs[0],
        (_("Due soon"), "due=1", due),
        (_("Mine"), "mine=1", mine),
        (_("To confirm"), TO_CONFIRM, to_confirm),
        *tabs[1:],
    ]
