"""What the draws tell the house. These rows stand in the published file of their day."""

from dataclasses import dataclass, field
from datetime import date, datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DrawSecretCommitted(Event):
    """The SHA-256 of the day's secret, told before the day's first draw.

    ``rates`` are those of the lots that fall on what firms file, in permille.
    """

    name = "inspection.draw-secret-committed"
    subject_fields = ("commitment",)

    day: date
    commitment: str
    rates: dict[str, int] = field(default_factory=dict)
    committed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawSecretRevealed(Event):
    """The day is over: with the secret anyone can compute its draws again.

    ``digest`` is the SHA-256 of the day's file up to this row.
    """

    name = "inspection.draw-secret-revealed"
    subject_fields = ("commitment",)

    day: date
    commitment: str
    secret: str
    digest: str
    revealed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubjectsEntered(Event):
    """Subjects wait for the next cut-off of their site."""

    name = "inspection.subjects-entered"
    subject_fields = ("place_code",)

    place_code: str
    entered: int
    entered_at: datetime


@dataclass(frozen=True, kw_only=True)
class TakingOutAsked(Event):
    """An officer asks to spare a subject that waits; a second person must agree."""

    name = "inspection.taking-out-asked"
    subject_fields = ("place_code", "reference")

    place_code: str
    kind: str
    reference: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubjectTakenOut(Event):
    """A subject left its pool before the cut-off; the next pool publishes its blind name."""

    name = "inspection.subject-taken-out"
    subject_fields = ("place_code", "reference")

    place_code: str
    kind: str
    reference: str
    subject_id: str
    reason: str
    taken_out_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubjectExcused(Event):
    """A subject of a committed pool is no longer there: no order comes of it, even when drawn."""

    name = "inspection.subject-excused"
    subject_fields = ("draw_no", "reference")

    draw_no: str
    kind: str
    reference: str
    reason: str
    excused_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubjectLeftIn(Event):
    """The request to spare a subject is over: it waits as before."""

    name = "inspection.subject-left-in"
    subject_fields = ("place_code", "reference")

    place_code: str
    kind: str
    reference: str
    left_in_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficerKeptOut(Event):
    """An officer will not lie in the next pool of a site; logged before it is committed."""

    name = "inspection.officer-kept-out"
    subject_fields = ("place_code",)

    place_code: str
    officer: str
    reason: str
    kept_out_at: datetime


@dataclass(frozen=True, kw_only=True)
class PoolCommitted(Event):
    """Who may be drawn, by whom, at which rates: the root of it all, before anyone can know."""

    name = "inspection.pool-committed"
    subject_fields = ("draw_no",)

    draw_no: str
    place_code: str
    office: str
    cut_off: str
    source: str
    crew_size: int
    rates: dict[str, int] = field(default_factory=dict)
    leaves: int
    root: str
    commitment: str
    committed_at: str


@dataclass(frozen=True, kw_only=True)
class BeaconFixed(Event):
    """The value that nobody knew when the pool was committed."""

    name = "inspection.beacon-fixed"
    subject_fields = ("draw_no",)

    draw_no: str
    batch_no: int
    head: str
    source: str
    public_value: str
    office: str
    beacon: str
    fixed_at: str


@dataclass(frozen=True, kw_only=True)
class PoolDrawn(Event):
    """Chance has spoken over a pool: ``drawn`` subjects, each with its crew."""

    name = "inspection.pool-drawn"
    subject_fields = ("draw_no",)

    draw_no: str
    drawn: int
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawLapsed(Event):
    """No public value came in time; the subjects wait for the next cut-off."""

    name = "inspection.draw-lapsed"
    subject_fields = ("draw_no",)

    draw_no: str
    reason: str
    lapsed_at: datetime


@dataclass(frozen=True, kw_only=True)
class LotsCommitted(Event):
    """The lots that fell one by one during the day, as one pool, before the secret is told."""

    name = "inspection.lots-committed"
    subject_fields = ("commitment",)

    day: date
    commitment: str
    rates: dict[str, int] = field(default_factory=dict)
    leaves: int
    root: str
    committed_at: datetime
