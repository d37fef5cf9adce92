"""What every identifier check shares: folding of typed text, the fault, the shown arithmetic."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import Fault

_DROPPED = re.compile(r"[\s\-\u2010-\u2015\u2212\uff0d\u00ad\u200b-\u200d\ufeff]+")
LONGEST = 200


class IdentifierFault(Fault):
    """A number that cannot be right: wrong shape or wrong check digit."""

    code = "identifier_fault"
    sentence = gettext_noop("This number cannot be right.")
    remedy_sentence = gettext_noop("Compare it with the document, character by character.")

    def at(self, field: str) -> "IdentifierFault":
        """The same fault, said of a field of a form."""
        self.field = field
        return self


@dataclass(frozen=True, kw_only=True)
class Step:
    """One product of a weighted sum."""

    symbol: str
    value: int
    weight: int

    @property
    def product(self) -> int:
        return self.value * self.weight


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    """A check digit worked out in the open: what was added up, what it must be, what it is."""

    rule: str
    part: str
    steps: tuple[Step, ...]
    modulus: int
    expected: str
    given: str

    @property
    def total(self) -> int:
        return sum(step.product for step in self.steps)

    @property
    def agrees(self) -> bool:
        return self.expected == self.given

    @property
    def text(self) -> str:
        """The sum as one line, such as ``13×1 + 30×2 = 73; 73 mod 11 = 7``."""
        terms = " + ".join(f"{step.value}×{step.weight}" for step in self.steps)
        return f"{terms} = {self.total}; {self.total} mod {self.modulus} = {self.remainder}"

    @property
    def remainder(self) -> int:
        return self.total % self.modulus

    @property
    def verdict(self) -> str:
        if self.agrees:
            return _(
                "The arithmetic is right: check character %(expected)s. "
                "That does not prove that the number exists."
            ) % {"expected": self.expected}
        return _("The check character should be %(expected)s; %(given)s was given.") % {
            "expected": self.expected,
            "given": self.given,
        }


def fold(text: str) -> str:
    """Upper case, half width, without spaces and hyphens: how people paste numbers."""
    wide = unicodedata.normalize("NFKC", str(text)[:LONGEST]).upper()
    return _DROPPED.sub("", wide)


def steps_of(symbols: str, values: list[int], weights: list[int]) -> tuple[Step, ...]:
    return tuple(
        Step(symbol=symbol, value=value, weight=weight)
        for symbol, value, weight in zip(symbols, values, weights, strict=True)
    )


def require_agreement(arithmetic: Arithmetic) -> None:
    if not arithmetic.agrees:
        raise IdentifierFault(
            arithmetic.verdict,
            rule=f"{arithmetic.rule}.check_digit",
            expected=arithmetic.expected,
            given=arithmetic.given,
            arithmetic=arithmetic.text,
        )


def shape_fault(rule: str, sentence: str) -> IdentifierFault:
    return IdentifierFault(sentence, rule=f"{rule}.shape")
