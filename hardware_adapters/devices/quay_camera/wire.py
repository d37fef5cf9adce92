"""What a quay camera says: ``{"seq", "type": "picture", "seen_at", "bytes", "sha256"}`` + JPEG."""

from hardware_adapters.devices.frames import Caller, Frame, number_of
from hardware_adapters.devices.optics.reader import Read
from hardware_adapters.events import ContainerSeenAtShipside, ContainerUnread


def to_event(
    frame: Frame, caller: Caller, *, read: Read, picture_key: str
) -> ContainerSeenAtShipside | ContainerUnread:
    """Seen, when two readings agree; otherwise a person has to look."""
    seen_at = frame.time("seen_at")
    outcome = read.outcome
    if outcome.container_no:
        return ContainerSeenAtShipside(
            device_code=caller.code,
            place_code=caller.place_code,
            container_no=outcome.container_no,
            confidence_permille=outcome.confidence_permille,
            readings=outcome.readings,
            picture_key=picture_key,
            seen_at=seen_at,
        )
    return ContainerUnread(
        sighting_no=number_of("SG", caller.code, frame.frame_id),
        device_code=caller.code,
        place_code=caller.place_code,
        readings=tuple(text[:40] for text in outcome.readings),
        picture_key=picture_key,
        seen_at=seen_at,
    )
