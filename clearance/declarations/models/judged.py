"""What a judgement of risk does to a declaration, at once or when the tax is settled."""

from datetime import datetime
from typing import Any

from clearance.declarations.models.reasons import judged
from clearance.declarations.models.second_looks import LookedAtTwice
from clearance.declarations.states import Because, DeclarationState
from customs_portal.journal.moves import told

S = DeclarationState
Ranks = tuple[int | None, int | None]  # a model's probability, ppm, and expected revenue, CNY
UNRANKED: Ranks = (None, None)
_ASKED_BY_RISK: dict[str, Any] = {"doubted_by": None, "re_reviewed_by": None, "hold_reason": ""}


def _ranked(ranks: Ranks) -> dict[str, Any]:
    """Where no model that counts told anything, -1: behind all that were read."""
    ppm, cny = (-1 if one is None else one for one in ranks)
    return {"rank_ppm": ppm, "rank_cny": cny}


def _decided(controlled: bool, documents: bool) -> S:
    if controlled:
        return S.HELD
    return S.IN_RE_REVIEW if documents else S.CLEARED_TO_LEAVE


class Judged(LookedAtTwice):
    """Held for inspection, looked at by a document officer (``documents``), or cleared."""

    state: str

    class Meta:
        abstract = True

    def judge(
        self,
        *,
        controlled: bool,
        score: int,
        assessment_no: str,
        manifest_no: str,
        at: datetime,
        review_by: datetime,
        documents: bool = False,
        ranks: Ranks = UNRANKED,
    ) -> None:
        """Held for inspection, looked at by a document officer (``documents``), or cleared."""
        self._move_to(
            _decided(controlled, documents),
            move=judged(controlled, at=at, documents=documents),
            risk_score=score,
            assessment_no=assessment_no,
            manifest_no=manifest_no,
            decided_at=at,
            review_by=review_by if controlled or documents else None,
            mismatches=[],
            **_ranked(ranks),
            **(_ASKED_BY_RISK if documents else {}),
        )

    def await_tax(
        self,
        *,
        score: int,
        assessment_no: str,
        manifest_no: str,
        bill_no: str,
        at: datetime,
        ranks: Ranks = UNRANKED,
    ) -> None:
        """Judged; the verdict waits, by its number, until the tax is paid or secured."""
        self._move_to(
            S.TAX_DUE,
            move=told(at=at, reason=Because.TAX_FIRST, law="tax.minimum_cny"),
            risk_score=score,
            assessment_no=assessment_no,
            manifest_no=manifest_no,
            bill_no=bill_no,
            decided_at=at,
            review_by=None,
            mismatches=[],
            **_ranked(ranks),
        )

    def go_on(
        self,
        *,
        controlled: bool,
        review_by: datetime,
        at: datetime,
        reason: str = "",
        documents: bool = False,
    ) -> None:
        """The tax is paid or secured: what was judged before takes effect."""
        if controlled:
            why = told(at=at, reason=reason or Because.RISK, law="declaration.review_minutes")
            self._move_to(S.HELD, move=why, review_by=review_by, hold_reason=reason)
        elif documents:
            why = judged(False, at=at, documents=True)
            self._move_to(S.IN_RE_REVIEW, move=why, review_by=review_by, **_ASKED_BY_RISK)
        else:
            self._move_to(S.CLEARED_TO_LEAVE, move=told(at=at, reason=Because.TAX_SETTLED))

    def judge_again(
        self,
        *,
        controlled: bool,
        score: int,
        assessment_no: str,
        at: datetime,
        review_by: datetime,
        documents: bool = False,
        ranks: Ranks = UNRANKED,
    ) -> None:
        """After an amendment: what had been cleared may be held, what is away stays away."""
        found: dict[str, Any] = {"risk_score": score, "assessment_no": assessment_no}
        found |= {"decided_at": at, **_ranked(ranks)}
        if controlled and self.state == S.CLEARED_TO_LEAVE:
            self._move_to(S.HELD, move=judged(True, at=at), review_by=review_by, **found)
        elif documents and self.state == S.CLEARED_TO_LEAVE:
            why = judged(False, at=at, documents=True)
            found |= {"review_by": review_by, **_ASKED_BY_RISK}
            self._move_to(S.IN_RE_REVIEW, move=why, **found)
        else:
            self._note(**found)
