"""What an officer has typed of an order is kept answer by answer; one draft a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from risk.targeting.models import TARGET, OrderDraft

FIELDS = (*TARGET, "method", "purpose", "ground", "reason", "starts_at", "until")
LONGEST_ANSWER = 400


class DraftOvertaken(DomainError):
    """The same draft was saved from another window meanwhile."""

    code = "draft_overtaken"
    sentence = gettext_noop("This order was changed in another window.")
    remedy_sentence = gettext_noop("Load the page again to see what stands there.")


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    version: int
    answers: dict[str, str]
    saved_at: datetime


@transaction.atomic
def keep_answers(
    *, answers: dict[str, str], version: int | None, by: User, now: datetime
) -> KeptDraft:
    """Save some answers; ``version`` is what the form had seen, None for whatever stands.

    Raises ``NotPermitted``, a ``Fault`` for an unknown field, ``DraftOvertaken``.
    """
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted
    for name in answers:
        if name not in FIELDS:
            raise Fault(
                _("The form has no such field."),
                field=name[:60],
                rule="field.unknown",
                remedy=_("Load the page again."),
            )
    draft, _made = OrderDraft.objects.select_for_update().get_or_create(
        officer=by, defaults={"saved_at": now}
    )
    if version is not None and version != draft.version:
        raise DraftOvertaken(field="version", version=draft.version)
    said = {name: text.strip()[:LONGEST_ANSWER] for name, text in answers.items()}
    draft.answers = {**draft.answers, **said}
    draft.version += 1
    draft.saved_at = now
    draft.save()
    return KeptDraft(version=draft.version, answers=draft.answers, saved_at=now)


@transaction.atomic
def discard_draft(*, by: User) -> None:
    OrderDraft.objects.filter(officer=by).delete()
