"""An officer orders a control (布控): what is looked for, how, why, by which law, until when."""

import re
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from customs_portal.kit.identifiers import check_container_no, check_uscc
from customs_portal.registry import law
from customs_portal.registry.queries import country_exists, port_exists, search_hs
from risk.targeting.events import ControlOrderPlaced
from risk.targeting.facts import NewOrder, Target
from risk.targeting.models import ControlOrder, next_order_no
from risk.targeting.rules.matching import PREFIX_LENGTHS, anchor_of, folded
from risk.targeting.states import Method, Purpose

SHORTEST_REASON = 10
LONGEST = {"vessel": 70, "voyage": 20, "declarant": 150, "address": 200}
_DIGITS = re.compile(r"[0-9]+")


@transaction.atomic
def place_order(*, order: NewOrder, by: User, now: datetime) -> ControlOrder:
    """Put the order in force. Raises ``NotPermitted`` or ``Faults``, all of them at once."""
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted
    target = _spelled(order.target)
    faults = faults_in(order=replace(order, target=target), now=now)
    if faults:
        raise Faults(faults)
    row = ControlOrder(
        order_no=next_order_no(),
        method=order.method,
        purpose=order.purpose,
        ground=order.ground,
        reason=order.reason.strip()[:400],
        starts_at=order.starts_at,
        until=order.until,
        placed_by=by,
        placed_at=now,
        term_set_by=by,
        move=told(at=now, by=by, reason=order.reason.strip()[:400], law="risk.order_grounds"),
    )
    row.aim_at(target)
    row.save()
    announce(
        ControlOrderPlaced(
            order_no=row.order_no,
            method=row.method,
            purpose=row.purpose,
            until=row.until,
            placed_at=now,
        ),
        actor=by,
    )
    return row


def faults_in(*, order: NewOrder, now: datetime) -> list[Fault]:
    """Everything wrong with the order, in the order of the form."""
    on = timezone.localdate(now)
    found = [*_target_faults(order.target)]
    grounds = {one["code"] for one in law.ask("risk.order_grounds", on=on).value}
    for field, value, known in (
        ("method", order.method, set(Method.values)),
        ("purpose", order.purpose, set(Purpose.values)),
        ("ground", order.ground, grounds),
    ):
        if value not in known:
            found.append(
                Fault(
                    _("Choose one of the list."),
                    field=field,
                    rule=f"order.{field}",
                    remedy=_("An order names its method, its purpose and the article it rests on."),
                )
            )
    found += reason_faults(order.reason)
    found += period_faults(starts_at=order.starts_at, until=order.until, now=now, on=on)
    return found


def reason_faults(reason: str) -> list[Fault]:
    if len(reason.strip()) >= SHORTEST_REASON:
        return []
    return [
        Fault(
            _("Give a reason of at least ten characters."),
            field="reason",
            rule="reason.required",
            remedy=_("Say what makes these goods worth a look. Only officers read it."),
        )
    ]


def period_faults(
    *, starts_at: datetime, until: datetime, now: datetime, on: date, field: str = "until"
) -> list[Fault]:
    """An order ends; the longest period is counted from now, or from its start if later."""
    rule = law.ask("risk.order_longest_days", on=on)
    latest = max(starts_at, now) + timedelta(days=int(rule.value))
    if max(starts_at, now) < until <= latest:
        return []
    return [
        Fault(
            _("An order ends after it starts and after now, at most %(days)s days later.")
            % {"days": rule.value},
            field=field,
            rule="order.period",
            remedy=_("Choose an end; a second officer may extend the order before it."),
            law=rule.source,
        )
    ]


def _target_faults(target: Target) -> list[Fault]:
    if not anchor_of(target):
        return [
            Fault(
                _("Name at least one thing to look for."),
                field="enterprise",
                rule="order.target",
                remedy=_("An enterprise, a container, a commodity, a route or a declarant."),
            )
        ]
    found: list[Fault] = []
    for field, check in (("enterprise", check_uscc), ("container_no", check_container_no)):
        value = getattr(target, field)
        try:
            if value:
                check(value)
        except DomainError as error:
            found.append(Fault(error.message, field=field, rule=error.rule, remedy=error.remedy))
    if target.hs_prefix and not _is_prefix(target.hs_prefix):
        found.append(
            Fault(
                _("A commodity is named by a chapter, a heading or a subheading that exists."),
                field="hs_prefix",
                rule="order.hs_prefix",
                remedy=_("Give the first 2, 4 or 6 digits of the code."),
            )
        )
    if target.departure and not country_exists(target.departure):
        found.append(
            Fault(
                _("There is no country of that code."),
                field="departure",
                rule="country.unknown",
                remedy=_("Give the two letters of ISO 3166, for example VN."),
            )
        )
    if target.port and not port_exists(target.port):
        found.append(
            Fault(
                _("There is no port %(code)s.") % {"code": target.port[:20]},
                field="port",
                rule="port.unknown",
                remedy=_("Use the five characters of UN/LOCODE, for example VNSGN."),
            )
        )
    for field, longest in LONGEST.items():
        if len(getattr(target, field)) > longest:
            found.append(
                Fault(
                    _("At most %(n)s characters.") % {"n": longest},
                    field=field,
                    rule="order.too_long",
                    remedy=_("Shorten it."),
                )
            )
    return found


def _is_prefix(digits: str) -> bool:
    shaped = len(digits) in PREFIX_LENGTHS and _DIGITS.fullmatch(digits) is not None
    return shaped and bool(search_hs(digits, limit=1))


def _spelled(target: Target) -> Target:
    return Target(**{one.name: folded(getattr(target, one.name)) for one in fields(target)})
