"""Learned models: cards side by side, one card with its pictures, and putting to service."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock, seals
from customs_portal.kit.errors import Fault
from customs_portal.kit.exports import csv_answer
from risk.learning import queries
from risk.learning.operations.put_to_service import (
    CONFIRMERS,
    ask_to_count,
    confirm_counting,
    end_shadow,
    put_in_shadow,
    refuse_counting,
    roll_back,
)
from risk.learning.operations.register_model import PURPOSE
from risk.models.ranking import Ranking

READERS = (*CONFIRMERS, Duty.READ_JOURNAL)
PAGE_ROWS = 50
HEADS = {
    "precision_at_5": gettext_lazy("Precision 5 %"),
    "precision_at_10": gettext_lazy("Precision 10 %"),
    "recall_at_10": gettext_lazy("Recall 10 %"),
    "auc": "AUC",
    "ece": gettext_lazy("Calibration error"),
}
FIGURES = {
    "precision_at_1": gettext_lazy("Precision among the riskiest 1 %"),
    "precision_at_2": gettext_lazy("Precision among the riskiest 2 %"),
    "precision_at_5": gettext_lazy("Precision among the riskiest 5 %"),
    "precision_at_10": gettext_lazy("Precision among the riskiest 10 %"),
    "recall_at_1": gettext_lazy("Recall among the riskiest 1 %"),
    "recall_at_2": gettext_lazy("Recall among the riskiest 2 %"),
    "recall_at_5": gettext_lazy("Recall among the riskiest 5 %"),
    "recall_at_10": gettext_lazy("Recall among the riskiest 10 %"),
    "auc": gettext_lazy("Area under the curve"),
    "ece": gettext_lazy("Calibration error"),
}
RANKINGS = {
    Ranking.PROBABILITY: gettext_lazy("Ranked by the probability of a fault."),
    Ranking.REVENUE: gettext_lazy("Ranked by the revenue that opening is expected to bring."),
}
SIDE = 300  # of the picture of reliability


@duty_required(*READERS)
@require_GET
def models(request: HttpRequest) -> HttpResponseBase:
    """Every registered model; ``?q=`` number, name or digest, ``?sort=``, ``?format=csv``."""
    text, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    found = queries.registered_models(text=text, sort=sort)
    if request.GET.get("format") == "csv":
        return csv_answer(
            name="risk-models.csv",
            head=["model_no", "name", "digest", "from", "to", "rows", *HEADS],
            rows=(
                [one.model_no, one.name, one.digest, *_period(one), *_heads(one)] for one in found
            ),
        )
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"one": one, "heads": _heads(one), "data": one.card["data"]} for one in page],
        "columns": [
            {"label": _("Model")},
            {"label": _("Name of the model"), "sort": "name"},
            {"label": _("Learned from")},
            *({"label": label, "numeric": True} for label in HEADS.values()),
            {"label": _("Registered on"), "sort": "registered_at", "descending_first": True},
            {"label": _("Service")},
        ],
        "sort": sort or "-registered_at",
        "filtered": bool(text),
        "filters": [
            {"name": "q", "label": _("Number, name or digest"), "value": text, "wide": True}
        ],
        "export_url": f"?q={text}&format=csv",
        "counting": any(one.counting for one in found),
        "ranking": RANKINGS.get(queries.ranking(on=timezone.localdate(clock.now()))),
        "acts": _acts(request),
    }
    return render(request, "learning/list.html", context)


@duty_required(*READERS)
@require_GET
def model(request: HttpRequest, model_no: str) -> HttpResponse:
    """One model: its card, how honest its probabilities were, what moved since, its services."""
    return _shown(request, model_no)


def _shown(
    request: HttpRequest, model_no: str, *, fault: Fault | None = None, act: str = ""
) -> HttpResponse:
    one = queries.registered_model(model_no=model_no)
    later = one.card.get("later")
    chinese = (get_language() or "").startswith("zh")
    context = {
        "one": one,
        "data": one.card["data"],
        "split": one.card["split"],
        "later": later,
        "figures": [
            (
                label,
                one.card["figures_late"].get(name),
                (later or {}).get("figures", {}).get(name),
                (later or {}).get("figures_without_mass_and_price", {}).get(name),
            )
            for name, label in FIGURES.items()
        ],
        "limits": one.card["limits_zh" if chinese else "limits_en"],
        "points": _points((later or {}).get("reliability", [])),
        "side": SIDE,
        "drift": queries.drift(model_no=model_no),
        "features": [
            part.zh if chinese else part.en for part in queries.features_of(model_no=model_no)
        ],
        "public_key": seals.public_key(purpose=PURPOSE),
        "acts": _acts(request),
        "own_request": any(
            s.state == "WAITING" and s.asked_by == str(request.user) for s in one.services
        ),
        "fault": fault,
        "act": act,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "learning/one.html", context, status=422 if fault else 200)


@duty_required(*CONFIRMERS)
@require_POST
def shadow(request: KnownRequest, model_no: str) -> HttpResponse:
    put_in_shadow(model_no=model_no, by=request.user, now=clock.now())
    return redirect("learning:one", model_no)


@duty_required(*CONFIRMERS)
@require_POST
def confirm(request: KnownRequest, model_no: str) -> HttpResponse:
    confirm_counting(model_no=model_no, by=request.user, now=clock.now())
    return redirect("learning:one", model_no)


@duty_required(*CONFIRMERS)
@require_POST
def unshadow(request: KnownRequest, model_no: str) -> HttpResponse:
    return _with_reason(request, model_no, end_shadow, "end-shadow")


@duty_required(*CONFIRMERS)
@require_POST
def ask(request: KnownRequest, model_no: str) -> HttpResponse:
    return _with_reason(request, model_no, ask_to_count, "ask")


@duty_required(*CONFIRMERS)
@require_POST
def refuse(request: KnownRequest, model_no: str) -> HttpResponse:
    return _with_reason(request, model_no, refuse_counting, "refuse")


@duty_required(*CONFIRMERS)
@require_POST
def back(request: KnownRequest) -> HttpResponse:
    roll_back(reason=request.POST.get("reason", ""), by=request.user, now=clock.now())
    return redirect("learning:list")


def _with_reason(request: KnownRequest, model_no: str, does: Any, act: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        does(model_no=model_no, reason=reason, by=request.user, now=clock.now())
    except Fault as fault:
        return _shown(request, model_no, fault=fault, act=act)
    return redirect("learning:one", model_no)


def _acts(request: HttpRequest) -> bool:
    return any(request.user.holds(duty) for duty in CONFIRMERS)  # type: ignore[union-attr]


def _heads(one: queries.ModelView) -> list[float | str]:
    """The figures of the later period, else of the late part of training."""
    told = (one.card.get("later") or {}).get("figures") or one.card["figures_late"]
    return [told.get(name, "–") for name in HEADS]


def _period(one: queries.ModelView) -> list[Any]:
    data = one.card["data"]
    return [data["from"], data["to"], data["rows"]]


def _points(bins: list[list[int]]) -> list[dict[str, Any]]:
    """Circles of the picture: told to the right, found upwards, area by count."""
    most = max((count for count, _, _ in bins), default=1)
    return [
        {
            "x": round(told / 1_000_000 * SIDE, 1),
            "y": round(SIDE - found / count * SIDE, 1),
            "r": round(3 + 9 * (count / most) ** 0.5, 1),
            "count": count,
            "told": f"{told / 10_000:.1f}",
            "found": f"{found / count * 100:.1f}",
        }
        for count, told, found in bins
        if count
    ]
