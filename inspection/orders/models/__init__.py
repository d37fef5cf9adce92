"""Inspection orders, how their crews were drawn, what the boxes showed, where the boxes stand."""

from inspection.orders.models.boxes import BoxMove, BoxReport, FirmNotice
from inspection.orders.models.order import (
    CrewMember,
    Draw,
    Exclusion,
    InspectionOrder,
    InspectionRecord,
    RedrawRequest,
    SavedQueueView,
    next_order_no,
)
from inspection.orders.models.returns import ReturnedConclusion

__all__ = [
    "BoxMove",
    "BoxReport",
    "CrewMember",
    "Draw",
    "Exclusion",
    "FirmNotice",
    "InspectionOrder",
    "InspectionRecord",
    "RedrawRequest",
    "ReturnedConclusion",
    "SavedQueueView",
    "next_order_no",
]
