"""A rule is switched off or on at once: one officer asks, another agrees."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from risk.rulebooks.events import SwitchAsked, SwitchDecided
from risk.rulebooks.models import RuleVersion, Switch, next_book_sequence
from risk.rulebooks.operations.publish_book import reason_of
from risk.rulebooks.states import SwitchState

DESK = (Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES)


class AlreadyAsked(DomainError):
    """One wish at a time."""

    code = "rule_switch_already_asked"
    sentence = gettext_noop("A switch of this rule waits for its second person already.")
    remedy_sentence = gettext_noop("Decide on that one first.")


class SwitchedSo(DomainError):
    """The rule is as it is wished."""

    code = "rule_switched_so"
    sentence = gettext_noop("The rule is switched so already.")
    remedy_sentence = gettext_noop("Load the page again to see how it stands.")


class SecondPersonNeeded(DomainError):
    """Whoever asked does not agree with himself."""

    code = "rule_switch_second_person"
    http_status = 403
    sentence = gettext_noop("You asked for this switch; another officer decides on it.")
    remedy_sentence = gettext_noop("Ask an officer with the duty to publish rule books.")


@transaction.atomic
def ask_switch(*, code: str, off: bool, reason: str, by: User, now: datetime) -> str:
    """Lay the switch before a second person; its number.

    Raises ``NotPermitted``, ``NotFound``, ``SwitchedSo``, ``AlreadyAsked``, ``Fault``.
    """
    if not any(by.holds(duty) for duty in DESK):
        raise NotPermitted
    if not RuleVersion.objects.filter(code=code).exists():
        raise NotFound(field="code")
    why = reason_of(reason)
    latest = Switch.objects.filter(code=code, state=SwitchState.DONE).order_by("-decided_at", "-id")
    standing = latest.values_list("off", flat=True).first()
    if bool(standing) == off:
        raise SwitchedSo(field="off")
    switch = Switch(
        switch_no=f"RS{timezone.localdate(now).year}{next_book_sequence():06d}",
        code=code,
        off=off,
        reason=why,
        state=SwitchState.ASKED,
        asked_by=by,
        asked_at=now,
        move=told(at=now, by=by, reason=why),
    )
    try:
        with transaction.atomic():
            switch.save()
    except IntegrityError as error:
        raise AlreadyAsked(field="code") from error
    announce(
        SwitchAsked(switch_no=switch.switch_no, code=code, off=off, reason=why, asked_at=now),
        actor=by,
    )
    return switch.switch_no


@transaction.atomic
def decide_switch(*, switch_no: str, agreed: bool, answer: str, by: User, now: datetime) -> None:
    """Agree, and the rule is switched from this instant on; or refuse.

    Raises ``NotPermitted``, ``NotFound``, ``SecondPersonNeeded``, ``IllegalMove``, ``Fault``.
    """
    if not by.holds(Duty.PUBLISH_RISK_RULES):
        raise NotPermitted
    switch = Switch.objects.select_for_update().filter(switch_no=switch_no).first()
    if switch is None:
        raise NotFound(field="switch_no")
    if switch.asked_by_id == by.pk:
        raise SecondPersonNeeded(field="switch_no")
    switch.decide(agreed=agreed, answer=reason_of(answer, field="answer"), by=by, at=now)
    announce(
        SwitchDecided(
            switch_no=switch_no,
            code=switch.code,
            off=switch.off,
            agreed=agreed,
            answer=switch.answer,
            decided_at=now,
        ),
        actor=by,
    )
