"""Re-review (重审): who doubts a clearance sends it on, another officer decides."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.events import DeclarationDoubted, ReReviewDecided
from clearance.declarations.models import Declaration
from clearance.declarations.operations.match_manifest_line import look_at_bills_again
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.operations.review_declaration import (
    SecondPersonNeeded,
    require_reason,
)
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import DECLARATION_FLOW, DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.registry import law

S = DeclarationState
MAY_DOUBT = (Duty.REVIEW_DECLARATION, Duty.JUDGE_RISK)


class CannotDoubt(DomainError):
    """Only what was cleared, and of which nothing has left yet, is looked at again."""

    code = "cannot_doubt"
    sentence = gettext_noop("Only a cleared declaration whose goods are all still here goes on.")
    remedy_sentence = gettext_noop("Goods that may be picked up are stopped by a lock at the gate.")


class NotInReReview(DomainError):
    """Nobody has sent it to re-review, or another officer was faster."""

    code = "not_in_re_review"
    sentence = gettext_noop("This declaration is not under re-review.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


@transaction.atomic
def send_to_re_review(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """Stop a cleared declaration until a second officer has looked; by reviewers and risk.

    Raises ``NotPermitted``, ``CannotDoubt`` or a ``Fault`` for no reason.
    """
    if not any(by.holds(duty) for duty in MAY_DOUBT):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    reason = require_reason(reason)
    gone = declaration.containers.filter(released_at__isnull=False).exists()
    if declaration.state != S.CLEARED_TO_LEAVE or gone:
        raise CannotDoubt(field="state")
    review_by = _due(now)
    declaration.doubt(by=by, reason=reason, review_by=review_by, at=now)
    announce(
        DeclarationDoubted(
            declaration_no=declaration_no, reason=reason, review_by=review_by, doubted_at=now
        ),
        actor=by,
    )
    return declaration


@transaction.atomic
def decide_re_review(
    *, declaration_no: str, target: str, reason: str, by: User, now: datetime
) -> Declaration:
    """The second person: CLEARED_TO_LEAVE as before, HELD, or RETURNED for change.

    What was seen at the quay meanwhile, or changed on the manifest, counts now. Raises
    ``NotPermitted``, ``NotInReReview``, ``SecondPersonNeeded``, ``IllegalMove``, a ``Fault``.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    reason = require_reason(reason)
    if declaration.state != S.IN_RE_REVIEW:
        raise NotInReReview(field="state")
    if declaration.doubted_by_id == by.pk:
        raise SecondPersonNeeded(field="declaration_no")
    if target not in S.values or not DECLARATION_FLOW.allows(
        source=S.IN_RE_REVIEW, target=S(target)
    ):
        raise IllegalMove(field="state", source=declaration.state, target=target[:20])
    doubter = declaration.doubted_by
    declaration.end_re_review(
        S(target),
        by=by,
        reason=reason,
        review_by=_due(now) if target == S.HELD else None,
        at=now,
    )
    announce(
        ReReviewDecided(
            declaration_no=declaration_no,
            decision=target,
            reason=reason,
            doubted_by=doubter.get_username() if doubter else "",
            decided_at=now,
        ),
        actor=by,
    )
    if target != S.RETURNED:
        split_seen_containers(declaration=declaration, now=now)
        look_at_bills_again(transport_documents=(declaration.transport_document,), now=now)
        declaration.refresh_from_db()
    return declaration


def _due(now: datetime) -> datetime:
    minutes = law.whole_number("declaration.review_minutes", at=now)
    return now + timedelta(minutes=minutes)
