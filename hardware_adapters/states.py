"""The life of a sighting that the machine could not read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.flow import Flow


class SightingState(TextChoices):
    WAITING = "WAITING", _("Waits for a person")
    CONFIRMED = "CONFIRMED", _("Read by a person")
    DISMISSED = "DISMISSED", _("Cannot be read")


SIGHTING_FLOW = Flow(
    "sighting",
    {SightingState.WAITING: {SightingState.CONFIRMED, SightingState.DISMISSED}},
    begins={SightingState.WAITING},
)


class DeviceKind(TextChoices):
    """The kinds of devices the hub speaks with; a device account's ``kind`` is one of these."""

    QUAY_CAMERA = "quay_camera", _("Quay camera")
    XRAY_GANTRY = "xray_gantry", _("X-ray gantry")
    GATE_LANE = "gate_lane", _("Gate lane reader")
    WEIGHBRIDGE = "weighbridge", _("Weighbridge")
    BARRIER = "barrier", _("Barrier")
    TAG_READER = "tag_reader", _("Tag reader")
    E_SEAL = "e_seal", _("Electronic seal reader")
    LANE_CONTROLLER = "lane_controller", _("Lane controller")
    POSITIONER = "positioner", _("Vehicle positioner")
    SAFETY_LOCK = "safety_lock", _("Smart safety lock")
    ROBOT = "robot", _("Inspection robot")
    GLASSES = "glasses", _("Glasses")
    WRIST_TABLET = "wrist_tablet", _("Wrist tablet")
