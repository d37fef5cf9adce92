"""The cut-off: who may be drawn, by whom, at which rates is fixed and its root published."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.law.pack import ask
from customs_portal.registry.models import Place
from inspection.draws import ports
from inspection.draws.events import PoolCommitted
from inspection.draws.models import KeptOutOfficer, PoolDraw, PoolSubject, next_draw_no
from inspection.draws.operations.enter_subjects import rates_of
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.rules.lottery import Ballot, KeptOut, OnPost, head_leaf, in_order, root_of
from inspection.draws.states import SubjectKind


class NothingWaits(DomainError):
    """An empty pool proves nothing."""

    code = "nothing_waits"
    sentence = gettext_noop("No subject waits for a cut-off at this site.")
    remedy_sentence = gettext_noop("Enter the subjects first.")


class PoolTooFewOfficers(DomainError):
    """Without a full roster there is no chance, only a choice."""

    code = "pool_too_few_officers"
    sentence = gettext_noop("Too few officers are on post for a crew.")
    remedy_sentence = gettext_noop("Have more inspectors come on duty, then commit the pool.")


class CutOffPassed(DomainError):
    """A site has one pool per cut-off; a second one would be a second try."""

    code = "cut_off_passed"
    sentence = gettext_noop("This cut-off of the site has its pool already.")
    remedy_sentence = gettext_noop("Whatever came later waits for the next cut-off.")


class CutOffToCome(DomainError):
    """Whatever comes before the cut-off still belongs into its pool."""

    code = "cut_off_to_come"
    http_status = 422
    sentence = gettext_noop("This cut-off lies in the future.")
    remedy_sentence = gettext_noop("Wait for it, or commit the pool with a cut-off of now.")


@transaction.atomic
def commit_pool(
    *, place_code: str, cut_off_at: datetime, now: datetime, by: User | None = None
) -> str:
    """Commit what waits since before ``cut_off_at``; the number of the draw."""
    if by is not None and not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    place = Place.objects.select_related("office").filter(code=place_code).first()
    if place is None:
        raise NotFound(field="place_code", place_code=place_code)
    if cut_off_at > now:
        raise CutOffToCome(field="cut_off_at")
    on = timezone.localdate(now)
    size = int(ask("inspection.crew_size", on=on).value)
    _hold(place_code)
    waiting = _waiting(place_code, cut_off_at=cut_off_at, now=now)
    ballots = [one.ballot for one in waiting]
    if not ballots:
        raise NothingWaits(field="place_code")
    on_post, kept_out = _officers(place_code, now=now)
    kept_out += _taken_out(place_code, ballots, now=now)
    if len(on_post) < size:
        raise PoolTooFewOfficers(field="place_code")
    day = commit_draw_secret(day=on, now=now)
    draw_no, source = next_draw_no(on=on), str(ask("draw.public_source", on=on).value)
    leaves = in_order(
        [
            head_leaf(
                draw_no=draw_no,
                place=place_code,
                cut_off=in_utc(cut_off_at),
                commitment=day.commitment,
                source=source,
                crew_size=size,
            ),
            *(one.leaf for one in ballots),
            *(one.leaf for one in on_post),
            *(one.leaf for one in kept_out),
        ]
    )
    rates = {f"{one.kind}/{one.grade}": one.rate for one in ballots}
    try:
        with transaction.atomic():
            draw = PoolDraw.objects.create(
                draw_no=draw_no,
                day=day,
                place_code=place_code,
                office_code=place.office.code,
                cut_off_at=cut_off_at,
                source=source,
                crew_size=size,
                rates=rates,
                counts=dict(Counter(f"{one.kind}/{one.grade}" for one in ballots)),
                leaves="\n".join(leaves),
                root=root_of(leaves),
                committed_by=by,
                committed_at=now,
                move=told(at=now, by=by, reason=draw_no, law="draw.public_source"),
            )
    except IntegrityError as error:
        raise CutOffPassed(field="cut_off_at") from error
    _put_into(draw, waiting)
    announce(
        PoolCommitted(
            draw_no=draw_no,
            place_code=place_code,
            office=draw.office_code,
            cut_off=in_utc(cut_off_at),
            source=source,
            crew_size=size,
            rates=rates,
            leaves=len(leaves),
            root=draw.root,
            commitment=day.commitment,
            committed_at=in_utc(now),
        ),
        actor=by,
    )
    return draw_no


def in_utc(at: datetime) -> str:
    """A time as the published file writes it: such texts sort as their times do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def due_sites(*, cut_off_at: datetime) -> list[str]:
    """Sites where subjects have waited since before the cut-off."""
    waiting = PoolSubject.objects.waiting().filter(entered_at__lte=cut_off_at)
    passed = PoolDraw.objects.filter(cut_off_at=cut_off_at).values("place_code")
    return sorted(
        waiting.exclude(place_code__in=passed).values_list("place_code", flat=True).distinct()
    )


def _hold(place_code: str) -> None:
    """One cut-off of a site at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(727015, hashtext(%s))", [place_code])


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    ballot: Ballot
    key: int


def _waiting(place_code: str, *, cut_off_at: datetime, now: datetime) -> list[_Waiting]:
    rows = (
        PoolSubject.objects.waiting()
        .filter(place_code=place_code, entered_at__lte=cut_off_at)
        .select_for_update()
        .values_list("pk", "subject_id", "kind", "grade")
    )
    tables = {kind.value: rates_of(kind, at=now) for kind in SubjectKind}
    return [
        _Waiting(
            key=key,
            ballot=Ballot(
                subject_id=subject_id,
                kind=kind,
                grade=grade,
                rate=tables[kind].get(grade, tables[kind]["UNKNOWN"]),
            ),
        )
        for key, subject_id, kind, grade in rows
    ]


def _put_into(draw: PoolDraw, waiting: list[_Waiting]) -> None:
    """Exactly what was read lies in the pool; standing subjects wait again."""
    by_rate: dict[int, list[int]] = {}
    for one in waiting:
        by_rate.setdefault(one.ballot.rate, []).append(one.key)
    with connection.cursor() as cursor:
        for rate, keys in by_rate.items():
            cursor.execute(
                "UPDATE draws_poolsubject SET draw_id = %s, rate = %s WHERE id = ANY(%s)",
                [draw.pk, rate, keys],
            )
        cursor.execute(
            "INSERT INTO draws_poolsubject (kind, reference, place_code, grade, standing,"
            " enterprise_id, nonce, subject_id, entered_by_id, entered_at)"
            " SELECT kind, reference, place_code, grade, standing, enterprise_id, nonce,"
            " subject_id, entered_by_id, %s FROM draws_poolsubject"
            " WHERE draw_id = %s AND standing",
            [draw.committed_at, draw.pk],
        )
    _out_of(draw.place_code, now=draw.committed_at).update(out_in=draw)
    KeptOutOfficer.objects.filter(
        place_code=draw.place_code, draw=None, logged_at__lte=draw.committed_at
    ).update(draw=draw)


def _out_of(place_code: str, *, now: datetime) -> QuerySet[PoolSubject]:
    return PoolSubject.objects.filter(place_code=place_code, out_at__lte=now, out_in=None)


def _taken_out(place_code: str, ballots: list[Ballot], *, now: datetime) -> list[KeptOut]:
    """What left the pool before its cut-off, under its blind name; not what was entered anew."""
    inside = {one.subject_id for one in ballots}
    gone = {one.subject_id: one for one in _out_of(place_code, now=now).order_by("pk")}
    return [
        KeptOut(officer=name, reason=one.out_reason, logged_at=in_utc(one.out_at))
        for name, one in gone.items()
        if name not in inside and one.out_at is not None
    ]


def _officers(place_code: str, *, now: datetime) -> tuple[list[OnPost], list[KeptOut]]:
    """The roster with its workload, and whom a reason keeps out of it."""
    on = timezone.localdate(now)
    duty, loads = Duty.INSPECT_GOODS, ports.workload()
    most = int(ask("draw.most_open_orders", on=on).value)
    logged = KeptOutOfficer.objects.filter(place_code=place_code, draw=None)
    out = {
        one.officer.username: KeptOut(
            officer=one.officer.username, reason=one.reason, logged_at=in_utc(one.logged_at)
        )
        for one in logged.select_related("officer")
    }
    on_post = []
    for officer in officers_on_duty(duty=duty, at=now, place_code=place_code):
        name, load = officer.username, loads.get(officer.username, 0)
        if name not in out and load >= most:
            out[name] = KeptOut(officer=name, reason=f"{load} open orders", logged_at=in_utc(now))
        elif name not in out:
            on_post.append(OnPost(officer=name, duty=duty, place=place_code, workload=load))
    return on_post, list(out.values())
