"""Messages of the visitor's own enterprise."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.queries.drafting import draft_of
from clearance.messages.operations.receive_message import receive_message
from clearance.messages.pages import lists
from clearance.messages.queries import message_of, written_again
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest, enterprise_id_of
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError


class NoFileChosen(DomainError):
    """The form came without a file."""

    code = "no_file"
    http_status = 422
    sentence = gettext_noop("No file was chosen.")
    remedy_sentence = gettext_noop("Choose the XML file of the message and send it again.")


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def messages(request: KnownRequest) -> HttpResponse:
    table = lists.message_table(request, enterprise_id=enterprise_id_of(request))
    export_url = f"{reverse('messages:export')}?{table.pop('export_query')}"
    return render(request, "messages/enterprise/list.html", {**table, "export_url": export_url})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.messages_as_csv(request, enterprise_id=enterprise_id_of(request))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def send(request: KnownRequest) -> HttpResponse:
    """One file, the same way as through the API."""
    chosen = request.FILES.get("message")
    if not isinstance(chosen, UploadedFile):
        raise NoFileChosen(field="message")
    message, _is_new = receive_message(
        data=chosen.read(),
        by=request.user,
        now=clock.now(),
        schema_folder=settings.WCO_SCHEMAS,
    )
    return redirect("messages:detail", message_no=message.message_no)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def detail(request: KnownRequest, message_no: str) -> HttpResponse:
    view = message_of(message_no=message_no, enterprise_id=enterprise_id_of(request))
    draft = draft_of(draft_no=view.draft_no, by=request.user) if view.draft_no else None
    context = {"message": view, "draft_open": draft is not None and not view.declaration_no}
    return render(request, "messages/enterprise/detail.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def written(request: KnownRequest, message_no: str) -> HttpResponse:
    return xml_answer(
        written_again(message_no=message_no, enterprise_id=enterprise_id_of(request)), message_no
    )


def xml_answer(body: bytes, message_no: str) -> HttpResponse:
    """A file to keep, never a page to open: what strangers wrote stays on paper."""
    answer = HttpResponse(body, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{message_no}.xml"'
    return answer
