"""The life of an inspection order, from the line's request to what the box showed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class OrderState(TextChoices):
    ORDERED = "ORDERED", _("Waiting for the scan")
    IMAGED = "IMAGED", _("Scan on the bench")
    OPENING = "OPENING", _("To be opened")
    ACCEPTED = "ACCEPTED", _("Crew on the way")
    PRESENTED = "PRESENTED", _("Waits for the supervisor's look")
    CONCLUDED = "CONCLUDED", pgettext_lazy("inspection", "Concluded")
    CANCELLED = "CANCELLED", pgettext_lazy("inspection", "Cancelled")


class Outcome(TextChoices):
    NO_FAULT = "NO_FAULT", _("No fault")
    FAULT = "FAULT", _("Fault found")


S = OrderState

ORDER_FLOW: Flow[OrderState] = Flow(
    "inspection order",
    {
        S.ORDERED: {S.IMAGED, S.OPENING, S.CANCELLED},
        S.IMAGED: {S.OPENING, S.CONCLUDED, S.CANCELLED},
        S.OPENING: {S.ACCEPTED, S.PRESENTED, S.CONCLUDED, S.CANCELLED},
        S.ACCEPTED: {S.OPENING, S.PRESENTED, S.CONCLUDED, S.CANCELLED},
        S.PRESENTED: {S.OPENING, S.ACCEPTED, S.CONCLUDED, S.CANCELLED},
        S.CONCLUDED: {S.OPENING, S.ACCEPTED},  # returned to its crew by a supervisor
    },
    begins={S.ORDERED},
)

OPEN_STATES = (S.ORDERED, S.IMAGED, S.OPENING, S.ACCEPTED, S.PRESENTED)
CREW_STATES = (S.OPENING, S.ACCEPTED)
WAITS_FOR_SCAN = (S.ORDERED, S.IMAGED)
SAID_STATES = (S.PRESENTED, S.CONCLUDED)  # a conclusion stands


class RecordPart(TextChoices):
    """What of a record a supervisor wants to be looked at again."""

    TIMES = "TIMES", pgettext_lazy("record part", "Begin, end and weather")
    CONTAINER = "CONTAINER", pgettext_lazy("record part", "Container number")
    SEALS = "SEALS", pgettext_lazy("record part", "Seals")
    FINDINGS = "FINDINGS", pgettext_lazy("record part", "Findings by element")
    SAMPLES = "SAMPLES", pgettext_lazy("record part", "Samples")
    PHOTOGRAPHS = "PHOTOGRAPHS", pgettext_lazy("record part", "Photographs")
    RESULT = "RESULT", pgettext_lazy("record part", "Result and next step")
    NOTE = "NOTE", pgettext_lazy("record part", "Note")
    SIGNATURE = "SIGNATURE", pgettext_lazy("record part", "Representative and signature")


class MoveState(TextChoices):
    """Where the terminal stands with bringing a box to its inspection and taking it away (移箱)."""

    ASKED = "ASKED", _("Terminal asked to bring the box")
    MOVED = "MOVED", _("Box moved to the inspection")
    READY = "READY", _("Box stands ready")
    ENDED = "ENDED", _("Inspection over, box to be taken away")
    AWAY = "AWAY", _("Box taken away")
    CALLED_OFF = "CALLED_OFF", _("Called off before the box was moved")


class Instruction(TextChoices):
    """What the terminal is told, by the letters that one port's terminals use."""

    BY_PEOPLE = "A", _("Bring the box to be inspected by people")
    BY_SCAN = "B", _("Bring the box to be scanned")


class BoxStep(TextChoices):
    """What the terminal reports about a box."""

    MOVED = "MOVED", pgettext_lazy("box", "Moved to the inspection")
    READY = "READY", pgettext_lazy("box", "Ready to be inspected")
    AWAY = "AWAY", pgettext_lazy("box", "Moved away")


class Clock(TextChoices):
    """The three clocks of a box; each runs in the states named in ``CLOCK_OF``."""

    NOT_MOVED = "NOT_MOVED", _("Not moved in time")
    NOT_INSPECTED = "NOT_INSPECTED", _("Not inspected in time")
    NOT_AWAY = "NOT_AWAY", _("Not moved away in time")


class LateParty(TextChoices):
    """Who keeps a box waiting."""

    TERMINAL = "TERMINAL", pgettext_lazy("late", "Terminal")
    CUSTOMS = "CUSTOMS", pgettext_lazy("late", "Customs")


V = MoveState

MOVE_FLOW: Flow[MoveState] = Flow(
    "box move",
    {
        V.ASKED: {V.MOVED, V.ENDED, V.CALLED_OFF},
        V.MOVED: {V.ASKED, V.READY, V.ENDED},
        V.READY: {V.ASKED, V.ENDED},
        V.ENDED: {V.AWAY, V.ASKED},  # asked for again when the record is returned
    },
    begins={V.ASKED},
)

CLOCK_OF = {
    V.ASKED: Clock.NOT_MOVED,
    V.MOVED: Clock.NOT_INSPECTED,
    V.READY: Clock.NOT_INSPECTED,
    V.ENDED: Clock.NOT_AWAY,
}
LATE_PARTY_OF = {
    V.ASKED: LateParty.TERMINAL,
    V.MOVED: LateParty.TERMINAL,  # moved, but nobody can open a box that does not stand ready
    V.READY: LateParty.CUSTOMS,
    V.ENDED: LateParty.TERMINAL,
}


class NoticeState(TextChoices):
    """What the firm has answered to the notice of an inspection of its goods."""

    TOLD = "TOLD", pgettext_lazy("notice", "Not answered")
    CONFIRMED = "CONFIRMED", pgettext_lazy("notice", "Representative comes")
    ASKED = "ASKED", pgettext_lazy("notice", "Another time asked for")
    AGREED = "AGREED", pgettext_lazy("notice", "Other time agreed")
    DECLINED = "DECLINED", pgettext_lazy("notice", "Other time declined")


N = NoticeState

NOTICE_FLOW: Flow[NoticeState] = Flow(
    "inspection notice",
    {
        N.TOLD: {N.CONFIRMED, N.ASKED},
        N.CONFIRMED: {N.ASKED},
        N.ASKED: {N.CONFIRMED, N.AGREED, N.DECLINED},
        N.AGREED: {N.CONFIRMED, N.ASKED},
        N.DECLINED: {N.CONFIRMED, N.ASKED},
    },
    begins={N.TOLD},
)
