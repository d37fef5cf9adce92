"""Saving and deleting a view of the queue of bills."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from clearance.manifests.operations.find_bills import DESK
from clearance.manifests.operations.keep_view import delete_view, save_view
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest


@duty_required(*DESK)
@require_POST
def save(request: KnownRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    save_view(name=request.POST.get("name", ""), query=query.urlencode(), by=request.user)
    return redirect(f"{reverse('manifests:queue')}?{query.urlencode()}")


@duty_required(*DESK)
@require_POST
def delete(request: KnownRequest, view_id: int) -> HttpResponse:
    delete_view(view_id=view_id, by=request.user)
    return redirect("manifests:queue")
