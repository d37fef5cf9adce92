"""A judgement in columns: pure translation of what the desk stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

CHANCE = "S-900"
OF_A_MODEL = "M-"
_ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One judgement as a row; the names are those of the table."""

    position: int
    assessment_no: str
    subject_reference: str
    assessed_at: datetime
    enterprise_key: str
    agent_key: str
    declarant: str
    seller: str
    address: str
    vessel: str
    port: str
    departure: str
    origin: str
    hs6: str
    mode: str
    direction: str
    grade: str
    value_cny: Decimal
    weight_kg: Decimal | None
    declared_before: int
    score: int
    controlled: bool
    channel: str
    rules: tuple[str, ...]
    by_chance: bool
    chance_alone: bool
    model: str
    probability_ppm: int | None


def column(
    *,
    position: int,
    assessment_no: str,
    subject_reference: str,
    assessed_at: datetime,
    facts: Mapping[str, Any],
    score: int,
    controlled: bool,
    threshold: int,
    points: Mapping[str, int],
    channel: str = "",
    readings: Iterable[Any] = (),
) -> Column:
    """``facts`` as they were stored; what an old judgement does not hold stays empty.

    ``points`` are those of each rule that spoke. Of several goods the dearest stands for
    all. Of several readings the one that counts
    is told, or else the first in the shadow.
    """
    codes = tuple(points)
    dearest = max(facts.get("items") or [{}], key=lambda one: _decimal(one.get("value_cny")))
    known = sorted(readings, key=lambda one: not getattr(one, "counts", False))
    reading = known[0] if known else None
    return Column(
        position=position,
        assessment_no=assessment_no,
        subject_reference=subject_reference,
        assessed_at=assessed_at,
        enterprise_key=_text(facts.get("enterprise_key"), 80),
        agent_key=_text(facts.get("agent_key"), 80),
        declarant=_text(facts.get("declarant"), 150),
        seller=_text(facts.get("seller"), 120),
        address=_text(facts.get("consignee_address"), 200),
        vessel=_text(facts.get("vessel"), 70),
        port=_text(facts.get("port"), 10),
        departure=_text(facts.get("departure_country"), 2),
        origin=_text(dearest.get("origin"), 2),
        hs6=_text(dearest.get("hs6"), 6),
        mode=_text(facts.get("transport_mode"), 2),
        direction=_text(facts.get("direction"), 6) or "IMPORT",
        grade=_text(facts.get("grade"), 24),
        value_cny=_decimal(facts.get("value_cny")).quantize(Decimal("0.01")),
        weight_kg=_weight(facts.get("gross_weight_kg")),
        declared_before=int(facts.get("declarations_last_90_days") or 0),
        score=score,
        controlled=controlled,
        channel=channel or ("SCAN" if controlled else "RELEASE"),
        rules=codes,
        by_chance=CHANCE in codes,
        chance_alone=CHANCE in codes and score - points[CHANCE] < threshold,
        model=_text(getattr(reading, "model", ""), 64)
        or next((one for one in codes if one.startswith(OF_A_MODEL)), ""),
        probability_ppm=_ppm(getattr(reading, "probability_ppm", None)),
    )


def _text(value: object, most: int) -> str:
    return str(value or "").strip()[:most]


def _decimal(value: object) -> Decimal:
    """A number that was stored as text; what is none counts as nothing."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _ZERO
    return number if number.is_finite() and abs(number) < 10**14 else _ZERO


def _weight(value: object) -> Decimal | None:
    return None if value is None else _decimal(value)


def _ppm(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= 1_000_000 else None
