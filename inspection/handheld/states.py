"""The closed lists of a record of inspection (查验记录) as the handheld fills it in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PhotographKind(TextChoices):
    GOODS = "GOODS", _("Goods and packing")
    CONTAINER = "CONTAINER", pgettext_lazy("handheld", "Container number")
    SEAL = "SEAL", pgettext_lazy("handheld", "Seal")
    SIGNATURE = "SIGNATURE", _("Signature of the representative")


READ_BY_CAMERA = (PhotographKind.CONTAINER, PhotographKind.SEAL)


class Reading(TextChoices):
    """What the camera's reading of a number says beside the number that was expected."""

    BEING_READ = "BEING_READ", pgettext_lazy("handheld", "Being read")
    AGREES = "AGREES", pgettext_lazy("handheld", "Agrees")
    DIFFERS = "DIFFERS", pgettext_lazy("handheld", "Differs")
    UNREADABLE = "UNREADABLE", _("Could not be read")


class Unread(TextChoices):
    """Why no number could be read."""

    UNCLEAR = "UNCLEAR", pgettext_lazy("handheld", "Nothing certain could be made out")
    PICTURE = "PICTURE", pgettext_lazy("handheld", "The reader could not open the picture")
    FAILED = "FAILED", pgettext_lazy("handheld", "The reader failed")


class NextStep(TextChoices):
    """What follows the inspection (DOMAIN 15: next step)."""

    RELEASE = "RELEASE", pgettext_lazy("handheld", "Release")
    RECHECK = "RECHECK", _("Second inspection")
    AMEND = "AMEND", _("Amend the declaration")
    LABORATORY = "LABORATORY", _("Wait for the laboratory")
    CASE = "CASE", _("Hand over as a case")


class Weather(TextChoices):
    CLEAR = "CLEAR", pgettext_lazy("weather", "Clear")
    CLOUDY = "CLOUDY", pgettext_lazy("weather", "Cloudy")
    RAIN = "RAIN", pgettext_lazy("weather", "Rain")
    STORM = "STORM", pgettext_lazy("weather", "Storm")
    FOG = "FOG", pgettext_lazy("weather", "Fog")
    INDOORS = "INDOORS", pgettext_lazy("weather", "Under a roof")


class Signing(TextChoices):
    """How the representative of the goods' owner signed."""

    DRAWN = "DRAWN", _("Signed by hand on the glass")
    TYPED = "TYPED", _("Typed the name and confirmed it")
    ABSENT = "ABSENT", _("Nobody came; opened before a witness")


class Element(TextChoices):
    """What of a declaration is held against the goods (品名, 规格, 数量, 重量, 原产国, 唛码)."""

    NAME = "NAME", _("Name of goods")
    SPECIFICATION = "SPECIFICATION", pgettext_lazy("inspection", "Specification")
    QUANTITY = "QUANTITY", pgettext_lazy("inspection", "Quantity")
    WEIGHT = "WEIGHT", pgettext_lazy("inspection", "Weight")
    ORIGIN = "ORIGIN", pgettext_lazy("inspection", "Origin")
    MARKS = "MARKS", _("Shipping marks")
    INFRINGEMENT = "INFRINGEMENT", _("Brand rights")
    PACKING = "PACKING", pgettext_lazy("inspection", "Packing")
