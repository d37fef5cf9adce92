"""What a gantry says: ``{"seq", "type": "scan", "scan_no", "container_no", "taken_at", "bytes",
"sha256"}`` + PNG (R high byte, G low byte of the transmission, B effective Z times 4)."""

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.devices.optics.pictures import PictureFacts
from hardware_adapters.events import ContainerImaged
from hardware_adapters.ports import fault

WIDTHS, HEIGHTS = range(200, 8001), range(100, 4001)


def check_scan(facts: PictureFacts) -> None:
    """Raises ``FrameFault`` when the picture cannot be a dual-energy scan."""
    if facts.mode != "RGB":
        raise fault(
            "bytes",
            "scan.channels",
            _("The scan is %(mode)s, not RGB."),
            _("Pack R, G and B."),
            words={"mode": facts.mode},
        )
    if facts.width not in WIDTHS or facts.height not in HEIGHTS:
        raise fault(
            "bytes",
            "scan.size",
            _("A scan of %(width)d x %(height)d is not possible."),
            _("Send 200-8000 by 100-4000 pixels."),
            words={"width": facts.width, "height": facts.height},
        )


def to_event(frame: Frame, caller: Caller, *, image_key: str) -> ContainerImaged:
    return ContainerImaged(
        device_code=caller.code,
        place_code=caller.place_code,
        scan_no=frame.text("scan_no", limit=32),
        container_no=frame.container_no("container_no"),
        image_key=image_key,
        taken_at=frame.time("taken_at"),
    )
