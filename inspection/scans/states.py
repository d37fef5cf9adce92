"""The life of a scan in the archive, and the words for what it is and how it came."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class ScanState(TextChoices):
    KEPT = "KEPT", pgettext_lazy("scan archive", "Kept")
    PURGED = "PURGED", pgettext_lazy("scan archive", "Purged")


class Channel(TextChoices):
    """By which door it came."""

    SOCKET = "SOCKET", pgettext_lazy("scan archive", "Device line")
    API = "API", pgettext_lazy("scan archive", "Upload by a device")
    FOLDER = "FOLDER", pgettext_lazy("scan archive", "Watched folder")
    FILING = "FILING", pgettext_lazy("scan archive", "Product filing")


class SubjectKind(TextChoices):
    CONTAINER = "container", pgettext_lazy("scan archive", "Container")
    VEHICLE = "vehicle", pgettext_lazy("scan archive", "Vehicle")
    PARCEL = "parcel", pgettext_lazy("scan archive", "Parcel")
    BAG = "bag", pgettext_lazy("scan archive", "Bag")
    PREMISES = "premises", pgettext_lazy("scan archive", "Premises")
    PRODUCT = "product", pgettext_lazy("scan archive", "Product")


class Because(TextChoices):
    """Why a scan moves without a person's own words."""

    DELIVERED = "delivered", pgettext_lazy("scan archive", "Delivered by the scanner")
    RETENTION = "retention", pgettext_lazy("scan archive", "Its time of keeping was over")


S = ScanState
SCAN_FLOW: Flow[ScanState] = Flow("scan in archive", {S.KEPT: {S.PURGED}}, begins={S.KEPT})
