"""Drafts: answers saved field by field, so that a killed browser loses nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_noop

from clearance.declarations.events import DraftDeleted, DraftFiled, DraftRestored
from clearance.declarations.models import Declaration, Draft
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.states import Direction, Procedure
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted

LONGEST_ANSWER = 2_000
MOST_ANSWERS = 1_600  # fifty lines of goods with their elements


class DraftChangedElsewhere(DomainError):
    """Somebody saved the same draft in another window."""

    code = "draft_changed_elsewhere"
    sentence = gettext_noop("This draft was changed in another window.")
    remedy_sentence = gettext_noop("Load the page again. Your last answers are kept there.")


class AnswerTooLong(DomainError):
    code = "answer_too_long"
    http_status = 422
    sentence = gettext_noop("This answer is too long.")
    remedy_sentence = gettext_noop("Shorten it.")


@transaction.atomic
def begin_draft(
    *,
    by: User,
    now: datetime,
    answers: dict[str, str] | None = None,
    procedure: str = Procedure.TWO_STEP,
    direction: str = Direction.IMPORT,
) -> Draft:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    return Draft.objects.create(
        draft_no=_a_number(now),
        enterprise=by.enterprise,
        begun_by=by,
        procedure=procedure,
        direction=direction,
        answers={"consignee_uscc": by.enterprise.uscc or "", **(answers or {})},
        begun_at=now,
        saved_at=now,
    )


@transaction.atomic
def save_answers(
    *, draft_no: str, answers: dict[str, str], version: int, by: User, now: datetime
) -> Draft:
    """Write the answers over what stands and count the version up.

    Raises ``DraftChangedElsewhere`` when ``version`` is not the one that stands.
    """
    draft = lock_draft(draft_no=draft_no, by=by)
    return _write(draft, answers=answers, version=version, now=now)


@transaction.atomic
def replace_answers(*, draft_no: str, answers: dict[str, str], by: User, now: datetime) -> Draft:
    """The whole form at once, as a browser without scripts sends it."""
    draft = lock_draft(draft_no=draft_no, by=by)
    return _write_all(draft, answers=answers, now=now)


@transaction.atomic
def save_completion(
    *,
    declaration_no: str,
    begins_with: dict[str, str],
    answers: dict[str, str],
    version: int,
    by: User,
    now: datetime,
) -> Draft:
    """Like ``save_answers`` for step two, whose draft begins with the first answer saved."""
    draft = _draft_to_complete(
        declaration_no=declaration_no, begins_with=begins_with, by=by, now=now
    )
    return _write(draft, answers=answers, version=version, now=now)


@transaction.atomic
def replace_completion(
    *, declaration_no: str, answers: dict[str, str], by: User, now: datetime
) -> Draft:
    """Like ``replace_answers`` for step two."""
    draft = _draft_to_complete(declaration_no=declaration_no, begins_with=answers, by=by, now=now)
    return _write_all(draft, answers=answers, now=now)


@transaction.atomic
def delete_draft(*, draft_no: str, by: User, now: datetime) -> Draft:
    draft = lock_draft(draft_no=draft_no, by=by)
    draft.deleted_at = now
    draft.save(update_fields=["deleted_at"])
    announce(DraftDeleted(draft_no=draft_no, deleted_at=now), actor=by)
    return draft


@transaction.atomic
def restore_draft(*, draft_no: str, by: User, now: datetime) -> Draft:
    draft = lock_draft(draft_no=draft_no, by=by, deleted=True)
    draft.deleted_at = None
    draft.save(update_fields=["deleted_at"])
    announce(DraftRestored(draft_no=draft_no, restored_at=now), actor=by)
    return draft


def close_draft_of_step_two(*, declaration: Declaration) -> None:
    """Step two was filed, by whichever door; within the caller's transaction."""
    drafts = Draft.objects.filter(completes=declaration, declaration=None)
    drafts.update(declaration=declaration)


def close_draft(*, draft: Draft, declaration: Declaration) -> None:
    """The draft became this declaration; within the caller's transaction."""
    draft.declaration = declaration
    draft.save(update_fields=["declaration"])
    announce(
        DraftFiled(
            draft_no=draft.draft_no,
            declaration_no=declaration.declaration_no,
            filed_at=declaration.accepted_at,
        ),
        actor=declaration.filed_by,
    )


def lock_draft(*, draft_no: str, by: User, deleted: bool = False) -> Draft:
    """The draft of the person's own enterprise, row locked. Raises ``NotFound``."""
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    draft = (
        Draft.objects.select_for_update()
        .filter(
            draft_no=draft_no,
            enterprise=by.enterprise,
            declaration=None,
            deleted_at__isnull=not deleted,
        )
        .first()
    )
    if draft is None:
        raise NotFound(field="draft_no")
    return draft


def _a_number(now: datetime) -> str:
    return f"D-{now:%y%m%d}-{get_random_string(8, '0123456789')}"


def _draft_to_complete(
    *, declaration_no: str, begins_with: dict[str, str], by: User, now: datetime
) -> Draft:
    """The one draft of step two of this declaration; one that was deleted begins again.

    The lock on the declaration keeps two windows from beginning it twice.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    if by.enterprise is None:
        raise NotPermitted
    draft, _begun = Draft.objects.get_or_create(
        completes=declaration,
        defaults={
            "draft_no": _a_number(now),
            "enterprise": by.enterprise,
            "begun_by": by,
            "answers": begins_with,
            "begun_at": now,
            "saved_at": now,
        },
    )
    if draft.declaration_id is not None:
        raise NotFound(field="draft_no")
    if draft.deleted_at is not None:
        draft.answers, draft.version, draft.deleted_at = begins_with, 0, None
        draft.save(update_fields=["answers", "version", "deleted_at"])
    return draft


def _write(draft: Draft, *, answers: dict[str, str], version: int, now: datetime) -> Draft:
    if draft.version != version:
        raise DraftChangedElsewhere(field="version", version=draft.version)
    for field, value in answers.items():
        if len(value) > LONGEST_ANSWER or len(field) > 60:
            raise AnswerTooLong(field=field)
        draft.answers[field] = value
    if len(draft.answers) > MOST_ANSWERS:
        raise AnswerTooLong(field="items")
    return _counted(draft, now=now)


def _write_all(draft: Draft, *, answers: dict[str, str], now: datetime) -> Draft:
    if len(answers) > MOST_ANSWERS or any(len(one) > LONGEST_ANSWER for one in answers.values()):
        raise AnswerTooLong(field="items")
    draft.answers = answers
    return _counted(draft, now=now)


def _counted(draft: Draft, *, now: datetime) -> Draft:
    draft.version += 1
    draft.saved_at = now
    draft.save(update_fields=["answers", "version", "saved_at"])
    return draft
