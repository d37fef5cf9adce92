"""What a rule is: a number, points, one question, and the sentence an officer reads."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from risk.verdicts import Hit

Facts = TypeVar("Facts")
Thresholds = Mapping[str, Any]


class Rule(ABC, Generic[Facts]):
    """One question to the facts. Pure: no clock, no table, no network.

    ``needs`` names the keys of the law pack the rule asks for; the caller looks them up for
    the day of the declaration and passes the values as ``law``. ``evidence`` returns the
    values that the sentences quote when the rule applies, else None.
    """

    code: ClassVar[str]
    points: ClassVar[int]
    needs: ClassVar[tuple[str, ...]] = ()
    sentence_en: ClassVar[str]
    sentence_zh: ClassVar[str]
    shown_to_enterprise: ClassVar[bool] = False
    at_least: ClassVar[str] = ""  # the lightest channel this rule allows; "" leaves it to points

    @abstractmethod
    def evidence(self, facts: Facts, law: Thresholds) -> dict[str, object] | None: ...

    def hit(self, facts: Facts, law: Thresholds) -> Hit | None:
        """The hit with its reasons in both languages, or None when the rule is silent."""
        values = self.evidence(facts, law)
        if values is None:
            return None
        return Hit(
            rule=self.code,
            points=self.points,
            reason_en=self.sentence_en.format(**values),
            reason_zh=self.sentence_zh.format(**values),
            law=", ".join(self.needs),
            shown_to_enterprise=self.shown_to_enterprise,
            at_least=self.at_least,
        )
