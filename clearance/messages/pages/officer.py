"""Every message that came in, for officers who review declarations."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clearance.messages.pages import lists
from clearance.messages.pages.enterprise import xml_answer
from clearance.messages.queries import message_of, written_again
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def messages(request: KnownRequest) -> HttpResponse:
    table = lists.message_table(request, enterprise_id=None)
    export_url = f"{reverse('messages:officer-export')}?{table.pop('export_query')}"
    return render(request, "messages/officer/list.html", {**table, "export_url": export_url})


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.messages_as_csv(request, enterprise_id=None)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def detail(request: KnownRequest, message_no: str) -> HttpResponse:
    view = message_of(message_no=message_no, enterprise_id=None)
    return render(request, "messages/officer/detail.html", {"message": view})


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def written(request: KnownRequest, message_no: str) -> HttpResponse:
    return xml_answer(written_again(message_no=message_no, enterprise_id=None), message_no)
