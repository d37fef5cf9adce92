"""Keeping a picture as evidence, after a confined process has found it to be one."""

from customs_portal.kit import storage
from hardware_adapters.devices.optics import pictures


def store_picture(*, data: bytes, field: str) -> str:
    """Store a JPEG or PNG and return its key. Raises ``FrameFault`` for anything else."""
    facts = pictures.examine(data, field=field)
    return storage.put(data, suffix=facts.suffix)
