"""What happens to back-tests."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class BackTestAsked(Event):
    name = "risk.back-test-asked"
    subject_fields = ("backtest_no", "book_no")

    backtest_no: str
    book_no: str
    digest: str
    since: datetime
    until: datetime
    asked_at: datetime
    model_no: str = ""


@dataclass(frozen=True, kw_only=True)
class BackTestFinished(Event):
    """``green``: no rule failed, every sum was right, and not too much would have been stopped."""

    name = "risk.back-test-finished"
    subject_fields = ("backtest_no", "book_no")

    backtest_no: str
    book_no: str
    digest: str
    judged: int
    differing: int
    green: bool
    finished_at: datetime
    model_no: str = ""
