"""One place where a DomainError becomes an answer a person or a program can read.

Programs get RFC 9457 problem details, htmx requests a fragment, browsers a page. A database
that is away is answered in the same way, with the seconds after which to come back.
"""

import logging
from typing import Any

from django import forms
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from customs_portal.kit.errors import DatabaseAway, DomainError, Faults, NoSuchAddress, NotText
from customs_portal.kit.flow import refused_by_the_database

PROBLEM_JSON = "application/problem+json"
log = logging.getLogger(__name__)

DATABASE_IS_AWAY = (OperationalError, InterfaceError)
SECONDS_TO_COME_BACK = "3"


def as_problem(error: DomainError) -> dict[str, Any]:
    """The refusal as RFC 9457 members plus ``field``, ``rule``, ``remedy``, ``law``."""
    faults = error.faults if isinstance(error, Faults) else [error]
    return {
        "type": f"urn:customs-portal:refusal:{error.code}",
        "title": error.message,
        "status": error.http_status,
        "code": error.code,
        "field": error.field,
        "rule": error.rule,
        "remedy": error.remedy,
        "law": error.law,
        "details": {name: str(value) for name, value in error.details.items()},
        "errors": [
            {
                "field": one.field,
                "rule": one.rule,
                "message": one.message,
                "remedy": one.remedy,
                "law": one.law,
            }
            for one in faults
        ],
    }


PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal as RFC 9457 has it; ``errors`` names every wrong field.",
    "required": ["type", "title", "status", "code", "errors"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "code", "field", "rule")},
        **{name: {"type": "string"} for name in ("remedy", "law")},
        "status": {"type": "integer"},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "rule", "message", "remedy", "law"],
                "properties": {
                    name: {"type": "string"}
                    for name in ("field", "rule", "message", "remedy", "law")
                },
            },
        },
    },
}
REFUSALS = {
    "400": "The request cannot be read, or a value has not the shape described here",
    "401": "Nobody is signed in, or the token is none",
    "403": "The duty is missing, or another officer must do this",
    "404": "There is no such number among those one may see",
    "409": "Not possible as things stand; the remedy says what to do",
    "415": "The body is of a kind that this door does not read",
    "422": "Understood and refused: each wrong field with its rule and remedy",
    "503": "A service behind the portal is away; come back after ``Retry-After`` seconds",
}


def document_refusals(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Every operation of the schema says how it may refuse, in the one shape of the house."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status, words in REFUSALS.items():
                if method != "get" or status not in ("409", "415"):
                    described = {"description": words, "content": content}
                    operation["responses"].setdefault(status, described)
    return result


def refuse_program(request: HttpRequest, error: DomainError) -> HttpResponse | None:
    """The refusal as a program reads it; None when a person asked for a page."""
    if not request.path.startswith("/api/"):
        return None
    problem = as_problem(error)
    return JsonResponse(problem, status=error.http_status, content_type=PROBLEM_JSON)


def api_exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exc, DATABASE_IS_AWAY):
        log.warning("the database is away", exc_info=exc)
        away = DatabaseAway()
        return Response(
            as_problem(away),
            status=away.http_status,
            content_type=PROBLEM_JSON,
            headers={"Retry-After": SECONDS_TO_COME_BACK},
        )
    exc = refused_by_the_database(exc) or exc
    if isinstance(exc, Http404):
        exc = NoSuchAddress(field="address")
    if isinstance(exc, DomainError):
        return Response(as_problem(exc), status=exc.http_status, content_type=PROBLEM_JSON)
    response = exception_handler(exc, context)
    if response is None:
        return None
    code = getattr(exc, "default_code", "refused")
    errors = _shape_faults(exc.detail) if isinstance(exc, ValidationError) else []
    response.data = {
        "type": f"urn:customs-portal:refusal:{code}",
        "title": _("Some answers need to be corrected.") if errors else str(exc),
        "status": response.status_code,
        "code": code,
        "errors": errors,
    }
    response.content_type = PROBLEM_JSON
    return response


def _shape_faults(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten the framework's nested messages to one row a field."""
    if isinstance(detail, dict):
        return [
            row
            for name, inner in detail.items()
            for row in _shape_faults(inner, _below(path, name))
        ]
    if isinstance(detail, list):
        return [
            row
            for index, inner in enumerate(detail)
            for row in _shape_faults(
                inner, f"{path}[{index}]" if isinstance(inner, dict | list) else path
            )
        ]
    return [
        {
            "field": path,
            "rule": getattr(detail, "code", "invalid"),
            "message": _printable(str(detail)),
            "remedy": _("Correct this field and send it again."),
            "law": "",
        }
    ]


def _below(path: str, name: Any) -> str:
    """``items[0].value``, in the same words as the house's own refusals."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def _printable(text: str) -> str:
    """What a stranger sent may hold half a character, which no answer can carry."""
    return text.encode(errors="replace").decode()


def _words(sent: QueryDict) -> list[str]:
    return [word for name, values in sent.lists() for word in (name, *values)]


def database_away(request: HttpRequest, exc: BaseException) -> HttpResponse:
    """Needs no database itself: no session, no menu. A page asks again by itself."""
    log.warning("the database is away", exc_info=exc)
    problem = as_problem(DatabaseAway())
    answer: HttpResponse
    if request.headers.get("HX-Request"):
        answer = HttpResponse(render_to_string("kit/_refusal.html", problem), status=503)
        answer["HX-Retarget"] = "#refusals"
        answer["HX-Reswap"] = "innerHTML"
    elif request.accepts("text/html") and not request.path.startswith("/api/"):
        answer = HttpResponse(render_to_string("503.html", problem), status=503)
        if request.method == "GET":
            answer["Refresh"] = SECONDS_TO_COME_BACK
    else:
        answer = JsonResponse(problem, status=503, content_type=PROBLEM_JSON)
    answer["Retry-After"] = SECONDS_TO_COME_BACK
    return answer


class RefusalMiddleware(MiddlewareMixin):
    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        if isinstance(exc, DATABASE_IS_AWAY):
            return database_away(request, exc)
        exc = refused_by_the_database(exc) or exc
        return self._answer(request, exc) if isinstance(exc, DomainError) else None

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Once, for every address, query and form: what no database can keep."""
        sent = [*kwargs.values(), *_words(request.GET)]
        if request.method == "POST" and not request.path.startswith("/api/"):
            sent += _words(request.POST)
        if any("\0" in one for one in sent if isinstance(one, str)):
            return self._answer(request, NotText(field="address"))
        return None

    def _answer(self, request: HttpRequest, exc: DomainError) -> HttpResponse:
        problem = as_problem(exc)
        if getattr(request, "htmx", False):
            fragment = render(request, "kit/_refusal.html", problem, status=exc.http_status)
            fragment["HX-Retarget"] = "#refusals"
            fragment["HX-Reswap"] = "innerHTML"
            return fragment
        if request.accepts("text/html") and not request.path.startswith("/api/"):
            return render(request, "kit/refusal.html", problem, status=exc.http_status)
        return JsonResponse(problem, status=exc.http_status, content_type=PROBLEM_JSON)


class RefusableForm(forms.Form):
    """A form whose refusals stand beside their fields and in a summary above."""

    def take_refusal(self, refusal: DomainError) -> None:
        """Put each fault beside its field, with what to do."""
        for fault in refusal.faults if isinstance(refusal, Faults) else [refusal]:
            words = f"{fault.message} {fault.remedy}".strip()
            self.add_error(fault.field if fault.field in self.fields else None, words)

    def problems(self) -> list[dict[str, str]]:
        """Every fault in the order of the form, for the summary above it."""
        return [
            {"field_id": bound.id_for_label, "message": f"{bound.label}: {words}"}
            for bound in self
            for words in bound.errors
        ] + [{"field_id": "", "message": str(words)} for words in self.non_field_errors()]
