"""Letting another enterprise pay one's tax bills, and ending it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.duties.events import PayerNamed
from clearance.duties.models import NamedPayer
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.registry.models import Enterprise


class NoSuchPayer(Fault):
    """No other enterprise has that code."""

    code = "no_such_payer"
    sentence = gettext_noop("No other enterprise is registered under this code.")
    remedy_sentence = gettext_noop("Enter the unified social credit code of the payer.")


class AlreadyNamed(DomainError):
    """This enterprise may pay already."""

    code = "payer_already_named"
    sentence = gettext_noop("This enterprise may already pay your tax bills.")
    remedy_sentence = gettext_noop("Nothing is left to do.")


@transaction.atomic
def name_payer(*, uscc: str, by: User, now: datetime) -> None:
    """Raises ``NotPermitted``, ``NoSuchPayer``, ``AlreadyNamed``."""
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    payer = Enterprise.objects.filter(uscc=uscc.strip().upper()).first()
    if payer is None or payer.pk == by.enterprise_id:
        raise NoSuchPayer(field="uscc")
    try:
        with transaction.atomic():
            NamedPayer.objects.create(enterprise_id=by.enterprise_id, payer=payer, named_at=now)
    except IntegrityError as error:
        raise AlreadyNamed(field="uscc") from error
    announce(
        PayerNamed(enterprise_id=by.enterprise_id, payer_id=payer.pk, ended=False, at=now),
        actor=by,
    )


@transaction.atomic
def end_payer(*, uscc: str, by: User, now: datetime) -> None:
    """What is ordered already stays ordered. Raises ``NotPermitted``, ``NotFound``."""
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    named = (
        NamedPayer.objects.select_for_update(of=("self",))
        .filter(enterprise_id=by.enterprise_id, payer__uscc=uscc, ended_at=None)
        .first()
    )
    if named is None:
        raise NotFound(field="uscc")
    named.end(at=now)
    announce(
        PayerNamed(enterprise_id=by.enterprise_id, payer_id=named.payer_id, ended=True, at=now),
        actor=by,
    )
