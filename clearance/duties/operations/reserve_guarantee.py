"""Reserving part of a guarantee for a declaration that may owe tax."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.duties.events import GuaranteeReserved
from clearance.duties.models import Guarantee
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.queries.guarantees import usable_by
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault
from customs_portal.kit.statements import Question, columns, read
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise


class GuaranteeRequired(Fault):
    """Goods that owe tax need a guarantee, and this enterprise is not excused."""

    code = "guarantee_required"
    sentence = gettext_noop("Goods that owe tax need a guarantee.")
    remedy_sentence = gettext_noop(
        "Choose one of your registered guarantees. Advanced certified enterprises are excused."
    )


class NoSuchGuarantee(Fault):
    """No guarantee of this number belongs to the enterprise."""

    code = "no_such_guarantee"
    sentence = gettext_noop("There is no such guarantee in your files.")
    remedy_sentence = gettext_noop("Choose one of your registered guarantees.")


class GuaranteeNotInForce(Fault):
    """The guarantee has not begun or has ended on that day."""

    code = "guarantee_not_in_force"
    sentence = gettext_noop("This guarantee is not in force on the day of the declaration.")
    remedy_sentence = gettext_noop("Choose a guarantee that covers the day, or renew this one.")


class GuaranteeTooSmall(Fault):
    """The free part of the guarantee does not cover the tax."""

    code = "guarantee_too_small"
    http_status = 409
    sentence = gettext_noop("The guarantee does not cover the tax.")
    remedy_sentence = gettext_noop("Choose another guarantee, or have this one raised.")


@transaction.atomic
def reserve_guarantee(
    *,
    enterprise: Enterprise,
    declaration_no: str,
    guarantee_no: str | None,
    amount_cny: Decimal,
    on: date,
    now: datetime,
) -> str:
    """Reserve ``amount_cny`` and return the guarantee's number, or "" when none is needed.

    None is needed for an amount of zero, or without ``guarantee_no`` for the grades the law
    pack excuses on that day. A declaration holds one reservation: a second call replaces it.
    The row is locked, so two filings cannot spend the same yuan.
    Raises ``GuaranteeRequired``, ``NoSuchGuarantee``, ``GuaranteeNotInForce`` and
    ``GuaranteeTooSmall`` (with limit, used and needed).
    """
    free_guarantee(declaration_no=declaration_no, now=now)
    return reserve_within(
        enterprise=enterprise,
        declaration_no=declaration_no,
        guarantee_no=guarantee_no,
        amount_cny=amount_cny,
        on=on,
        now=now,
    )


def reserve_within(
    *,
    enterprise: Enterprise,
    declaration_no: str,
    guarantee_no: str | None,
    amount_cny: Decimal,
    on: date,
    now: datetime,
) -> str:
    """``reserve_guarantee`` for a number given just now, which holds nothing yet.

    Within the caller's transaction, which ends with a refusal.
    """
    if amount_cny <= 0:
        return ""
    if not guarantee_no:
        if _is_excused(enterprise, on):
            return ""
        raise GuaranteeRequired(field="guarantee_no")
    row = _USABLE.row(enterprise_id=enterprise.pk, guarantee_no=guarantee_no)
    if row is None:
        raise NoSuchGuarantee(field="guarantee_no")
    guarantee: Guarantee = read(Guarantee, row)
    if not guarantee.is_in_force(on=on):
        raise GuaranteeNotInForce(
            field="guarantee_no", valid_from=guarantee.valid_from, valid_to=guarantee.valid_to
        )
    if guarantee.left_cny < amount_cny:
        raise _too_small(guarantee, amount_cny)
    guarantee.reserve(declaration_no=declaration_no, amount_cny=amount_cny, at=now)
    announce(
        GuaranteeReserved(
            guarantee_no=guarantee.guarantee_no,
            declaration_no=declaration_no,
            amount_cny=amount_cny,
            left_cny=guarantee.left_cny,
            reserved_at=now,
        )
    )
    return guarantee.guarantee_no


def _usable(enterprise_id: int, guarantee_no: str) -> "QuerySet[Guarantee, Any]":
    return (
        Guarantee.objects.select_for_update()
        .filter(pk__in=usable_by(enterprise_id=enterprise_id).values("pk"))
        .filter(guarantee_no=guarantee_no)
        .values_list(*columns(Guarantee))
    )


_USABLE = Question(_usable, enterprise_id=int, guarantee_no=str)


def _is_excused(enterprise: Enterprise, on: date) -> bool:
    grade = enterprise.grade_on(on)
    excused = law.ask("two_step.guarantee_excused_grades", on=on).value
    return grade is not None and grade.grade in excused


def _too_small(guarantee: Guarantee, needed: Decimal) -> GuaranteeTooSmall:
    return GuaranteeTooSmall(
        _(
            "Guarantee %(number)s covers CNY %(limit)s, of which CNY %(used)s is in use. "
            "This declaration needs CNY %(needed)s."
        )
        % {
            "number": guarantee.guarantee_no,
            "limit": f"{guarantee.limit_cny:,}",
            "used": f"{guarantee.used_cny:,}",
            "needed": f"{needed:,}",
        },
        field="guarantee_no",
        remedy=_(
            "Choose another guarantee, raise this one by at least CNY %(missing)s, or pay open "
            "tax bills so that their part is freed."
        )
        % {"missing": f"{needed - guarantee.left_cny:,}"},
        limit_cny=guarantee.limit_cny,
        used_cny=guarantee.used_cny,
        needed_cny=needed,
    )
