"""What product filing tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductFiled(Event):
    """A firm handed a version of its product in for review."""

    name = "inspection.product-filed"
    subject_fields = ("filing_no",)

    filing_no: str
    enterprise_id: int
    version: int
    hs_code: str
    pictures: int
    filed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProductReviewed(Event):
    """``outcome``: ACCEPTED or RETURNED; a return has its reason."""

    name = "inspection.product-reviewed"
    subject_fields = ("filing_no",)

    filing_no: str
    version: int
    outcome: str
    reason: str
    reviewed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProductWithdrawn(Event):
    name = "inspection.product-withdrawn"
    subject_fields = ("filing_no",)

    filing_no: str
    reason: str
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProductExpired(Event):
    name = "inspection.product-expired"
    subject_fields = ("filing_no",)

    filing_no: str
    expired_at: datetime
