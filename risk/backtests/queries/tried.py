"""A registered model as a back-test tries it: its points by the policy of each day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customs_portal.kit.errors import Fault
from customs_portal.registry import law
from customs_portal.registry.law import LawGap
from risk.backtests.rules.replay import Model
from risk.facts import ShipmentFacts
from risk.learning.queries import Model as Registered
from risk.learning.queries import registered, told_of
from risk.models.reading import ModelFault
from risk.rules.combine import model_points

ASKED = ("risk.model_points", "risk.model_ranking", "risk.model_revenue_points")


def usable_model(*, model_no: str) -> Registered:
    """Raises ``NotFound``; ``Fault`` when its files are not whole."""
    found = registered(model_no=model_no)
    try:
        found.artefact()
    except ModelFault as fault:
        raise Fault(
            _("This model cannot be read: %(cause)s.") % {"cause": fault.cause},
            field="model_no",
            rule="model.whole",
            remedy=_("Choose another model, or register its folder again."),
        ) from fault
    return found


def tried_model(*, model_no: str) -> Model:
    """Any artefact that was ever registered, in service or not."""
    model = registered(model_no=model_no)
    laws: dict[date, dict[str, Any] | None] = {}

    def points(several: Sequence[ShipmentFacts]) -> list[int | None]:
        return [
            None if ppm is None else _points(ppm, facts, laws)
            for ppm, facts in zip(told_of(model, several), several, strict=True)
        ]

    return Model(name=model.name, points=points)


def _points(ppm: int, facts: ShipmentFacts, laws: dict[date, dict[str, Any] | None]) -> int | None:
    """None on a day for which the law says nothing of models: a person would have looked."""
    if facts.on not in laws:
        try:
            laws[facts.on] = {key: law.ask(key, on=facts.on).value for key in ASKED}
        except LawGap:
            laws[facts.on] = None
    asked = laws[facts.on]
    return None if asked is None else model_points(ppm, facts, asked)[0]
