"""Everybody's guarantees, for officers, and the papers they register."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.duties.operations.open_guarantee import BadGuarantee
from clearance.duties.operations.register_guarantee import Paper, register_guarantee
from clearance.duties.pages.lists import amount_from
from clearance.duties.queries.guarantees import all_guarantees, guarantee_view
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError

ROWS = 50
ANSWERS = ("uscc", "kind", "limit", "valid_from", "valid_to", "issuer_reference", "members")


@duty_required(Duty.ASSESS_TAX)
@require_GET
def guarantees(request: KnownRequest) -> HttpResponse:
    return _page(request)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def register(request: KnownRequest) -> HttpResponse:
    """What is wrong comes back with the form still filled."""
    given = request.POST
    try:
        paper = Paper(
            uscc=given.get("uscc", ""),
            kind=given.get("kind", ""),
            limit_cny=amount_from(given.get("limit", "")),
            valid_from=_day(request, "valid_from"),
            valid_to=_day(request, "valid_to"),
            issuer_reference=given.get("issuer_reference", ""),
            members=given.get("members", "").split(),
        )
        register_guarantee(paper=paper, by=request.user, now=clock.now())
    except DomainError as fault:
        return _page(request, fault=fault)
    return redirect("duties:officer-guarantees")


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise BadGuarantee(field=name) from error


def _page(request: KnownRequest, *, fault: DomainError | None = None) -> HttpResponse:
    page = Paginator(all_guarantees(), ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate(clock.now())
    context = {
        "page": page,
        "guarantees": [guarantee_view(row, today) for row in page.object_list],
        "fault": fault,
        "given": {name: request.POST.get(name, "") for name in ANSWERS},
        "kinds": [("BANK", _("Bank guarantee")), ("GROUP", _("Group guarantee"))],
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/officer/guarantees.html", context, status=status)
