"""What a gate lane says, and what it is told.

``{"seq", "type": "vehicle", "passage_no", "plate": {"text", "confidence"}, "container":
{"text", "confidence"}, "direction": "OUT"|"IN", "seen_at"}``, with a JPEG when it has one; and
``{"seq", "type": "code", "passage_no", "text", "scanned_at"}`` for the code on a driver's phone.
It is told ``{"cmd", "do": "show", "passage_no", "tone": "go"|"stop"|"wait", "line"}``.
"""

from django.utils.translation import gettext_noop as _

from customs_portal.kit.identifiers import check_plate
from customs_portal.kit.identifiers.shape import IdentifierFault
from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import PassCodeScanned, VehicleAtGate
from hardware_adapters.ports import fault, number_fault

LEAST_CONFIDENCE = 0.5
LONGEST_CODE = 400


def to_event(frame: Frame, caller: Caller, *, picture_key: str) -> VehicleAtGate:
    """``container_no`` is empty for a truck without a container."""
    return VehicleAtGate(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32),
        plate_no=_plate(frame),
        container_no=_container(frame, caller),
        direction=frame.one_of("direction", "OUT", "IN"),
        picture_key=picture_key,
        seen_at=frame.time("seen_at"),
    )


def to_code(frame: Frame, caller: Caller) -> PassCodeScanned:
    return PassCodeScanned(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32),
        text=frame.text("text", limit=LONGEST_CODE),
        scanned_at=frame.time("scanned_at"),
    )


def _plate(frame: Frame) -> str:
    text = _read(frame, "plate")
    try:
        return check_plate(text).text
    except IdentifierFault as error:
        raise number_fault(check_plate, text, field="plate") from error


def _container(frame: Frame, caller: Caller) -> str:
    if not frame.values.get("container"):
        return ""
    read = Frame(
        frame_id=frame.frame_id, values={"container": _read(frame, "container")}, now=frame.now
    )
    return read.container_no("container")


def _read(frame: Frame, name: str) -> str:
    """The text of one reading. A reading below ``LEAST_CONFIDENCE`` is none."""
    reading = frame.values.get(name)
    if not isinstance(reading, dict) or not isinstance(reading.get("text"), str):
        raise fault(
            name,
            "wire.reading",
            _("%(name)s is no reading."),
            _("Send an object of text and confidence."),
            words={"name": name},
        )
    confidence = reading.get("confidence")
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise fault(
            name,
            "wire.confidence",
            _("%(name)s has no confidence."),
            _("Send 0 to 1."),
            words={"name": name},
        )
    if confidence < LEAST_CONFIDENCE:
        raise fault(
            name,
            "wire.uncertain",
            _("%(name)s was read with %(confidence).2f only."),
            _("Let the truck roll back one metre and read again."),
            words={"name": name, "confidence": confidence},
        )
    return str(reading["text"])
