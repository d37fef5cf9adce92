"""Gate passes of the visitor's own enterprise."""

import io

import segno
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import PassForm
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.queue_trucks import join_queue, leave_queue
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.states import PassState, PassType
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.exports import csv_answer

PAGE_ROWS = 50
MOST_TRUCKS = 100
COPIED = (
    *("plate_no", "container_no", "declaration_no", "pass_type", "direction"),
    *("truck_kg", "frame_kg", "container_kg", "goods_kg", "seal_no", "two_gates"),
)
KEPT = ("declaration_no", "container_no", "copy")


def own(request: HttpRequest) -> int:
    """The visitor's enterprise. Raises ``NotPermitted`` for somebody without one."""
    enterprise_id = getattr(request.user, "enterprise_id", None)
    if enterprise_id is None:
        raise NotPermitted
    return int(enterprise_id)


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def passes(request: KnownRequest) -> HttpResponse:
    search = queries.PassSearch.from_words(request.GET)
    found = queries.find_passes(search=search, enterprise_id=own(request))
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.pass_views(page),
        "columns": [
            {"label": _("Gate pass")},
            {"label": _("Type of pass")},
            {"label": _("Plate")},
            {"label": _("Container")},
            {"label": _("Declaration or document")},
            {"label": _("State")},
            {"label": _("Valid until")},
        ],
        "filtered": search.is_narrowed,
        "filters": pass_filters(search),
    }
    return render(request, "gates/enterprise/passes.html", context)


def pass_filters(search: queries.PassSearch) -> list[dict[str, object]]:
    """The same filters for the enterprise and the gate officer."""
    return [
        {"name": "q", "label": _("Number or plate"), "value": search.number, "wide": True},
        {
            "name": "type",
            "label": _("Type of pass"),
            "value": str(search.pass_type or ""),
            "choices": [
                ("", _("All")),
                *((str(value), label) for value, label in PassType.choices),
            ],
        },
        {
            "name": "state",
            "label": _("State"),
            "value": search.state,
            "choices": [("", _("All")), *PassState.choices],
        },
    ]


@duty_required(Duty.APPLY_GATE_PASS)
@require_http_methods(["GET", "POST"])
def apply(request: KnownRequest) -> HttpResponse:
    """The form; whatever is refused comes back beside its field with the answers kept."""
    enterprise_id = own(request)
    form = PassForm(
        request.POST if request.method == "POST" else None, initial=_known(request, enterprise_id)
    )
    if request.method == "POST" and form.is_valid():
        try:
            pass_no = apply_gate_pass(
                application=form.to_application(), by=request.user, now=clock.now()
            )
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:pass", pass_no=pass_no)
    found = queries.trucks_of(enterprise_id=enterprise_id)[:MOST_TRUCKS]
    trucks = [truck for truck in map(queries.truck_view, found) if truck.is_active]
    kept = [(name, request.GET[name]) for name in KEPT if request.GET.get(name)]
    context = {"form": form, "trucks": trucks, "kept": kept}
    return render(
        request, "gates/enterprise/apply.html", context, status=422 if form.is_bound else 200
    )


def _known(request: KnownRequest, enterprise_id: int) -> dict[str, object]:
    """What the form starts with: the address, a truck of the register, an earlier pass."""
    known: dict[str, object] = dict(request.GET.items())
    if copied := request.GET.get("copy", ""):
        earlier = queries.pass_of(pass_no=copied, enterprise_id=enterprise_id)
        known |= {name: getattr(earlier, name) for name in COPIED}
        if earlier.declaration_no == "":
            known |= {"binding": earlier.binding, "linked_kind": earlier.linked_kind}
            known["documents"] = "\n".join(
                f"{one.number} {one.goods_kg}" for one in earlier.documents
            )
    if plate_no := request.GET.get("truck", ""):
        row = queries.trucks_of(enterprise_id=enterprise_id, number=plate_no).first()
        if row is not None:
            truck = queries.truck_view(row)
            known |= {
                "plate_no": truck.plate_no,
                "truck_kg": truck.truck_kg,
                "frame_kg": truck.frame_kg,
            }
    return known


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def gate_pass(request: KnownRequest, pass_no: str) -> HttpResponseBase:
    """The pass with the QR code that the driver shows; it prints on one page."""
    if "export" in request.GET:
        found = queries.pass_of(pass_no=pass_no, enterprise_id=own(request))
        rows = state_rows(queries.history_of_pass(pass_no=found.pass_no, officer=False))
        return csv_answer(name=f"{found.pass_no}-states.csv", head=STATE_HEAD, rows=rows)
    return _pass_page(request, pass_no)


def _pass_page(
    request: KnownRequest, pass_no: str, refusal: DomainError | None = None
) -> HttpResponse:
    found = queries.pass_of(pass_no=pass_no, enterprise_id=own(request))
    context = {
        "gate_pass": found,
        "changes": queries.history_of_pass(pass_no=pass_no, officer=False),
        "states_file": f"{reverse('gates:pass', args=[pass_no])}?export=csv",
        "turn": queries.turn_of(pass_no=pass_no, enterprise_id=own(request)),
        "qr": _code(found.token).svg_inline(border=2, omitsize=True, title=found.pass_no)
        if found.token
        else "",
        "refusal": refusal,
    }
    status = refusal.http_status if refusal is not None else 200
    return render(request, "gates/enterprise/pass.html", context, status=status)


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def code_picture(request: KnownRequest, pass_no: str) -> HttpResponse:
    """The code alone as a picture that a phone keeps, for a gate without a network."""
    found = queries.pass_of(pass_no=pass_no, enterprise_id=own(request))
    if not found.token:
        raise NotFound(field="pass_no")
    picture = io.BytesIO()
    _code(found.token).save(picture, kind="png", scale=8, border=4)
    answer = HttpResponse(picture.getvalue(), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="gate-pass-{found.pass_no}.png"'
    return answer


def _code(token: str) -> segno.QRCode:
    return segno.make(token, error="m", micro=False, encoding="utf-8")


@duty_required(Duty.APPLY_GATE_PASS)
@require_POST
def void(request: KnownRequest, pass_no: str) -> HttpResponse:
    void_gate_pass(pass_no=pass_no, by=request.user, now=clock.now())
    return redirect("gates:pass", pass_no=pass_no)


@duty_required(Duty.APPLY_GATE_PASS)
@require_POST
def join(request: KnownRequest, pass_no: str) -> HttpResponse:
    """The driver says "I am at the gate": the truck joins the queue."""
    try:
        join_queue(pass_no=pass_no, by=request.user, now=clock.now())
    except DomainError as refusal:
        if refusal.http_status == 404:
            raise
        return _pass_page(request, pass_no, refusal)
    return redirect("gates:pass", pass_no=pass_no)


@duty_required(Duty.APPLY_GATE_PASS)
@require_POST
def leave(request: KnownRequest, pass_no: str) -> HttpResponse:
    leave_queue(pass_no=pass_no, by=request.user, now=clock.now())
    return redirect("gates:pass", pass_no=pass_no)
