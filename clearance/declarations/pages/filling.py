"""What every form of a declaration does alike: a save, the estimate, the answers to check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, Self, TypeVar

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from clearance.declarations.models import Draft
from clearance.declarations.pages.sheets import errors_of, names_in, rows_of
from clearance.declarations.queries.drafting import answered_with
from clearance.duties.queries import BillView
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit.errors import DomainError, Fault, Faults

NO_ANSWERS = frozenset({"csrfmiddlewaretoken", "act"})


class Claiming(Protocol):
    """A declaration as far as it can be read, in one step or its step two."""

    @property
    def claims_anything(self) -> bool: ...

    def without_claims(self) -> Self: ...


class AnswerTo(Protocol):
    """What a form says below one field."""

    def __call__(self, *, field: str, answers: Mapping[str, str], on: date) -> dict[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """The bill that filing would bring, or everything that stands against it.

    ``saved_cny`` is what the claims save, None when nothing is claimed.
    """

    bill: BillView | None = None
    faults: tuple[Fault, ...] = ()
    saved_cny: Decimal | None = None


C = TypeVar("C", bound=Claiming)


def foreseen(said: C, unread: list[Fault], bill_for: Callable[[C], BillView | None]) -> Foreseen:
    """Reckoned twice when something is claimed: with the claims, and without."""
    try:
        bill = bill_for(said)
    except DomainError as refusal:
        return Foreseen(faults=(*unread, *faults_of(refusal)))
    if unread:
        return Foreseen(faults=tuple(unread))
    if bill is None or not said.claims_anything:
        return Foreseen(bill=bill)
    try:
        otherwise = bill_for(said.without_claims())
    except DomainError:  # with the full tax the guarantee may be too small
        return Foreseen(bill=bill)
    saved = otherwise.total_cny - bill.total_cny if otherwise is not None else None
    return Foreseen(bill=bill, saved_cny=saved)


def faults_of(refusal: DomainError | None) -> tuple[Fault, ...]:
    """Whatever refuses, as what stands at the fields of a form."""
    if refusal is None:
        return ()
    if isinstance(refusal, Faults):
        return tuple(refusal.faults)
    return (Fault(refusal.message, field=refusal.field, rule=refusal.rule, remedy=refusal.remedy),)


def sent_answers(request: KnownRequest) -> dict[str, str]:
    """The whole form as it was sent."""
    return {name: str(value) for name, value in request.POST.items() if name not in NO_ANSWERS}


def saved_answer(saved: Draft, *, field: str, on: date, answer_to: AnswerTo) -> JsonResponse:
    """What the form's script is told after a save of one answer."""
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": saved.saved_at.isoformat(),
            "answers": {
                one: answer_to(field=one, answers=saved.answers, on=on)
                for one in answered_with(field)
                if one
            },
        }
    )


def estimate_again(request: KnownRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The estimate and the footer, after a save; other goods may be offered other claims."""
    claims = [one for one in context["sections"] if one["name"].startswith("claims-")]
    changed = request.GET.get("seen") != context["offers"]
    return render(request, template, context | {"again": True, "renewed": claims * changed})


def check_answers(
    request: KnownRequest,
    template: str,
    context: dict[str, Any],
    *,
    answers: Mapping[str, str],
    address: str,
) -> HttpResponse:
    """Every answer once more in words, each with the way back to its field."""
    sections = context["sections"]
    more = {
        "rows": rows_of(names_in(sections), answers, address),
        "errors": errors_of(context["progress"].everything, sections),
    }
    return render(request, template, context | more)
