"""What an officer may do in the queue: one act by its name, or many proposals confirmed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType

from django.db import transaction

from clearance.declarations.operations.look_twice import decide_re_review, send_to_re_review
from clearance.declarations.operations.reject_declaration import reject_declaration
from clearance.declarations.operations.review_declaration import (
    confirm_release,
    hold_declaration,
    name_detention,
    propose_release,
    return_declaration,
)
from clearance.declarations.operations.review_queue import claim_review
from clearance.declarations.states import DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

MOST_AT_ONCE = 200
WITH_A_REASON: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "hold": hold_declaration,
        "return": return_declaration,
        "reject": reject_declaration,
        "doubt": send_to_re_review,
        "propose": propose_release,
        "uphold": partial(decide_re_review, target=DeclarationState.CLEARED_TO_LEAVE),
        "hold-after-all": partial(decide_re_review, target=DeclarationState.HELD),
        "return-after-all": partial(decide_re_review, target=DeclarationState.RETURNED),
    }
)
ACTS = ("claim", "confirm", "name-detention", *WITH_A_REASON)


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What became of a selection: ``left`` names each one that stays, and why."""

    confirmed: tuple[str, ...]
    left: tuple[Fault, ...]


def act_on_review(
    *, declaration_no: str, act: str, reason: str = "", kind: str = "", by: User, now: datetime
) -> None:
    """One of ``ACTS``. Raises what the act refuses, ``NotFound`` for one that there is not."""
    if act == "claim":
        claim_review(declaration_no=declaration_no, by=by, now=now)
    elif act == "confirm":
        confirm_release(declaration_no=declaration_no, by=by, now=now)
    elif act == "name-detention":
        name_detention(declaration_no=declaration_no, kind=kind, reason=reason, by=by, now=now)
    elif act in WITH_A_REASON:
        WITH_A_REASON[act](declaration_no=declaration_no, reason=reason, by=by, now=now)
    else:
        raise NotFound(field="act")


@transaction.atomic
def confirm_releases(*, declaration_nos: Sequence[str], by: User, now: datetime) -> Confirmed:
    """The second person agrees to several proposals; each is checked as if it were alone.

    What cannot be confirmed stays as it is and is named, the rest is cleared. Raises
    ``NotPermitted``.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    confirmed, left = [], []
    for number in sorted(set(declaration_nos))[:MOST_AT_ONCE]:
        try:
            confirm_release(declaration_no=number, by=by, now=now)
        except DomainError as refusal:
            left.append(
                Fault(refusal.message, field=number[:40], rule=refusal.rule, remedy=refusal.remedy)
            )
        else:
            confirmed.append(number)
    return Confirmed(confirmed=tuple(confirmed), left=tuple(left))
