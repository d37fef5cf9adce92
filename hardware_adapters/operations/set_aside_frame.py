"""A frame that breaks our own code is set aside, so that its device can go on."""

from datetime import datetime

from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from hardware_adapters.events import FrameSetAside
from hardware_adapters.models import DeviceFrame

SUFFIX = "frame"


@transaction.atomic
def set_aside_frame(
    *,
    device_code: str,
    kind: str,
    frame_id: str,
    wire: bytes,
    error: str,
    attempts: int,
    now: datetime,
) -> str:
    """Keep the frame as it came over the wire, and journal why; its key in the store.

    Sent again because the answer was lost, it is kept and journalled once.
    """
    frame_key = storage.put(wire, suffix=SUFFIX)
    if DeviceFrame.objects.enter(device_code=device_code, frame_id=f"aside {frame_id}", at=now):
        announce(
            FrameSetAside(
                device_code=device_code,
                kind=kind,
                frame_id=frame_id,
                error=error,
                attempts=attempts,
                frame_key=frame_key,
                at=now,
            )
        )
    return frame_key
