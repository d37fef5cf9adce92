"""Giving back what a declaration holds of a guarantee."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Sum, When

from clearance.duties.events import GuaranteeFreed
from clearance.duties.models import Guarantee, GuaranteeEntry
from customs_portal.journal.announce import announce

ZERO = Decimal("0.00")


@transaction.atomic
def free_guarantee(*, declaration_no: str, now: datetime) -> Decimal:
    """Free everything the declaration still holds and return the sum; safe to repeat."""
    freed = Decimal("0.00")
    held_in = (
        GuaranteeEntry.objects.filter(declaration_no=declaration_no)
        .order_by()
        .values_list("guarantee_id", flat=True)
        .distinct()
    )
    for guarantee in (
        Guarantee.objects.select_for_update().filter(pk__in=list(held_in)).order_by("pk")
    ):
        held = held_by(guarantee, declaration_no=declaration_no)
        if held <= 0:
            continue
        guarantee.free(declaration_no=declaration_no, amount_cny=held, at=now)
        freed += held
        announce(
            GuaranteeFreed(
                guarantee_no=guarantee.guarantee_no,
                declaration_no=declaration_no,
                amount_cny=held,
                freed_at=now,
            )
        )
    return freed


def held_by(guarantee: Guarantee, *, declaration_no: str) -> Decimal:
    """Reserved less freed, read under the guarantee's lock."""
    total = guarantee.entries.filter(declaration_no=declaration_no).aggregate(
        held=Sum(
            Case(
                When(kind=GuaranteeEntry.Kind.RESERVE, then=F("amount_cny")),
                When(kind=GuaranteeEntry.Kind.FREE, then=-F("amount_cny")),
                default=ZERO,
            )
        )
    )["held"]
    return total or Decimal("0.00")
