"""What the risk desk answers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One rule that applied: its number, its points, and the reason in both languages."""

    rule: str
    points: int
    reason_en: str
    reason_zh: str
    law: str = ""
    shown_to_enterprise: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``score`` is exactly the sum of the points of ``hits``; control begins at ``threshold``."""

    assessment_no: str
    score: int
    threshold: int
    hits: tuple[Hit, ...]
    law_digest: str
    rules_digest: str

    @property
    def is_controlled(self) -> bool:
        return self.score >= self.threshold

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(hit.rule for hit in self.hits)
