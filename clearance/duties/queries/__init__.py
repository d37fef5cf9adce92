"""Questions other wings, screens and programs ask of guarantees and tax bills."""

from clearance.duties.queries.assessment import assess, assess_export, estimate, total_of
from clearance.duties.queries.bills import (
    BillSearch,
    BillView,
    LineView,
    Owed,
    PaymentView,
    bill_of,
    bill_of_declaration,
    bill_view,
    bill_views,
    find_bills,
    owed,
    owed_for,
    owed_now,
)
from clearance.duties.queries.guarantees import (
    GuaranteeView,
    LedgerLine,
    guarantee_of,
    guarantees_of,
    ledger_of,
)

__all__ = [
    "BillSearch",
    "BillView",
    "GuaranteeView",
    "LedgerLine",
    "LineView",
    "Owed",
    "PaymentView",
    "assess",
    "assess_export",
    "bill_of",
    "bill_of_declaration",
    "bill_view",
    "bill_views",
    "estimate",
    "find_bills",
    "guarantee_of",
    "guarantees_of",
    "ledger_of",
    "owed",
    "owed_for",
    "owed_now",
    "total_of",
]
