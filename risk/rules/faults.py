"""What went wrong while judging, as hits: an error never releases anything.

Each hit sends the declaration to a person and names the cause; the enterprise is not told.
"""

from collections.abc import Collection, Iterator
from dataclasses import fields
from decimal import Decimal, InvalidOperation

from risk.facts import ItemFacts, ShipmentFacts
from risk.models.words import cause_words
from risk.verdicts import DOCUMENTS, Hit

RULE_RAISED, MODEL_FAILED, FACTS_UNSOUND = "X-901", "X-902", "X-903"


def rule_raised(code: str, error: Exception) -> Hit:
    kind = type(error).__name__
    return Hit(
        rule=RULE_RAISED,
        points=0,
        reason_en=f"Rule {code} could not be applied ({kind}); a person looks instead.",
        reason_zh=f"规则 {code} 运行出错（{kind}），转人工审核。",
        at_least=DOCUMENTS,
    )


def book_unread(error: Exception) -> Hit:
    cause = (str(error) or type(error).__name__)[:200]
    return Hit(
        rule=RULE_RAISED,
        points=0,
        reason_en=f"The book of data rules could not be read: {cause}; a person looks instead.",
        reason_zh=f"数据规则集无法读取：{cause}，转人工审核。",
        at_least=DOCUMENTS,
    )


def model_failed(name: str, cause: str) -> Hit:
    en, zh = cause_words(cause)
    who, who_zh = f"Model {name}".rstrip(), f"模型 {name}".rstrip()
    return Hit(
        rule=MODEL_FAILED,
        points=0,
        reason_en=f"{who} gave no reading: {en[:200]}; a person looks instead.",
        reason_zh=f"{who_zh} 未给出读数：{zh[:200]}，转人工审核。",
        at_least=DOCUMENTS,
    )


def unsound(facts: ShipmentFacts, *, countries: Collection[str]) -> tuple[Hit, ...]:
    """One hit for each fact that is no finite number, or names an unknown country.

    ``countries`` are the codes that exist; none of them given leaves only the form to look at.
    """
    return tuple(
        Hit(
            rule=FACTS_UNSOUND,
            points=0,
            reason_en=f"{name}: {found_en}; a person looks instead.",
            reason_zh=f"{name}：{found_zh}，转人工审核。",
            at_least=DOCUMENTS,
        )
        for name, found_en, found_zh in _unsound(facts, countries)
    )


def _unsound(facts: ShipmentFacts, countries: Collection[str]) -> Iterator[tuple[str, str, str]]:
    yield from _not_finite("", facts)
    if facts.departure_country and not _is_country(facts.departure_country, countries):
        yield ("departure_country", *_unknown(facts.departure_country))
    for index, item in enumerate(facts.items):
        yield from _not_finite(f"items[{index}].", item)
        if item.origin and not _is_country(item.origin, countries):
            yield (f"items[{index}].origin", *_unknown(item.origin))


def _not_finite(path: str, facts: ShipmentFacts | ItemFacts) -> Iterator[tuple[str, str, str]]:
    for one in fields(facts):
        value = getattr(facts, one.name)
        if isinstance(value, Decimal | float) and not _is_finite(value):
            yield f"{path}{one.name}", f"no finite number ({value})", f"不是有限数值（{value}）"


def _unknown(code: str) -> tuple[str, str]:
    return f"unknown country ({code[:8]})", f"国家（地区）代码不存在（{code[:8]}）"


def _is_finite(value: Decimal | float) -> bool:
    try:
        return Decimal(value).is_finite()
    except (InvalidOperation, ValueError):
        return False


def _is_country(code: str, countries: Collection[str]) -> bool:
    shaped = len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
    return shaped and (not countries or code in countries)
