"""The life of a check by a robot, from the order to what a person made of the finding."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class CheckState(TextChoices):
    LISTED = "LISTED", pgettext_lazy("robot check", "On the list")
    TOLD = "TOLD", pgettext_lazy("robot check", "Robot told")
    UNDERWAY = "UNDERWAY", pgettext_lazy("robot check", "Robot on its way")
    MATCHES = "MATCHES", pgettext_lazy("robot check", "Matches")
    DIFFERS = "DIFFERS", pgettext_lazy("robot check", "Differs")
    UNREADABLE = "UNREADABLE", pgettext_lazy("robot check", "A person must read it")
    LOOKED_AT = "LOOKED_AT", pgettext_lazy("robot check", "Looked at")
    SENT_TO_OPENING = "SENT_TO_OPENING", pgettext_lazy("robot check", "Sent to opening")
    DROPPED = "DROPPED", pgettext_lazy("robot check", "Not checked")


class View(TextChoices):
    DOOR = "DOOR", pgettext_lazy("robot check", "End door")
    SEAL = "SEAL", pgettext_lazy("robot check", "Seal")


class Part(TextChoices):
    """What of a box is compared."""

    CONTAINER = "CONTAINER", pgettext_lazy("robot check", "Container number")
    SEAL = "SEAL", pgettext_lazy("robot check", "Seal number")


class Because(TextChoices):
    """Why the house itself moved a check; kept with the move."""

    ORDERED = "ORDERED", pgettext_lazy("robot check", "An inspection was ordered")
    REFUSED = "REFUSED", pgettext_lazy("robot check", "The robot refused the task")
    FAULT = "FAULT", pgettext_lazy("robot check", "The robot gave the task up")
    NO_PICTURES = "NO_PICTURES", pgettext_lazy("robot check", "Nothing stood in the slot")
    TOO_LONG = "TOO_LONG", pgettext_lazy("robot check", "It took too long")
    ORDER_OVER = "ORDER_OVER", pgettext_lazy("robot check", "The inspection was over before")
    TRIES_SPENT = "TRIES_SPENT", pgettext_lazy("robot check", "No further try is allowed")


S = CheckState

CHECK_FLOW: Flow[CheckState] = Flow(
    "robot check",
    {
        S.LISTED: {S.TOLD, S.DROPPED},
        S.TOLD: {S.UNDERWAY, S.LISTED, S.DROPPED},
        S.UNDERWAY: {S.MATCHES, S.DIFFERS, S.UNREADABLE, S.LISTED, S.DROPPED},
        S.DIFFERS: {S.LOOKED_AT, S.SENT_TO_OPENING},
        S.UNREADABLE: {S.LOOKED_AT, S.SENT_TO_OPENING},
        S.LOOKED_AT: {S.DIFFERS, S.UNREADABLE, S.SENT_TO_OPENING},
    },
    begins={S.LISTED},
)

BEFORE = (S.LISTED, S.TOLD, S.UNDERWAY)
WITH_ROBOT = (S.TOLD, S.UNDERWAY)
FOR_A_PERSON = (S.DIFFERS, S.UNREADABLE)
COMPARED = (S.MATCHES, S.DIFFERS, S.UNREADABLE, S.LOOKED_AT, S.SENT_TO_OPENING)
