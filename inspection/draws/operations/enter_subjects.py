"""Subjects wait for the next cut-off of their site (入池)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.law.pack import ask
from customs_portal.registry.models import Enterprise, Place
from inspection.draws.events import SubjectsEntered
from inspection.draws.models import PoolSubject
from inspection.draws.rules.lottery import blind_id, nonce_of
from inspection.draws.states import SubjectKind

MOST_AT_ONCE = 10_000


class UnknownSubject(DomainError):
    """Without a kind that has rates nothing can be drawn."""

    code = "unknown_subject"
    http_status = 422
    sentence = gettext_noop("This is not a kind of subject that is drawn.")
    remedy_sentence = gettext_noop("Use container, parcel, bag or premises, with its reference.")


class UnknownGrade(DomainError):
    """The law pack has no rate for this grade, so chance would have none."""

    code = "unknown_grade"
    http_status = 422
    sentence = gettext_noop("The law pack has no rate for this grade.")
    remedy_sentence = gettext_noop("Use a grade of the published table of rates, or UNKNOWN.")


class AlreadyWaiting(DomainError):
    """Whoever lay in the pool twice would be drawn twice as often."""

    code = "already_waiting"
    sentence = gettext_noop("One of these subjects waits for this cut-off already.")
    remedy_sentence = gettext_noop("Leave it out; it lies in the pool once.")


class TooManyAtOnce(DomainError):
    """A pool of any size is entered in parts."""

    code = "too_many_at_once"
    http_status = 422
    sentence = gettext_noop("Too many subjects in one request.")
    remedy_sentence = gettext_noop("Send at most 10,000 at once.")


@dataclass(frozen=True, kw_only=True)
class Entered:
    """One subject. ``uscc`` is the firm that may have the receipt; "" for none."""

    kind: str
    reference: str
    grade: str = "UNKNOWN"
    uscc: str = ""


@transaction.atomic
def enter_subjects(
    *, place_code: str, subjects: Sequence[Entered], now: datetime, by: User | None = None
) -> int:
    """All or none of them; how many. ``by`` None for a line that enters its own."""
    if by is not None and not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    return _enter(place_code, subjects, now=now, by=by, known_stay=False)


@transaction.atomic
def enter_known(*, place_code: str, subjects: Sequence[Entered], now: datetime) -> int:
    """For a line that enters its own: whatever waits already stays as it is."""
    return _enter(place_code, subjects, now=now, by=None, known_stay=True)


def _enter(
    place_code: str,
    subjects: Sequence[Entered],
    *,
    now: datetime,
    by: User | None,
    known_stay: bool,
) -> int:
    if not Place.objects.filter(code=place_code).exists():
        raise NotFound(field="place_code", place_code=place_code)
    if len(subjects) > MOST_AT_ONCE:
        raise TooManyAtOnce(field="subjects")
    wanted = {one.uscc for one in subjects if one.uscc}
    known = Enterprise.objects.filter(uscc__in=wanted)
    firms = {one.uscc or "": one.pk for one in known.only("uscc")}
    grades = {kind: set(rates_of(kind, at=now)) for kind in {one.kind for one in subjects}}
    rows = [_row(one, place_code, firms, grades, by=by, now=now) for one in subjects]
    try:
        with transaction.atomic():
            PoolSubject.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=known_stay)
    except IntegrityError as error:
        raise AlreadyWaiting(field="reference") from error
    if rows:
        announce(
            SubjectsEntered(place_code=place_code, entered=len(rows), entered_at=now), actor=by
        )
    return len(rows)


def rates_of(kind: str, /, *, at: datetime) -> dict[str, int]:
    """The published rates of a kind, permille by grade. Raises ``UnknownSubject``."""
    if kind not in SubjectKind.values:
        raise UnknownSubject(field="kind", kind=kind)
    found = ask(f"draw.{kind}_permille", on=timezone.localdate(at)).value
    return {str(grade): int(rate) for grade, rate in found.items()}


def blinded(*, kind: str, reference: str) -> tuple[str, str]:
    """Nonce and public id of a subject."""
    nonce = nonce_of(master=settings.DRAW_SECRET, kind=kind, reference=reference)
    return nonce, blind_id(nonce=nonce, kind=kind, reference=reference)


def _row(
    one: Entered,
    place_code: str,
    firms: dict[str, int],
    grades: dict[str, set[str]],
    *,
    by: User | None,
    now: datetime,
) -> PoolSubject:
    reference = one.reference.strip()
    longest = PoolSubject._meta.get_field("reference").max_length or 0
    if not reference or len(reference) > longest or not reference.isprintable():
        raise UnknownSubject(field="reference", kind=one.kind)
    if one.grade not in grades[one.kind]:
        raise UnknownGrade(field="grade", grade=one.grade)
    if one.uscc and one.uscc not in firms:
        raise NotFound(field="uscc", uscc=one.uscc)
    nonce, subject_id = blinded(kind=one.kind, reference=reference)
    return PoolSubject(
        kind=one.kind,
        reference=reference,
        place_code=place_code,
        grade=one.grade,
        standing=one.kind == SubjectKind.PREMISES,
        enterprise_id=firms.get(one.uscc),
        nonce=nonce,
        subject_id=subject_id,
        entered_by=by,
        entered_at=now,
    )
