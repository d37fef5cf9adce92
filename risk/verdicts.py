"""What the risk desk answers."""

from dataclasses import dataclass

RELEASE, DOCUMENTS, SCAN, OPEN = "RELEASE", "DOCUMENTS", "SCAN", "OPEN"
CHANNELS = (RELEASE, DOCUMENTS, SCAN, OPEN)  # from the lightest to the gravest
CONTROLLED = frozenset({SCAN, OPEN})


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One source that spoke: its number, its points, and the reason in both languages.

    ``S-`` a rule of the book, ``D-`` a rule written as data, ``T-`` an officer's control order,
    ``M-`` a learned model, ``S-900`` the lot, ``X-`` a source that failed. ``at_least`` is the
    lightest channel that this hit allows, whatever the score; "" leaves it to the score.
    """

    rule: str
    points: int
    reason_en: str
    reason_zh: str
    law: str = ""
    shown_to_enterprise: bool = False
    at_least: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``score`` is exactly the sum of the points of ``hits``; control begins at ``threshold``.

    ``channel`` follows from the score, the dated thresholds and what single hits ask at least.
    ``probability_ppm`` and ``expected_cny`` are what the model that counts told; None: none did.
    """

    assessment_no: str
    score: int
    threshold: int
    hits: tuple[Hit, ...]
    law_digest: str
    rules_digest: str
    channel: str
    probability_ppm: int | None = None
    expected_cny: int | None = None

    @property
    def is_controlled(self) -> bool:
        return self.channel in CONTROLLED

    @property
    def asks_documents(self) -> bool:
        return self.channel == DOCUMENTS

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(hit.rule for hit in self.hits)
