"""The codes of the form (监管方式, 征免性质, 成交方式, 包装种类) as the law of a day lists them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from clearance.declarations.facts import Code
from customs_portal.registry import law

MODES = "supervision.modes"
LEVIES = "levy.modes"
TERMS = "terms.codes"
PACKINGS = "packing.kinds"
OF_FIELD = {
    "supervision_mode": MODES,
    "levy_mode": LEVIES,
    "terms": TERMS,
    "package_kind": PACKINGS,
}


@lru_cache(maxsize=32)
def codes_of(*, key: str, on: date) -> Mapping[str, Code]:
    """Every code under that key of the law pack, in its order. Raises ``LawGap``."""
    return {
        one["code"]: Code(
            code=one["code"],
            en=one.get("en") or one["name"],
            zh=one.get("zh") or one["name"],
            also={name: value for name, value in one.items() if name not in ("code", "en", "zh")},
        )
        for one in law.ask(key, on=on).value
    }


def modes_for(*, direction: str, on: date) -> tuple[Code, ...]:
    """The supervision modes that go with this direction."""
    return tuple(one for one in codes_of(key=MODES, on=on).values() if one.also[direction.lower()])


def levies_for(*, supervision_mode: str, on: date) -> tuple[Code, ...]:
    """What may go with this supervision mode, the usual first; all of them without one."""
    levies = codes_of(key=LEVIES, on=on)
    mode = codes_of(key=MODES, on=on).get(supervision_mode)
    if mode is None:
        return tuple(levies.values())
    return tuple(levies[code] for code in mode.also["levy"] if code in levies)  # type: ignore[attr-defined]


def is_taxed(*, supervision_mode: str, on: date) -> bool:
    """Whether import duties fall due at entry under this mode."""
    mode = codes_of(key=MODES, on=on).get(supervision_mode)
    return mode is not None and bool(mode.also["taxed"])


def asked_in_one_step(*, direction: str, on: date) -> tuple[list[str], list[str]]:
    """What the law of the day asks: answers of the head, answers of each line of goods."""
    asked = law.ask(f"one_step.asked.{direction.lower()}", on=on).value
    return list(asked["head"]), list(asked["goods"])


def own_country(*, on: date) -> str:
    return str(law.ask("message.own_country", on=on).value)
