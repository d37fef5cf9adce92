"""Reference for programs and for forms while somebody types: goods, identifiers, law."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.kit.identifiers import KINDS, IdentifierFault, check, explain
from customs_portal.registry.law import LawValue, ask
from customs_portal.registry.queries import HsLine, hs_line, search_countries, search_hs
from customs_portal.registry.tariff import NoTariffLine, rates_for

NO_ORIGIN = ""
TEXT = OpenApiTypes.STR
ANSWER = {200: OpenApiTypes.OBJECT}


class NoSuchGoods(NotFound):
    """The code does not stand in the nomenclature."""

    code = "no_such_goods"
    sentence = gettext_noop("This goods code does not exist in the Harmonized System 2022.")
    remedy_sentence = gettext_noop("Search for the goods by their name and take the code found.")


class NoSuchKind(NotFound):
    """Nothing of that name can be checked."""

    code = "no_such_kind"
    sentence = gettext_noop("There is no check of this kind.")


class BadDay(Fault):
    """``on`` is not a date."""

    code = "bad_day"
    sentence = gettext_noop("This is not a date.")
    remedy_sentence = gettext_noop("Write it as year, month, day, such as 2026-11-21.")


class Goods(APIView):
    """Search the nomenclature by code or by words in English or Chinese."""

    @extend_schema(
        parameters=[OpenApiParameter("q", TEXT), OpenApiParameter("limit", OpenApiTypes.INT)],
        responses=ANSWER,
    )
    def get(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "20")
        found = search_hs(
            request.query_params.get("q", ""), limit=int(limit) if limit.isdecimal() else 20
        )
        on = timezone.localdate(clock.now())
        return Response({"results": [_goods(line, on) for line in found]})


class Countries(APIView):
    """Search countries by code, or by name in English or Chinese."""

    @extend_schema(parameters=[OpenApiParameter("q", TEXT)], responses=ANSWER)
    def get(self, request: Request) -> Response:
        found = search_countries(request.query_params.get("q", ""))
        return Response(
            {
                "results": [
                    {
                        "code": one.code,
                        "alpha3": one.alpha3,
                        "name_en": one.name_en,
                        "name_zh": one.name_zh,
                    }
                    for one in found
                ]
            }
        )


class OneGoods(APIView):
    """One code of six to ten digits: the first six must exist."""

    @extend_schema(responses=ANSWER)
    def get(self, request: Request, code: str) -> Response:
        line = hs_line(code)
        if line is None:
            raise NoSuchGoods(field="code", code=code)
        return Response({**_goods(line, timezone.localdate(clock.now())), "asked": code})


def _goods(line: HsLine, on: date) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "code": line.code,
        "description_en": line.description_en,
        "description_zh": line.description_zh,
        "chapter": line.chapter,
        "chapter_en": line.chapter_en,
        "chapter_zh": line.chapter_zh,
    }
    try:
        rates = rates_for(line.code, NO_ORIGIN, on)
    except NoTariffLine:
        return {**answer, "duty_percent": None}
    return {
        **answer,
        "duty_percent": f"{(rates.duty_rate * 100).normalize():f}",
        "vat_percent": f"{(rates.vat_rate * 100).normalize():f}",
        "consumption_percent": f"{(rates.consumption_rate * 100).normalize():f}",
        "licence": rates.licence,
        "inspection": rates.inspection,
        "mark": rates.mark,
        "source": rates.source,
    }


class Check(APIView):
    """Whether a number can be right, while it is typed; the sum is shown."""

    @extend_schema(parameters=[OpenApiParameter("value", TEXT, required=True)], responses=ANSWER)
    def get(self, request: Request, kind: str) -> Response:
        if kind not in KINDS:
            raise NoSuchKind(
                field="kind", remedy=_("Known kinds: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
            )
        value = request.query_params.get("value", "")
        try:
            normalised, fault = check(kind, value), None
        except IdentifierFault as error:
            normalised, fault = "", error
        if fault is None and kind in {"hs6", "hs10"} and hs_line(normalised) is None:
            return Response(_verdict(ok=False, normalised=normalised, fault=NoSuchGoods()))
        return Response(
            {
                **_verdict(ok=fault is None, normalised=normalised, fault=fault),
                "explain": [
                    {
                        "rule": one.rule,
                        "part": one.part,
                        "sum": one.text,
                        "expected": one.expected,
                        "given": one.given,
                        "agrees": one.agrees,
                        "verdict": one.verdict,
                    }
                    for one in explain(kind, value)
                ],
            }
        )


def _verdict(*, ok: bool, normalised: str, fault: DomainError | None) -> dict[str, Any]:
    return {
        "ok": ok,
        "normalised": normalised,
        "message": fault.message if fault else _("The form of this number is right."),
        "rule": fault.rule if fault else "",
        "remedy": fault.remedy if fault else "",
        "explain": [],
    }


class Law(APIView):
    """One rule of the law pack on a day (today without ``on``)."""

    @extend_schema(parameters=[OpenApiParameter("on", OpenApiTypes.DATE)], responses=ANSWER)
    def get(self, request: Request, key: str) -> Response:
        on = day_of(request.query_params.get("on", ""))
        return Response(law_answer(ask(key, on=on), on))


def day_of(text: str) -> date:
    """The day asked for, today for nothing. Raises ``BadDay``."""
    if not text:
        return timezone.localdate(clock.now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(field="on", given=text[:40]) from error


def law_answer(rule: LawValue, on: date) -> dict[str, Any]:
    return {
        "key": rule.key,
        "on": on.isoformat(),
        "value": rule.value,
        "unit": rule.unit,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "source": rule.source,
        "mark": rule.mark,
        "note": rule.note,
    }
