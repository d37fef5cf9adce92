"""Addresses of the visitor's own enterprise, and what was sent there."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.webhooks import queries
from clearance.webhooks.operations import change_webhook
from clearance.webhooks.operations.register_webhook import register_webhook
from clearance.webhooks.states import DeliveryState, Topic
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest, enterprise_id_of
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Faults, NotFound
from customs_portal.kit.exports import Echo

PAGE_ROWS = 50
HEAD = ["delivery_no", "event", "number", "state", "tries", "queued_at", "ended_at"]
ACTS = {
    "pause": change_webhook.pause_webhook,
    "resume": change_webhook.resume_webhook,
    "remove": change_webhook.remove_webhook,
}


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def webhooks(request: KnownRequest) -> HttpResponse:
    rows = queries.webhooks_of(enterprise_id=enterprise_id_of(request))
    columns = [
        {"label": _("Address")},
        {"label": pgettext("webhook", "News")},
        {"label": _("State")},
        {"label": pgettext("webhook", "To be sent"), "numeric": True},
        {"label": pgettext("webhook", "Not delivered"), "numeric": True},
        {"label": _("Registered")},
    ]
    return render(request, "webhooks/list.html", {"rows": rows, "columns": columns})


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def register(request: KnownRequest) -> HttpResponse:
    """The form; after it the secret, once."""
    enterprise_id_of(request)
    url, topics = request.POST.get("url", ""), request.POST.getlist("topics")
    wrong: dict[str, str] = {}
    errors: list[DomainError] = []
    if request.method == "POST":
        try:
            made = register_webhook(url=url, topics=topics, by=request.user, now=clock.now())
        except DomainError as refusal:
            errors = [*refusal.faults] if isinstance(refusal, Faults) else [refusal]
            wrong = {one.field: one.message for one in errors}
        else:
            return _told_once(request, hook_no=made.hook_no, secret=made.secret)
    context = {
        "url": url,
        "topics": topics or [str(Topic.DECLARATION)],
        "choices": Topic.choices,
        "wrong": wrong,
        "errors": errors,
    }
    status = 422 if wrong else 200
    return render(request, "webhooks/register.html", context, status=status)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def webhook(request: KnownRequest, hook_no: str) -> HttpResponse:
    own = enterprise_id_of(request)
    view = queries.webhook_of(hook_no=hook_no, enterprise_id=own)
    search = queries.DeliverySearch.from_words(request.GET)
    found = queries.find_deliveries(hook_no=hook_no, enterprise_id=own, search=search)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    export = reverse("webhooks:export", args=[hook_no])
    context = {
        "hook": view,
        "page": page,
        "rows": queries.delivery_rows(page),
        "sort": search.sort,
        "filtered": search.narrows,
        "export_url": f"{export}?{request.GET.urlencode()}",
        "columns": [
            {"label": pgettext("webhook", "Event"), "sort": "event"},
            {"label": _("About")},
            {"label": _("State")},
            {"label": pgettext("webhook", "Attempts"), "numeric": True},
            {"label": pgettext("webhook", "Since"), "sort": "queued", "descending_first": True},
            {"label": pgettext("webhook", "Next attempt")},
        ],
        "filters": [
            {"name": "q", "label": _("Number or event"), "value": search.text, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *DeliveryState.choices],
            },
            {
                "name": "topic",
                "label": pgettext("webhook", "News"),
                "value": search.topic,
                "choices": [("", _("All")), *Topic.choices],
            },
        ],
    }
    return render(request, "webhooks/webhook.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest, hook_no: str) -> StreamingHttpResponse:
    """The whole search as CSV."""
    own = enterprise_id_of(request)
    queries.webhook_of(hook_no=hook_no, enterprise_id=own)
    search = queries.DeliverySearch.from_words(request.GET)
    found = queries.find_deliveries(hook_no=hook_no, enterprise_id=own, search=search)
    rows = found.iterator(chunk_size=2_000)
    answer = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{hook_no}.csv"'
    return answer


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def act(request: KnownRequest, hook_no: str) -> HttpResponse:
    """Pause, resume, remove, or a new secret: the button says which."""
    own, name = enterprise_id_of(request), request.POST.get("act", "")
    queries.webhook_of(hook_no=hook_no, enterprise_id=own)
    if name == "secret":
        secret = change_webhook.renew_secret(hook_no=hook_no, by=request.user, now=clock.now())
        return _told_once(request, hook_no=hook_no, secret=secret)
    if name not in ACTS:
        raise NotFound(field="act")
    ACTS[name](hook_no=hook_no, by=request.user, now=clock.now())
    if name == "remove":
        return redirect("webhooks:list")
    return redirect("webhooks:one", hook_no)


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def delivery(request: KnownRequest, delivery_no: str) -> HttpResponse:
    """What was sent and how it was answered; a POST sends it again."""
    own = enterprise_id_of(request)
    if request.method == "POST":
        change_webhook.send_again(delivery_no=delivery_no, by=request.user, now=clock.now())
        return redirect("webhooks:delivery", delivery_no)
    view = queries.delivery_of(delivery_no=delivery_no, enterprise_id=own)
    return render(request, "webhooks/delivery.html", {"delivery": view})


def _told_once(request: KnownRequest, *, hook_no: str, secret: str) -> HttpResponse:
    answer = render(request, "webhooks/secret.html", {"hook_no": hook_no, "secret": secret})
    answer["Cache-Control"] = "no-store"
    return answer


def _written(rows: Iterator[Any]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(HEAD)
    for row in rows:
        (one,) = queries.delivery_rows([row])
        ended = localtime(one.ended_at).isoformat() if one.ended_at else ""
        yield writer.writerow(
            [one.delivery_no, one.event, one.number, one.state, one.tries]
            + [localtime(one.queued_at).isoformat(), ended]
        )
