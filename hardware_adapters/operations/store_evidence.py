"""Keeping a picture as evidence, after a confined process has found it to be one."""

from customs_portal.kit import storage
from hardware_adapters.devices.optics.pictures import examine


def store_pictures(*, pictures: tuple[bytes, ...], field: str) -> tuple[str, ...]:
    """Store all of them, or none when one is no picture. Raises ``FrameFault``."""
    facts = [examine(one, field=field) for one in pictures]
    return tuple(
        storage.put(data, suffix=one.suffix) for data, one in zip(pictures, facts, strict=True)
    )


def store_picture(*, data: bytes, field: str) -> str:
    """Store a JPEG or PNG and return its key. Raises ``FrameFault`` for anything else."""
    facts = examine(data, field=field)
    return storage.put(data, suffix=facts.suffix)
