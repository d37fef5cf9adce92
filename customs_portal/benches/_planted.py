"""The planted port: the learner with history beside boosters with plain features."""

from dataclasses import dataclass
from statistics import mean
from typing import Any

WORLDS = (11, 12, 13, 14, 15)
PEERS = ("gbdt", "gbdt_lr")
RANKINGS = ("probability", "revenue")
WITHIN = (1, 3, 5, 10, 20)  # declarations from the turn on


@dataclass(frozen=True, kw_only=True)
class Planted:
    worlds: int
    rows: int
    figures: dict[str, float]
    reference: dict[str, Any]


def measured(terminal: Any) -> Planted:
    """Recall by the ranking by probability, revenue by the ranking by expected revenue.

    A peer is credited with the better of its two rankings for each.
    """
    from risk.models.planted.contest import contest
    from risk.models.planted.world import SETTLED, world

    found, rows, faulty = [], 0, []
    for seed in WORLDS:
        terminal.line(f"risk: planted port {seed}, eighteen months")
        port = world(seed=seed)
        rows += len(port)
        judged = port.day >= SETTLED
        faulty.append(float(port.faulty[judged].mean()))
        found.append(contest(port, seed=seed))
    means: dict[str, Any] = {
        name: {
            ranking: {
                "recall": round(mean(one[name][ranking].recall for one in found), 4),
                "revenue": round(mean(one[name][ranking].revenue for one in found), 4),
                "recall_by_kind": _by_kind(found, name, ranking, "by_kind"),
                **_finds(found, name, ranking),
            }
            for ranking in RANKINGS
        }
        for name in (*PEERS, "history")
    }
    recall = means["history"]["probability"]["recall"]
    revenue = means["history"]["revenue"]["revenue"]
    best = {
        what: max(means[name][ranking][what] for name in PEERS for ranking in RANKINGS)
        for what in ("recall", "revenue")
    }
    return Planted(
        worlds=len(WORLDS),
        rows=rows,
        figures={
            "planted_recall_at_5": recall,
            "planted_revenue_at_5": revenue,
            "planted_recall_lead_points": round((recall - best["recall"]) * 100, 1),
            "planted_revenue_lead_points": round((revenue - best["revenue"]) * 100, 1),
            "planted_prevalence": round(mean(faulty), 4),
            "planted_found_within_10": _share_within_ten(means["history"]["probability"]),
        },
        reference=means,
    )


def _by_kind(found: list[Any], name: str, ranking: str, what: str) -> dict[str, float]:
    kinds = getattr(found[0][name][ranking], what)
    return {
        kind: round(mean(getattr(one[name][ranking], what)[kind] for one in found), 3)
        for kind in kinds
    }


def _finds(found: list[Any], name: str, ranking: str) -> dict[str, Any]:
    """By typology: how many series turned while they were judged, and how soon they were found,
    counted from the declaration at which the generator turned them."""
    from risk.models.planted.contest import delay, within

    together: dict[str, list[int | None]] = {}
    for one in found:
        for kind, places in one[name][ranking].finds.items():
            together.setdefault(kind, []).extend(places)
    return {
        "declarations_to_first_find": {kind: delay(places) for kind, places in together.items()},
        "found_within": {
            kind: {
                "series": len(places),
                **{str(many): round(within(places, many), 3) for many in WITHIN},
                "never": sum(one is None for one in places),
            }
            for kind, places in together.items()
        },
    }


def _share_within_ten(told: dict[str, Any]) -> float:
    """Of all series of all typologies."""
    kinds = told["found_within"].values()
    return round(
        sum(one["10"] * one["series"] for one in kinds) / sum(one["series"] for one in kinds), 3
    )
