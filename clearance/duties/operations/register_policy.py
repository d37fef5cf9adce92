"""Registering a duty insurance policy (关税保证保险) that the insurer confirms."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.duties import ports
from clearance.duties.events import GuaranteeRegistered
from clearance.duties.models import Guarantee
from clearance.duties.operations.open_guarantee import open_guarantee
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.registry.models import Enterprise


class PolicyUnknown(Fault):
    """The insurer does not confirm it for this enterprise."""

    code = "policy_unknown"
    sentence = gettext_noop("The insurer does not confirm this policy for your enterprise.")
    remedy_sentence = gettext_noop("Check the number of the policy with the insurer.")


class PolicyRegistered(DomainError):
    """It stands as a guarantee already."""

    code = "policy_registered"
    sentence = gettext_noop("This policy is registered already.")
    remedy_sentence = gettext_noop("Find it in the list of guarantees.")


class InsurerSilent(DomainError):
    """No answer."""

    code = "insurer_silent"
    http_status = 503
    sentence = gettext_noop("The insurer does not answer at the moment.")
    remedy_sentence = gettext_noop("Try again later.")


def register_policy(*, policy_no: str, by: User, now: datetime) -> str:
    """Ask the insurer, and register the policy as a guarantee as the insurer describes it.

    Raises ``NotPermitted``, ``PolicyUnknown``, ``PolicyRegistered``, ``InsurerSilent``.
    """
    enterprise = by.enterprise
    if not by.holds(Duty.PAY_TAX) or enterprise is None:
        raise NotPermitted
    policy_no = policy_no.strip().upper()
    if not (policy_no.isascii() and policy_no.isalnum() and 6 <= len(policy_no) <= 40):
        raise PolicyUnknown(field="policy_no")
    try:
        said = ports.verify_policy(policy_no=policy_no, uscc=enterprise.uscc or "", now=now)
    except ports.InsurerUnreachable as error:
        raise InsurerSilent(field="policy_no") from error
    except ports.InsurerRefused as error:
        raise PolicyUnknown(field="policy_no") from error
    return _register(policy_no, said, enterprise, by, now)


def _register(
    policy_no: str, said: dict[str, Any], enterprise: Enterprise, by: User, now: datetime
) -> str:
    try:
        limit = Decimal(str(said["limit_cny"])).quantize(Decimal("0.01"))
        begins = date.fromisoformat(said["valid_from"])
        ends = date.fromisoformat(said["valid_to"])
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        raise InsurerSilent(field="policy_no") from error
    if said.get("uscc") != enterprise.uscc:
        raise PolicyUnknown(field="policy_no")
    try:
        with transaction.atomic():
            number = open_guarantee(
                enterprise=enterprise,
                kind=Guarantee.Kind.INSURANCE,
                limit_cny=limit,
                valid_from=begins,
                valid_to=ends,
                issuer_reference=policy_no,
                now=now,
            )
            announce(
                GuaranteeRegistered(
                    guarantee_no=number,
                    enterprise_id=enterprise.pk,
                    kind=Guarantee.Kind.INSURANCE,
                    limit_cny=limit,
                    registered_at=now,
                ),
                actor=by,
            )
    except IntegrityError as error:
        raise PolicyRegistered(field="policy_no") from error
    return number
