"""What the glasses say: ``{"seq", "type": "frame", "seen_at", "bytes", "sha256"}`` + JPEG."""

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.devices.optics.reader import Read
from hardware_adapters.events import ContainerSeenByGlasses


def to_event(
    frame: Frame, caller: Caller, *, read: Read, picture_key: str
) -> ContainerSeenByGlasses | None:
    """Only a number read with certainty is news; the rest of what an officer sees is not."""
    if not read.outcome.container_no:
        return None
    return ContainerSeenByGlasses(
        device_code=caller.code,
        officer=caller.officer,
        container_no=read.outcome.container_no,
        picture_key=picture_key,
        seen_at=frame.time("seen_at"),
    )
