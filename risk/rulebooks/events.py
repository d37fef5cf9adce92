"""What happens to books of rules."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class BookDrafted(Event):
    name = "risk.book-drafted"
    subject_fields = ("book_no",)

    book_no: str
    based_on: str
    drafted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RuleWritten(Event):
    """A new version of a rule stands in a draft; ``digest`` is the rule's own."""

    name = "risk.rule-written"
    subject_fields = ("book_no", "code")

    book_no: str
    code: str
    version: int
    digest: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class RuleLeftOut(Event):
    name = "risk.rule-left-out"
    subject_fields = ("book_no", "code")

    book_no: str
    code: str
    left_out_at: datetime


@dataclass(frozen=True, kw_only=True)
class BookBackTested(Event):
    """A back-test of exactly this digest was green."""

    name = "risk.book-back-tested"
    subject_fields = ("book_no", "backtest_no")

    book_no: str
    backtest_no: str
    digest: str
    tested_at: datetime


@dataclass(frozen=True, kw_only=True)
class BookPublished(Event):
    name = "risk.book-published"
    subject_fields = ("book_no", "backtest_no")

    book_no: str
    backtest_no: str
    digest: str
    in_force_from: datetime
    reason: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class BookCameIntoForce(Event):
    name = "risk.book-came-into-force"
    subject_fields = ("book_no", "superseded")

    book_no: str
    digest: str
    superseded: str
    in_force_from: datetime


@dataclass(frozen=True, kw_only=True)
class SwitchAsked(Event):
    name = "risk.switch-asked"
    subject_fields = ("switch_no", "code")

    switch_no: str
    code: str
    off: bool
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class SwitchDecided(Event):
    """``agreed`` False: the rule stays as it was."""

    name = "risk.switch-decided"
    subject_fields = ("switch_no", "code")

    switch_no: str
    code: str
    off: bool
    agreed: bool
    answer: str
    decided_at: datetime
