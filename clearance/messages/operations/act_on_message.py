"""A message that is a filing of our own country goes through the operation that the form calls."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.operations.amend_summary import Amendment, amend_summary
from clearance.declarations.operations.ask_change import ask_withdrawal
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.messages.facts import Checked, Mapped
from clearance.messages.operations.act_on_whole import (
    file_whole,
    is_whole,
    whole_places,
    withdraws_whole,
)
from clearance.messages.rules.filing import (
    act_asked,
    amendment_from,
    completion_from,
    stop_at,
    summary_from,
)
from clearance.messages.states import Act
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault
from customs_portal.registry import law


class MessageHoldsTooMuch(DomainError):
    """More goods items than one declaration form holds."""

    code = "too_many_items"
    http_status = 422
    sentence = gettext_noop("The message has more goods items than one declaration holds.")
    remedy_sentence = gettext_noop("Split the consignment into several declarations.")


def act_of(*, checked: Checked, on: date) -> Act:
    """Which operation the message asks for, by the law of the day."""
    identity, mapped = checked.identity, checked.mapped
    own = str(law.ask("message.own_country", on=on).value)
    asked = Act.NONE
    with suppress(law.LawGap):
        profile = law.ask(f"message.filing.{own}", on=on).value
        asked = act_asked(identity=identity, mapped=mapped, own_country=own, profile=profile)
    if asked == Act.NONE and is_whole(identity=identity, mapped=mapped, on=on):
        return Act.WHOLE if identity.country == own else Act.DRAFT
    if asked == Act.NONE and identity.country == own and withdraws_whole(checked=checked, on=on):
        return Act.WITHDRAWAL
    return asked


def places_of(*, act: Act, checked: Checked, on: date) -> Mapping[str, str]:
    """For every answer the act takes: the field of the message that gives it."""
    mapped = checked.mapped
    if act == Act.WHOLE:
        return whole_places(identity=checked.identity, mapped=mapped, on=on)
    if act == Act.SUMMARY:
        return summary_from(mapped, _profile(on))[1]
    if act == Act.COMPLETE:
        return completion_from(mapped)[1]
    if act == Act.AMENDMENT:
        return amendment_from(mapped)[1]
    return {"declaration_no": "declaration_no", "state": "declaration_no"}


def act_on_message(*, act: Act, checked: Checked, by: User, now: datetime) -> str:
    """The number of the declaration that the act was about.

    Raises what the operations of the declarations refuse, ``MessageHoldsTooMuch``, or ``Faults``
    for what cannot be taken out of the message.
    """
    on, mapped = timezone.localdate(now), checked.mapped
    check_items(mapped=mapped, on=on)
    if act == Act.WHOLE:
        return file_whole(identity=checked.identity, mapped=mapped, by=by, now=now)
    if act == Act.SUMMARY:
        summary, _places, faults = summary_from(mapped, _profile(on))
        stop_at(faults)
        return submit_summary(summary=summary, by=by, now=now).declaration_no
    number = mapped.get("declaration_no")
    if not number:
        stop_at(
            [
                Fault(
                    _("The message does not name its declaration."),
                    field="declaration_no",
                    rule="required",
                    remedy=_("Give the number of the declaration in Declaration/ID."),
                )
            ]
        )
    if act == Act.COMPLETE:
        completion, _places, faults = completion_from(mapped)
        stop_at(faults)
        file_complete(declaration_no=number, completion=completion, by=by, now=now)
    elif act == Act.AMENDMENT:
        changes, _places, faults = amendment_from(mapped)
        stop_at(faults)
        amend_summary(declaration_no=number, amendment=Amendment(**changes), by=by, now=now)
    else:
        ask_withdrawal(
            declaration_no=number, reason=_("The withdrawal was asked by message."), by=by, now=now
        )
    return number


def check_items(*, mapped: Mapped, on: date) -> None:
    """Raises ``MessageHoldsTooMuch``."""
    most = int(law.ask("declaration.most_items", on=on).value)
    if len(mapped.many("items")) > most:
        raise MessageHoldsTooMuch(field="items", rule="items.too_many", most=most)


def _profile(on: date) -> Mapping[str, Any]:
    own = law.ask("message.own_country", on=on).value
    profile: Mapping[str, Any] = law.ask(f"message.filing.{own}", on=on).value
    return profile
