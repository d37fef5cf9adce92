"""Registering a guarantee of an enterprise."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.duties.models import Guarantee, next_number
from customs_portal.kit.errors import Fault
from customs_portal.registry.models import Enterprise


class BadGuarantee(Fault):
    """The limit is not positive or the guarantee ends before it begins."""

    code = "bad_guarantee"
    sentence = gettext_noop("A guarantee needs a positive limit and an end after its beginning.")
    remedy_sentence = gettext_noop("Correct the limit or the dates.")


@transaction.atomic
def open_guarantee(
    *,
    enterprise: Enterprise,
    kind: str,
    limit_cny: Decimal,
    valid_from: date,
    valid_to: date,
    now: datetime,
    issuer_reference: str = "",
    members: Sequence[Enterprise] = (),
) -> str:
    """Register a guarantee and return its number.

    ``kind`` is DEPOSIT, BANK, GROUP or INSURANCE; both dates belong to the period. Only a group
    guarantee has ``members``, whose taxes it secures too.
    Raises ``BadGuarantee``.
    """
    if kind not in Guarantee.Kind.values:
        raise BadGuarantee(field="kind")
    if limit_cny <= 0:
        raise BadGuarantee(field="limit_cny")
    if valid_to < valid_from:
        raise BadGuarantee(field="valid_to")
    if members and kind != Guarantee.Kind.GROUP:
        raise BadGuarantee(field="members")
    guarantee = Guarantee.objects.create(
        guarantee_no=f"GT{now:%Y}{next_number('guarantee'):08d}",
        enterprise=enterprise,
        kind=kind,
        limit_cny=limit_cny,
        valid_from=valid_from,
        valid_to=valid_to,
        opened_at=now,
        issuer_reference=issuer_reference,
    )
    guarantee.members.set(members)
    return guarantee.guarantee_no
