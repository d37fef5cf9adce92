"""The officer's queue: taking the next declaration, giving it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_ranking import rank_column, ranking_on
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.states import WAITING_FOR_AN_OFFICER, DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotPermitted


class ClaimedByAnother(DomainError):
    """A colleague took this declaration first."""

    code = "claimed_by_another"
    sentence = gettext_noop("A colleague is already reviewing this declaration.")
    remedy_sentence = gettext_noop("Take the next one.")


class NothingToReview(DomainError):
    """The declaration waits for nobody."""

    code = "nothing_to_review"
    sentence = gettext_noop("This declaration does not wait for an officer.")
    remedy_sentence = gettext_noop("Load the queue again.")


@transaction.atomic
def claim_next_review(*, by: User, now: datetime) -> str:
    """The number of the most urgent unclaimed declaration, now claimed; "" when none waits.

    Highest score first; among equals what the policy of the day ranks first (a fault's chance,
    or the revenue it is expected to cost), then the one that is due first. Two officers never
    get the same, and nobody gets a re-review of their own asking.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    ranked = rank_column(ranking=ranking_on(day=timezone.localdate(now)))
    declaration = (
        Declaration.objects.select_for_update(skip_locked=True)
        .filter(state__in=WAITING_FOR_AN_OFFICER, claimed_by=None)
        .exclude(state=DeclarationState.IN_RE_REVIEW, doubted_by=by)
        .order_by(F("risk_score").desc(nulls_last=True), f"-{ranked}", "review_by", "id")
        .first()
    )
    if declaration is None:
        return ""
    declaration.claimed_by, declaration.claimed_at = by, now
    declaration.save(update_fields=["claimed_by", "claimed_at"])
    return declaration.declaration_no


@transaction.atomic
def claim_review(*, declaration_no: str, by: User, now: datetime) -> Declaration:
    """Raises ``ClaimedByAnother`` or ``NothingToReview``."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    if declaration.state not in WAITING_FOR_AN_OFFICER:
        raise NothingToReview(field="declaration_no")
    if declaration.claimed_by_id not in (None, by.pk):
        raise ClaimedByAnother(field="declaration_no")
    declaration.claimed_by, declaration.claimed_at = by, now
    declaration.save(update_fields=["claimed_by", "claimed_at"])
    return declaration


@transaction.atomic
def claim_reviews(*, declaration_nos: list[str], by: User, now: datetime) -> int:
    """Claim every unclaimed one of a selection; returns how many."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    free = (
        Declaration.objects.select_for_update(skip_locked=True)
        .filter(
            declaration_no__in=declaration_nos[:500],
            state__in=WAITING_FOR_AN_OFFICER,
            claimed_by=None,
        )
        .order_by("id")
    )
    return Declaration.objects.filter(pk__in=[one.pk for one in free]).update(
        claimed_by=by, claimed_at=now
    )


@transaction.atomic
def release_claims(*, by: User) -> int:
    """Give back everything the officer has claimed; returns how many."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    return Declaration.objects.filter(claimed_by=by).update(claimed_by=None, claimed_at=None)
