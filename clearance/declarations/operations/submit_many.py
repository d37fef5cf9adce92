"""Many drafts submitted together: each by the same act as one, each exactly once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from clearance.declarations.events import DraftRunBegun
from clearance.declarations.facts import FullDeclaration, Summary
from clearance.declarations.models import Declaration, Draft, DraftRun, DraftRunLine
from clearance.declarations.operations.said_twice import (
    LANGUAGES,
    as_stored,
    one_by_one,
    said_twice,
)
from clearance.declarations.operations.submit_draft import submit_draft, submit_full_draft
from clearance.declarations.states import LineState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.registry import law

LONGEST_TOKEN = 64
Filing = Summary | FullDeclaration


class ReadFiling(Protocol):
    """Answers of a draft as what is filed, by the draft's kind."""

    def __call__(self, answers: Mapping[str, str], /, *, procedure: str, direction: str) -> Filing:
        """Raises ``Faults`` for what is no number at all."""


@transaction.atomic
def begin_run(
    *, draft_nos: Sequence[str], token: str, by: User, now: datetime
) -> tuple[DraftRun, bool]:
    """Queue the drafts; the same ``token`` is answered with the run that stands.

    A draft that is submitted already, or waits in another run, is refused in its line. Raises
    ``NotPermitted``, ``Fault`` for none or too many, ``NotFound`` for a draft of nobody.
    """
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    token = token[:LONGEST_TOKEN] or get_random_string(32)
    there = DraftRun.objects.filter(enterprise=by.enterprise, token=token).first()
    if there is not None:
        return there, False
    wanted = list(dict.fromkeys(draft_nos))
    _check_number(len(wanted), on_day=now)
    found = {
        one.draft_no: one
        for one in Draft.objects.select_for_update(of=("self",))
        .select_related("declaration")
        .filter(enterprise=by.enterprise, draft_no__in=wanted, deleted_at=None, completes=None)
        .order_by("id")
    }
    if len(found) < len(wanted):
        raise NotFound(field="draft_nos")
    try:
        with transaction.atomic():
            run = DraftRun.objects.create(
                run_no=f"R-{now:%y%m%d}-{get_random_string(8, '0123456789')}",
                enterprise=by.enterprise,
                begun_by=by,
                token=token,
                begun_at=now,
            )
    except IntegrityError:  # the same click at the same moment
        return DraftRun.objects.get(enterprise=by.enterprise, token=token), False
    waiting = set(
        DraftRunLine.objects.filter(draft__in=found.values(), state=LineState.WAITING).values_list(
            "draft__draft_no", flat=True
        )
    )
    DraftRunLine.objects.bulk_create(
        _line(run, position, found[number], is_waiting=number in waiting, now=now)
        for position, number in enumerate(wanted, start=1)
    )
    announce(DraftRunBegun(run_no=run.run_no, draft_nos=tuple(wanted), begun_at=now), actor=by)
    return run, True


def submit_next_line(*, run_no: str, read: ReadFiling, now: datetime) -> bool:
    """Submit one more draft of the run and keep what became of it, in one commit.

    Workers take different lines; a killed one leaves its line waiting. False when none is left.
    """
    with transaction.atomic():
        line = (
            DraftRunLine.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("run__begun_by__enterprise", "draft__declaration")
            .filter(run__run_no=run_no, state=LineState.WAITING)
            .order_by("position")
            .first()
        )
        if line is None:
            return False
        by = line.run.begun_by
        try:
            with transaction.atomic():
                declaration = _submit(line, read=read, by=by, now=now)
        except DomainError as refusal:
            line.refuse(faults=_faults(line, refusal, read=read, by=by, now=now), at=now)
        else:
            line.accept(declaration=declaration, at=now)
        return True


def _submit(line: DraftRunLine, *, read: ReadFiling, by: User, now: datetime) -> Declaration:
    if line.draft.declaration is not None:
        raise _submitted(line.draft.declaration.declaration_no)
    draft = line.draft
    filing = read(draft.answers, procedure=draft.procedure, direction=draft.direction)
    if isinstance(filing, FullDeclaration):
        return submit_full_draft(draft_no=draft.draft_no, full=filing, by=by, now=now)
    return submit_draft(draft_no=draft.draft_no, summary=filing, by=by, now=now)


def _faults(
    line: DraftRunLine, refusal: DomainError, *, read: ReadFiling, by: User, now: datetime
) -> list[dict[str, Any]]:
    """The refusal in both languages; should it be taken the second time, that is undone."""
    words: dict[str, list[DomainError]] = {}
    for short, language in LANGUAGES.items():
        words[short] = one_by_one(refusal)
        with override(language), transaction.atomic():
            try:
                _submit(line, read=read, by=by, now=now)
            except DomainError as again:
                words[short] = one_by_one(again)
            transaction.set_rollback(True)
    return [
        as_stored(english=one, chinese=other) for one, other in zip(*words.values(), strict=False)
    ]


def _line(
    run: DraftRun, position: int, draft: Draft, *, is_waiting: bool, now: datetime
) -> DraftRunLine:
    line = DraftRunLine(run=run, position=position, draft=draft)
    declaration = draft.declaration
    if declaration is not None:
        number = declaration.declaration_no
        line.faults = said_twice(lambda: [_submitted(number)])
    elif is_waiting:
        line.faults = said_twice(lambda: [_waits_elsewhere()])
    if line.faults:
        line.state, line.done_at = LineState.REFUSED, now
    line.move = told(at=now, by=run.begun_by)
    return line


def _submitted(number: str) -> Fault:
    return Fault(
        _("This draft was submitted already, as %(number)s.") % {"number": number},
        field="draft_no",
        rule="draft.already_submitted",
        remedy=_("Nothing is to be done."),
    )


def _waits_elsewhere() -> Fault:
    return Fault(
        _("This draft is being submitted in another window."),
        field="draft_no",
        rule="draft.being_submitted",
        remedy=_("Wait for the result there."),
    )


def _check_number(number: int, *, on_day: datetime) -> None:
    rule = law.ask("filing_file.most_drafts_together", on=timezone.localdate(on_day))
    if 1 <= number <= int(rule.value):
        return
    raise Fault(
        _("Select 1 to %(most)s drafts to submit together.") % {"most": rule.value},
        field="draft_nos",
        rule="filing_file.most_drafts_together",
        remedy=_("Submit the others afterwards."),
        law=rule.source,
    )
