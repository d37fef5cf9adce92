"""A bank guarantee or a group guarantee that an officer has on paper, entered into the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.duties.events import GuaranteeRegistered
from clearance.duties.models import Guarantee
from clearance.duties.operations.open_guarantee import BadGuarantee, open_guarantee
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.registry.models import Enterprise

ON_PAPER = (Guarantee.Kind.BANK, Guarantee.Kind.GROUP)
LARGEST = Decimal(10) ** 13


class UnknownEnterprise(Fault):
    """A code that nobody is registered under."""

    code = "unknown_enterprise"
    sentence = gettext_noop("No enterprise is registered under this code.")
    remedy_sentence = gettext_noop("Enter the unified social credit code.")


class ReferenceRegistered(DomainError):
    """The issuer's number stands in the books."""

    code = "reference_registered"
    sentence = gettext_noop("A guarantee with this number of the issuer is registered already.")
    remedy_sentence = gettext_noop("Check the number on the paper.")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on the guarantee; ``members`` are the further codes of a group."""

    uscc: str
    kind: str
    limit_cny: Decimal
    valid_from: date
    valid_to: date
    issuer_reference: str
    members: Sequence[str] = ()


@transaction.atomic
def register_guarantee(*, paper: Paper, by: User, now: datetime) -> str:
    """Register it and return its number.

    Raises ``NotPermitted``, ``UnknownEnterprise``, ``BadGuarantee``, ``ReferenceRegistered``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    if paper.kind not in ON_PAPER:
        raise BadGuarantee(field="kind")
    limit = paper.limit_cny
    if not limit.is_finite() or not 0 < limit < LARGEST or limit != round(limit, 2):
        raise BadGuarantee(field="limit_cny")
    reference = paper.issuer_reference.strip()
    if not 0 < len(reference) <= 40:
        raise BadGuarantee(field="issuer_reference")
    enterprise = _enterprise(paper.uscc, field="uscc")
    try:
        with transaction.atomic():
            number = open_guarantee(
                enterprise=enterprise,
                kind=paper.kind,
                limit_cny=limit,
                valid_from=paper.valid_from,
                valid_to=paper.valid_to,
                issuer_reference=reference,
                members=[_enterprise(code, field="members") for code in paper.members],
                now=now,
            )
    except IntegrityError as error:
        raise ReferenceRegistered(field="issuer_reference") from error
    announce(
        GuaranteeRegistered(
            guarantee_no=number,
            enterprise_id=enterprise.pk,
            kind=paper.kind,
            limit_cny=limit,
            registered_at=now,
        ),
        actor=by,
    )
    return number


def _enterprise(uscc: str, *, field: str) -> Enterprise:
    found = Enterprise.objects.filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise UnknownEnterprise(field=field)
    return found
