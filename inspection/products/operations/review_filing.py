"""An officer reviews a filing: accepted for its term, or returned with the reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, NotPermitted
from customs_portal.kit.parsing import is_storable
from customs_portal.registry.law import whole_number
from inspection.products.events import ProductExpired, ProductReviewed
from inspection.products.models import ProductFiling
from inspection.products.operations.hold_pictures import free_scans, hold_scans
from inspection.products.states import Because, FilingState

RULE = "products.valid_days"


@transaction.atomic
def review_filing(*, filing_no: str, outcome: str, reason: str, by: User, now: datetime) -> None:
    """``outcome``: ACCEPTED or RETURNED; a return needs its reason."""
    if not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    filing = ProductFiling.objects.locked(filing_no=filing_no)
    reason = reason.strip()
    if outcome not in (FilingState.ACCEPTED, FilingState.RETURNED):
        raise Fault(
            _("Choose to accept or to return."),
            field="outcome",
            rule="product.outcome",
            remedy=_("Choose one of the two."),
        )
    if (outcome == FilingState.RETURNED and not reason) or not is_storable(reason):
        raise Fault(
            _("Say what the firm has to change."),
            field="reason",
            rule="reason.required",
            remedy=_("The firm reads this sentence."),
        )
    if outcome == FilingState.ACCEPTED:
        days = whole_number(RULE, at=now)
        until = now + timedelta(days=days)
        filing.accept(by=by, note=reason[:400], valid_until=until, at=now)
        hold_scans(filing=filing, now=now)
    else:
        filing.give_back(by=by, reason=reason[:400], at=now)
    announce(
        ProductReviewed(
            filing_no=filing_no,
            version=filing.version,
            outcome=outcome,
            reason=reason[:400],
            reviewed_at=now,
        ),
        actor=by,
    )


def expire_due(*, now: datetime) -> tuple[str, ...]:
    """Filings whose term is over; their numbers. Safe to repeat."""
    due = ProductFiling.objects.filter(state=FilingState.ACCEPTED, valid_until__lte=now)
    gone = []
    for filing_no in list(due.order_by("id").values_list("filing_no", flat=True)):
        with transaction.atomic():
            filing = ProductFiling.objects.locked(filing_no=filing_no)
            if filing.state != FilingState.ACCEPTED:
                continue
            filing.expire(why=Because.TERM, at=now)
            free_scans(filing=filing, now=now)
            announce(ProductExpired(filing_no=filing_no, expired_at=now))
        gone.append(filing_no)
    return tuple(gone)
