"""Templates and copies: a new draft that begins with what was filed before."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.operations import keep_template
from clearance.declarations.operations.copy_declaration import copy_declaration
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.queries.bulk import TemplateView, templates_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

TEMPLATES_A_PAGE = 50


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def copy(request: KnownRequest, declaration_no: str) -> HttpResponse:
    draft = copy_declaration(declaration_no=declaration_no, by=request.user, now=clock.now())
    return redirect("declarations:draft", draft.draft_no)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def templates(request: KnownRequest) -> HttpResponse:
    return _list(request)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def from_draft(request: KnownRequest, draft_no: str) -> HttpResponse:
    try:
        keep_template.template_from_draft(
            draft_no=draft_no,
            name=request.POST.get("name", ""),
            by=request.user,
            now=clock.now(),
        )
    except (NotFound, NotPermitted):
        raise
    except DomainError as refusal:
        return _list(request, refusal=refusal)
    return redirect("declarations:templates")


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def from_declaration(request: KnownRequest, declaration_no: str) -> HttpResponse:
    try:
        keep_template.template_from_declaration(
            declaration_no=declaration_no,
            name=request.POST.get("name", ""),
            by=request.user,
            now=clock.now(),
        )
    except (NotFound, NotPermitted):
        raise
    except DomainError as refusal:
        return _list(request, refusal=refusal)
    return redirect("declarations:templates")


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def use(request: KnownRequest, template_id: int) -> HttpResponse:
    draft = keep_template.draft_from_template(
        template_id=template_id, by=request.user, now=clock.now()
    )
    return redirect("declarations:draft", draft.draft_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def rename(request: KnownRequest, template_id: int) -> HttpResponse:
    try:
        keep_template.rename_template(
            template_id=template_id,
            name=request.POST.get("name", ""),
            by=request.user,
            now=clock.now(),
        )
    except (NotFound, NotPermitted):
        raise
    except DomainError as refusal:
        return _list(request, refusal=refusal, renamed=template_id)
    return redirect("declarations:templates")


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def delete(request: KnownRequest, template_id: int) -> HttpResponse:
    gone = keep_template.delete_template(template_id=template_id, by=request.user, now=clock.now())
    return _list(request, deleted=(template_id, gone.name))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def restore(request: KnownRequest, template_id: int) -> HttpResponse:
    keep_template.restore_template(template_id=template_id, by=request.user, now=clock.now())
    return redirect("declarations:templates")


def _list(
    request: KnownRequest,
    *,
    refusal: DomainError | None = None,
    renamed: int = 0,
    deleted: tuple[int, str] | None = None,
) -> HttpResponse:
    text, sort = request.GET.get("q", "")[:80], request.GET.get("sort", "")
    found = templates_of(by=request.user, text=text, sort=sort)
    pages: Paginator[TemplateView] = Paginator(found, TEMPLATES_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    fault = (
        Fault(refusal.message, field=f"name-{renamed}" if renamed else "", remedy=refusal.remedy)
        if refusal
        else None
    )
    context = {
        "rows": page.object_list,
        "page": page,
        "columns": [
            {"label": _("Template"), "sort": "name"},
            {"label": _("Goods")},
            {"label": _("Made by")},
            {
                "label": pgettext("template", "Used"),
                "sort": "uses",
                "numeric": True,
                "descending_first": True,
            },
            {"label": _("Last used"), "sort": "used", "descending_first": True},
            {"label": _("Act")},
        ],
        "sort": sort or "name",
        "filters": [{"name": "q", "label": _("Name, goods or code"), "value": text, "wide": True}],
        "filtered": bool(text),
        "clear_url": reverse("declarations:templates"),
        "errors": errors_of((fault,) if fault else ()),
        "deleted": deleted,
    }
    return render(
        request,
        "declarations/enterprise/templates.html",
        context,
        status=refusal.http_status if refusal else 200,
    )
