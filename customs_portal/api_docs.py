"""The API explained for people: every door, its shapes and refusals, from the schema itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from drf_spectacular.generators import SchemaGenerator

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User

GROUPS = {
    "bank": pgettext_lazy("api", "The bank's answers"),
    "check": pgettext_lazy("api", "Checks of numbers"),
    "countries": pgettext_lazy("api", "Countries"),
    "declarations": pgettext_lazy("api", "Declarations"),
    "gate-ledgers": pgettext_lazy("api", "Document ledgers"),
    "gate-passes": pgettext_lazy("api", "Gate passes"),
    "guarantees": pgettext_lazy("api", "Guarantees"),
    "hs": pgettext_lazy("api", "Nomenclature of goods"),
    "law": pgettext_lazy("api", "Law in force"),
    "manifests": pgettext_lazy("api", "Manifests"),
    "messages": pgettext_lazy("api", "Messages"),
    "schema": pgettext_lazy("api", "This description for programs"),
    "tax-bills": pgettext_lazy("api", "Tax bills"),
    "trucks": pgettext_lazy("api", "Trucks"),
    "webhooks": pgettext_lazy("api", "Webhooks"),
}
METHODS = ("get", "post", "put", "patch", "delete")


def api_docs(request: HttpRequest) -> HttpResponse:
    """All operations grouped by their first path part; nothing is written by hand."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema.get("components", {}).get("schemas", {})
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                group = path.removeprefix("/api/v1/").split("/")[0]
                groups.setdefault(group, []).append(_door(path, method, methods[method]))
    context = {
        "groups": [(name, GROUPS.get(name, name), groups[name]) for name in sorted(groups)],
        "shapes": [(name, _fields(shape)) for name, shape in sorted(shapes.items())],
        "version": schema["info"]["version"],
        "may_register_webhooks": isinstance(request.user, User)
        and request.user.enterprise_id is not None
        and request.user.holds(Duty.FILE_DECLARATION),
    }
    return render(request, "portal/api_docs.html", context)


def _door(path: str, method: str, spec: dict[str, Any]) -> dict[str, Any]:
    contents = spec.get("requestBody", {}).get("content", {}).values()
    body: dict[str, Any] = next(iter(contents), {})
    return {
        "path": path,
        "method": method.upper(),
        "summary": spec.get("summary", ""),
        "description": spec.get("description", ""),
        "parameters": spec.get("parameters", []),
        "body": _shape_name(body.get("schema", {})),
        "answers": [
            {
                "status": status,
                "meaning": answer.get("description", ""),
                "shape": _answer_shape(answer),
            }
            for status, answer in spec.get("responses", {}).items()
        ],
    }


def _answer_shape(answer: dict[str, Any]) -> str:
    content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
    return _shape_name(content.get("schema", {}))


def _shape_name(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if schema.get("type") == "array":
        return _shape_name(schema["items"])
    return ""


def _fields(shape: dict[str, Any]) -> list[dict[str, Any]]:
    required = set(shape.get("required", []))
    return [
        {
            "name": name,
            "type": field.get("type", "") or _shape_name(field),
            "shape": _shape_name(field),
            "required": name in required,
            "limits": ", ".join(
                f"{word} {field[word]}"
                for word in ("pattern", "maxLength", "minLength", "minimum", "maximum", "format")
                if word in field
            ),
            "values": field.get("enum", []),
            "description": field.get("description", ""),
        }
        for name, field in shape.get("properties", {}).items()
    ]
