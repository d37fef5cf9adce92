"""What takes two officers: letting go what is held, and re-review (重审); and rejection."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from clearance.declarations.states import DeclarationState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

S = DeclarationState
CONSTRAINTS = (
    models.CheckConstraint(
        name="declaration_re_review_waits_for_an_officer",
        condition=~Q(state=S.IN_RE_REVIEW)
        | (
            Q(re_reviewed_by=None, review_by__isnull=False)
            & (Q(doubted_by__isnull=False) | Q(hold_reason=""))
        ),
    ),
    models.CheckConstraint(
        name="declaration_re_review_is_of_another_person",
        condition=Q(re_reviewed_by=None) | Q(doubted_by=None) | ~Q(re_reviewed_by=F("doubted_by")),
    ),
)


class LookedAtTwice(Moving):
    """A release is proposed by one person and confirmed by another; ``doubted_by`` sends to
    re-review, ``re_reviewed_by`` decides. They are never the same. Where the risk desk itself
    asked for a look at the documents, ``doubted_by`` is None.
    """

    release_proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    release_reason = models.CharField(max_length=400, blank=True)
    doubted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    re_reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def propose_release(self, *, officer: User, reason: str) -> None:
        self._note(release_proposed_by=officer, release_reason=reason)

    def doubt(self, *, by: User, reason: str, review_by: datetime, at: datetime) -> None:
        """Sent to re-review (重审): a second officer decides whether the clearance stands."""
        self._move_to(
            S.IN_RE_REVIEW,
            move=told(at=at, by=by, reason=reason, law="declaration.review_minutes"),
            doubted_by=by,
            re_reviewed_by=None,
            hold_reason=reason,
            review_by=review_by,
        )

    def end_re_review(
        self, target: S, *, by: User, reason: str, review_by: datetime | None, at: datetime
    ) -> None:
        """The second officer's word: cleared as before, held, or returned for change."""
        self._move_to(
            target,
            move=told(at=at, by=by, reason=reason),
            re_reviewed_by=by,
            hold_reason="" if target == S.CLEARED_TO_LEAVE else reason,
            review_by=review_by,
        )

    def reject(self, *, by: User, reason: str, at: datetime) -> None:
        """Never to be judged: an error that no change mends. The bill may be declared anew."""
        self._move_to(
            S.REJECTED,
            move=told(at=at, by=by, reason=reason),
            mismatches=[],
            hold_reason=reason,
            review_by=None,
        )

    if TYPE_CHECKING:  # what the declaration itself brings

        def _move_to(self, target: S, *, move: dict[str, Any], **changes: object) -> None: ...

        def _note(self, **changes: object) -> None: ...
