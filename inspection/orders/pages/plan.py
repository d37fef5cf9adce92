"""The unloading plan in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspection.orders.queries import OrderFile

PREMISES = "premises"


@dataclass(frozen=True, kw_only=True)
class PlanWords:
    method: str
    depth: str
    how: str
    because: tuple[str, ...]


def plan_in_words(file: OrderFile, /) -> PlanWords | None:
    """None for premises, and for orders from before plans were made."""
    return words_of_plan(
        plan=file.unloading, method=file.order.method, subject_kind=file.order.subject_kind
    )


def words_of_plan(*, plan: Mapping[str, Any], method: str, subject_kind: str) -> PlanWords | None:
    """The same for whoever has no whole file at hand."""
    if not plan or subject_kind == PREMISES:
        return None
    ways = {
        "live": _("Live animals: by a veterinarian, never tipped, back into the box at once"),
        "dangerous": _("Dangerous goods: gas measured first, protective gear, piece by piece"),
        "cold": _("Cold goods: within the cold chain, doors open as briefly as possible"),
        "bulk": _("Bulk: a cone of samples from top, middle and bottom"),
        "heavy": _("Heavy pieces: by crane or fork-lift, lashings photographed first"),
        "ordinary": _("Ordinary goods: from the doors inwards, tallied on pallets"),
    }
    depths = {
        "A": pgettext("unloading", "emptied wholly"),
        "B": pgettext("unloading", "emptied down to a sample"),
        "C": pgettext("unloading", "looked at from outside"),
        "D": pgettext("unloading", "every piece sampled"),
    }
    return PlanWords(
        method=method[:2] + str(plan["depth"]),
        depth=depths.get(str(plan["depth"]), ""),
        how=ways.get(str(plan["how"]), ""),
        because=tuple(plan["because"]),
    )
