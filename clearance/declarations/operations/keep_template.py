"""Templates: what an enterprise files again and again, shared among its people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.declarations.events import TemplateChanged
from clearance.declarations.models import Declaration, Draft, DraftTemplate
from clearance.declarations.operations.copy_declaration import answers_of, without_what_is_new
from clearance.declarations.operations.keep_draft import begin_draft, lock_draft
from clearance.declarations.operations.open_declaration import lock_own
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted

LONGEST_NAME = 80


class TemplateNeedsName(DomainError):
    code = "template_needs_name"
    http_status = 422
    sentence = gettext_noop("A template needs a name of at most 80 characters.")
    remedy_sentence = gettext_noop("For example: Cotton shirts from Viet Nam.")


class TemplateNameTaken(DomainError):
    """Two templates of one enterprise never bear one name."""

    code = "template_name_taken"
    sentence = gettext_noop("Your enterprise has a template of this name already.")
    remedy_sentence = gettext_noop("Choose another name, or rename the other template.")


@transaction.atomic
def template_from_draft(*, draft_no: str, name: str, by: User, now: datetime) -> DraftTemplate:
    """Raises ``NotPermitted``, ``NotFound``, ``TemplateNeedsName``, ``TemplateNameTaken``."""
    draft = lock_draft(draft_no=draft_no, by=by)
    if draft.completes_id is not None:
        raise NotFound(field="draft_no")
    return _make(draft, name=name, answers=draft.answers, by=by, now=now)


@transaction.atomic
def template_from_declaration(
    *, declaration_no: str, name: str, by: User, now: datetime
) -> DraftTemplate:
    """Raises ``NotPermitted``, ``NotFound``, ``TemplateNeedsName``, ``TemplateNameTaken``."""
    declaration = lock_own(declaration_no=declaration_no, by=by)
    return _make(declaration, name=name, answers=answers_of(declaration), by=by, now=now)


@transaction.atomic
def rename_template(*, template_id: int, name: str, by: User, now: datetime) -> DraftTemplate:
    template = _lock(template_id, by=by)
    template.name = _checked(name)
    _save(template)
    _tell(template, "RENAMED", by=by, now=now)
    return template


@transaction.atomic
def delete_template(*, template_id: int, by: User, now: datetime) -> DraftTemplate:
    template = _lock(template_id, by=by)
    template.deleted_at = now
    template.save(update_fields=["deleted_at"])
    _tell(template, "DELETED", by=by, now=now)
    return template


@transaction.atomic
def restore_template(*, template_id: int, by: User, now: datetime) -> DraftTemplate:
    """Undo. Raises ``TemplateNameTaken`` when the name was given to another meanwhile."""
    template = _lock(template_id, by=by, deleted=True)
    template.deleted_at = None
    _save(template)
    _tell(template, "RESTORED", by=by, now=now)
    return template


@transaction.atomic
def draft_from_template(*, template_id: int, by: User, now: datetime) -> Draft:
    template = _lock(template_id, by=by)
    template.uses += 1
    template.used_at = now
    template.save(update_fields=["uses", "used_at"])
    return begin_draft(
        by=by,
        now=now,
        answers=template.answers,
        procedure=template.procedure,
        direction=template.direction,
    )


def _make(
    kind: Draft | Declaration, *, name: str, answers: dict[str, str], by: User, now: datetime
) -> DraftTemplate:
    if by.enterprise is None:
        raise NotPermitted
    template = DraftTemplate(
        enterprise=by.enterprise,
        name=_checked(name),
        procedure=kind.procedure,
        direction=kind.direction,
        answers=without_what_is_new(answers),
        made_by=by,
        made_at=now,
    )
    _save(template)
    _tell(template, "KEPT", by=by, now=now)
    return template


def _tell(template: DraftTemplate, what: str, *, by: User, now: datetime) -> None:
    announce(
        TemplateChanged(
            template_no=f"T-{template.pk}", title=template.name, what=what, changed_at=now
        ),
        actor=by,
    )


def _save(template: DraftTemplate) -> None:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise TemplateNameTaken(field="name") from error


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise TemplateNeedsName(field="name")
    return name


def _lock(template_id: int, *, by: User, deleted: bool = False) -> DraftTemplate:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    template = (
        DraftTemplate.objects.select_for_update()
        .filter(pk=template_id, enterprise=by.enterprise, deleted_at__isnull=not deleted)
        .first()
    )
    if template is None:
        raise NotFound(field="template_id")
    return template
