"""Rules about who declares."""

from risk.facts import ShipmentFacts
from risk.rules.base import Rule, Thresholds

DISHONEST = frozenset({"DISHONEST", "SERIOUSLY_DISHONEST"})
CERTIFIED = frozenset({"ADVANCED", "CERTIFIED"})
GRADES = {  # the five grades of GACC Order 282 in words
    "ADVANCED": ("advanced certified, AEO", "高级认证企业"),
    "CERTIFIED": ("certified", "认证企业"),
    "DISHONEST": ("dishonest", "失信企业"),
    "SERIOUSLY_DISHONEST": ("seriously dishonest", "严重失信企业"),
}


def _in_words(grade: str) -> dict[str, object]:
    en, zh = GRADES[grade]
    return {"grade_en": en, "grade_zh": zh}


class DishonestGrade(Rule[ShipmentFacts]):
    """The firm is graded dishonest on the day of the declaration."""

    code = "S-101"
    points = 60
    sentence_en = "The enterprise's credit grade is: {grade_en}."
    sentence_zh = "企业信用等级：{grade_zh}。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        return _in_words(facts.grade) if facts.grade in DISHONEST else None


class UnknownParty(Rule[ShipmentFacts]):
    """Nothing is known of the firm: no grade in force."""

    code = "S-102"
    points = 15
    sentence_en = "No credit grade of the enterprise is in force on {on}."
    sentence_zh = "{on} 无有效的企业信用等级。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        return {"on": facts.on.isoformat()} if not facts.grade else None


class CertifiedParty(Rule[ShipmentFacts]):
    """A certified firm earns trust: points are taken off."""

    code = "S-103"
    points = -20
    sentence_en = "The enterprise has earned trust: {grade_en}."
    sentence_zh = "企业为{grade_zh}。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        return _in_words(facts.grade) if facts.grade in CERTIFIED else None


class NewcomerToUs(Rule[ShipmentFacts]):
    """The firm has declared nothing in the last 90 days."""

    code = "S-104"
    points = 5
    sentence_en = "First declaration of this enterprise within 90 days."
    sentence_zh = "该企业 90 天内首次申报。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        return {} if facts.declarations_last_90_days == 0 else None


class FaultsFoundBefore(Rule[ShipmentFacts]):
    """Inspections found faults in this firm's goods within a year."""

    code = "S-105"
    points = 35
    sentence_en = "{count} inspections found faults within the last 365 days."
    sentence_zh = "近 365 天内查验发现异常 {count} 次。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        if facts.faults_last_365_days == 0:
            return None
        return {"count": facts.faults_last_365_days}
