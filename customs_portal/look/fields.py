"""One shape for a form field, whether it comes from a Django form or from plain values."""

from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField, CheckboxInput, Select, Textarea


@dataclass(kw_only=True)
class Choice:
    value: str
    label: str
    chosen: bool = False
    hint: str = ""


@dataclass(kw_only=True)
class FieldParts:
    """Everything that ``components/field.html`` draws."""

    name: str = ""
    id: str = ""
    label: str = ""
    value: str = ""
    type: str = "text"
    hint: str = ""
    error: str = ""
    confirm: str = ""
    optional: bool = False
    required: bool = False
    prefix: str = ""
    unit: str = ""
    width: str = "s6"
    extra_class: str = ""
    choices: list[Choice] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        parts = [("hint", self.hint), ("error", self.error), ("confirm", self.confirm)]
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)


PASSED_ON = (
    "autocomplete",
    "inputmode",
    "maxlength",
    "pattern",
    "rows",
    "min",
    "max",
    "step",
    "list",
    "accept",
    "spellcheck",
    "lang",
    "readonly",
    "disabled",
    "autofocus",
)


def choices_from(raw: Any, value: Any) -> list[Choice]:
    """``[("value", "label"), …]`` or dicts with value, label, hint; the chosen one marked."""
    chosen = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    found = []
    for one in raw or []:
        if isinstance(one, dict):
            found.append(
                Choice(
                    value=str(one["value"]), label=str(one["label"]), hint=str(one.get("hint", ""))
                )
            )
        else:
            code, label = one
            found.append(Choice(value=str(code), label=str(label)))
    for choice in found:
        choice.chosen = choice.value in chosen
    return found


def field_parts(given: dict[str, Any]) -> FieldParts:
    """The parts from what the template was given; a ``BoundField`` fills what is missing."""
    bound = given.get("field")
    parts = _from_bound(bound) if isinstance(bound, BoundField) else FieldParts()
    for name in ("name", "id", "label", "type", "hint", "error", "confirm", "prefix", "unit"):
        if given.get(name) not in (None, ""):
            setattr(parts, name, str(given[name]))
    if given.get("value") is not None:
        parts.value = str(given["value"])
    parts.width = str(given.get("width") or parts.width)
    parts.extra_class = str(given.get("extra_class") or parts.extra_class)
    parts.optional = bool(given.get("optional", parts.optional))
    parts.required = bool(given.get("required", parts.required))
    if given.get("choices") is not None:
        parts.choices = choices_from(given["choices"], given.get("value", parts.value))
        if parts.type == "text":
            parts.type = "select"
    parts.id = parts.id or f"id_{parts.name}"
    for name in PASSED_ON:
        if given.get(name) not in (None, "", False):
            parts.attributes[name] = "" if given[name] is True else str(given[name])
    for name, text in given.items():
        if name.startswith("data_") and text not in (None, ""):
            parts.attributes[name.replace("_", "-")] = str(text)
    return parts


def _from_bound(bound: BoundField) -> FieldParts:
    widget = bound.field.widget
    kind = "text"
    if isinstance(widget, Textarea):
        kind = "textarea"
    elif isinstance(widget, Select):
        kind = "radios" if widget.input_type == "radio" else "select"
    elif isinstance(widget, CheckboxInput):
        kind = "checkbox"
    elif getattr(widget, "input_type", ""):
        kind = str(widget.input_type)
    value = bound.value()
    parts = FieldParts(
        name=bound.html_name,
        id=bound.id_for_label or bound.auto_id or f"id_{bound.html_name}",
        label=str(bound.label or ""),
        value="" if value is None else str(value),
        type=kind,
        hint=str(bound.help_text or ""),
        error=str(bound.errors[0]) if bound.errors else "",
        optional=not bound.field.required,
        required=bound.field.required,
        choices=choices_from(getattr(bound.field, "choices", None), "" if value is None else value),
        attributes={key: str(text) for key, text in widget.attrs.items() if text is not True},
    )
    if kind == "checkbox":
        parts.choices = [Choice(value="on", label=parts.label, chosen=bool(value))]
    return parts
