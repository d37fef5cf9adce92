"""Keeping and deleting questions."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from risk.workbench.operations.keep_query import delete_query, keep_query
from risk.workbench.pages.frame import address_of


@duty_required(Duty.JUDGE_RISK)
@require_POST
def keep(request: KnownRequest) -> HttpResponse:
    """``name``, ``page``, ``query``, ``of`` (the firm or case of the page), ``shared``."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    if request.POST.get("of"):
        query["of"] = request.POST["of"]
    page = request.POST.get("page", "start")
    keep_query(
        name=request.POST.get("name", ""),
        page=page,
        query=query.urlencode(),
        shared=request.POST.get("shared") == "yes",
        by=request.user,
        now=clock.now(),
    )
    return redirect(address_of(page, query.urlencode()))


@duty_required(Duty.JUDGE_RISK)
@require_POST
def delete(request: KnownRequest, query_id: int) -> HttpResponse:
    delete_query(query_id=query_id, by=request.user)
    return redirect("workbench:start")
