"""Scans on the central bench, who read them how, and the room in which they are read."""

from inspection.imaging.models.reviews import ImageReview, Reading
from inspection.imaging.models.room import BenchLayout, OpenedBox, PlantedScan, WorkSpell

__all__ = ["BenchLayout", "ImageReview", "OpenedBox", "PlantedScan", "Reading", "WorkSpell"]
