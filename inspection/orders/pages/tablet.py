"""The wrist tablet: one phone-size page over the tablet's line."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from inspection.orders.ports import FirstLook, first_looks
from inspection.orders.queries import CrewOrder, crew_orders_of


@duty_required(Duty.INSPECT_GOODS)
@require_GET
def tablet(request: KnownRequest) -> HttpResponse:
    orders = crew_orders_of(officer=request.user.username)
    seen = first_looks([one.order_no for one in orders])
    mine = [_as_data(one, seen.get(one.order_no, [])) for one in orders]
    if not request.accepts("text/html"):
        return JsonResponse({"orders": mine})
    data = {"officer": request.user.username, "orders": mine, "words": _words()}
    return render(request, "orders/tablet.html", {"tablet_data": data})


def _as_data(order: CrewOrder, looks: list[FirstLook]) -> dict[str, Any]:
    return {
        "order_no": order.order_no,
        "container_no": order.container_no,
        "place_code": order.place_code,
        "reason": order.reason,
        "accepted": order.accepted_at is not None,
        "first_look": " ".join(f"{one.label}: {one.sentence}" for one in looks),
    }


def _words() -> dict[str, str]:
    return {
        "online": pgettext("inspection", "Connected"),
        "offline": _("No connection. Answers are kept and sent later."),
        "kept": _("{n} answers wait to be sent"),
        "note_needed": _("Write what you saw before you send a fault."),
        "choose": _("Choose no fault or fault."),
        "picture": _("Picture {n}"),
        "remove": pgettext("inspection", "Remove"),
        "too_many": _("Six pictures are enough."),
        "sent": _("Finding sent. Thank you."),
        "waits": _("Kept on this tablet. It is sent when the line is back."),
        "again": _("Called {n} times"),
        "colleague": _("{officer} is on the way. Come too if you can."),
        "over": _("The inspection of {box} is over or was given to others."),
        "no_room": _("This tablet is full. Stay on this page until the answer is sent."),
    }
