"""The form of a control order: what was typed, read as an order."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry import law
from risk.targeting.facts import NewOrder, Target
from risk.targeting.operations.place_order import faults_in
from risk.targeting.states import Method, Purpose

TARGET = tuple(one.name for one in fields(Target))


def order_from(answers: Mapping[str, str], *, now: datetime) -> NewOrder:
    """Raises ``Faults``: days that are none, together with everything else that is wrong."""
    faults: list[Fault] = []
    today = timezone.localdate(now)
    starts = _day(answers.get("starts_at", ""), field="starts_at", faults=faults) or today
    ends = _day(answers.get("until", ""), field="until", faults=faults)
    order = NewOrder(
        target=Target(**{name: answers.get(name, "").strip() for name in TARGET}),
        method=answers.get("method", ""),
        purpose=answers.get("purpose", ""),
        ground=answers.get("ground", ""),
        reason=answers.get("reason", ""),
        starts_at=now if starts <= today else _begin(starts),
        until=_begin((ends or today) + timedelta(days=1)),
    )
    if faults:
        wrong = {one.field for one in faults}
        rest = [one for one in faults_in(order=order, now=now) if one.field not in wrong]
        raise Faults([*rest, *faults])
    return order


def until_from(text: str) -> datetime:
    """The last day of a longer term, as the moment after it. Raises ``Faults``."""
    faults: list[Fault] = []
    day = _day(text, field="until", faults=faults)
    if day is None:
        raise Faults(faults)
    return _begin(day + timedelta(days=1))


def form_fields(
    answers: Mapping[str, str], *, faults: tuple[Fault, ...], on: date
) -> list[dict[str, Any]]:
    """The sections of the form with their fields, as ``components/field.html`` draws them."""
    errors = {one.field: one.message for one in reversed(faults)}
    longest = int(law.ask("risk.order_longest_days", on=on).value)
    latest = on + timedelta(days=longest - 1)
    choose = ("", pgettext("control order", "Choose"))

    def one(name: str, label: str, **given: Any) -> dict[str, Any]:
        return {
            "name": name,
            "id": f"id_{name}",
            "label": label,
            "value": answers.get(name, ""),
            "error": errors.get(name, ""),
            "type": "text",
            "choices": None,
            **given,
        }

    return [
        {
            "title": _("What to look for"),
            "text": _("All that you name must agree. Name at least one."),
            "fields": [
                one("enterprise", _("Enterprise, unified social credit code"), width="s6",
                    maxlength=18, optional=True, extra_class="code"),
                one("container_no", pgettext("control order", "Container"), width="s6",
                    maxlength=13, optional=True, extra_class="code"),
                one("hs_prefix", _("Commodity, first 2, 4 or 6 digits"), width="s4",
                    maxlength=6, optional=True, inputmode="numeric", extra_class="code"),
                one("departure", _("Country of departure, two letters"), width="s4",
                    maxlength=2, optional=True, extra_class="code"),
                one("port", _("Port of loading or discharge"), width="s4", maxlength=5,
                    optional=True, extra_class="code",
                    hint=_("UN/LOCODE; of a summary, as the manifest says.")),
                one("vessel", _("Vessel or vehicle"), width="s6", maxlength=70, optional=True),
                one("voyage", pgettext("control order", "Voyage"), width="s6", maxlength=20,
                    optional=True, extra_class="code"),
                one("address", _("Address of the consignee"), width="s12", maxlength=200,
                    optional=True,
                    hint=_("Spelled as on the bill of lading; blanks and capitals do not count.")),
                one("declarant", _("Declarant, user name"), width="s6", maxlength=150,
                    optional=True),
            ],
        },
        {
            "title": _("What to do and why"),
            "text": _("Bodies, faces and origins of persons are no ground of an order."),
            "fields": [
                one("method", pgettext("control order", "Method"), type="select", width="s6",
                    choices=[choose, *Method.choices]),
                one("purpose", pgettext("control order", "Purpose"), type="select", width="s6",
                    choices=[choose, *Purpose.choices]),
                one("ground", pgettext("control order", "Article of law"), type="select",
                    width="s12", choices=[choose, *grounds(on=on)]),
                one("reason", pgettext("control order", "Reason"), type="textarea", width="s12",
                    maxlength=400, rows=3,
                    hint=_("Only officers read it. It stands on the judgement.")),
            ],
        },
        {
            "title": _("How long"),
            "text": "",
            "fields": [
                one("starts_at", _("First day"), type="date", width="s4", optional=True,
                    hint=_("Empty means at once.")),
                one("until", _("Last day"), type="date", width="s4",
                    hint=_("At the latest %(day)s; a second officer may extend.")
                    % {"day": latest.isoformat()}),
            ],
        },
    ]  # fmt: skip


def grounds(*, on: date) -> list[tuple[str, str]]:
    """The articles that an order may rest on, in the reader's language."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    found = law.ask("risk.order_grounds", on=on).value
    return [(one["code"], f"{one['code']} {one[language]}") for one in found]


def _day(text: str, *, field: str, faults: list[Fault]) -> date | None:
    if field == "starts_at" and not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or not 2014 <= found.year <= 2200:
        faults.append(
            Fault(
                _("Give a day that exists."),
                field=field,
                rule="order.day",
                remedy=_("Write year, month and day, for example 2026-12-31."),
            )
        )
        return None
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
