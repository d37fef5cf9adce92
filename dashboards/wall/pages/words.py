"""Every word the wall's scripts need, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dashboards.wall.rules.alarm_rules import ALARM_RULES
from dashboards.wall.states import Stage


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A KPI tile: its name and unit, and the formula a person may ask for."""

    key: str
    name: str | Promise
    unit: str | Promise
    formula: str | Promise
    period: str | Promise
    digits: int
    better: str
    limit: str | Promise = ""


DAY = gettext_lazy("Rolling 24 hours, compared with the 24 hours before.")

FIGURES = (
    Figure(
        key="clearance",
        name=gettext_lazy("Import clearance, median"),
        unit=gettext_lazy("h"),
        formula=gettext_lazy(
            "Median of (time released − time the summary was accepted), over all containers "
            "released in the period."
        ),
        period=DAY,
        digits=1,
        better="less",
        limit=gettext_lazy("target {n} h"),
    ),
    Figure(
        key="throughput",
        name=gettext_lazy("Containers landed today"),
        unit=gettext_lazy("boxes"),
        formula=gettext_lazy(
            "Number of different containers that quay cameras saw at the ship side. "
            "A container counts once a day."
        ),
        period=gettext_lazy("Since midnight in the port, compared with the same hours yesterday."),
        digits=0,
        better="more",
    ),
    Figure(
        key="release",
        name=gettext_lazy("Release rate, first pass"),
        unit="%",
        formula=gettext_lazy(
            "Declarations decided without inspection ÷ all declarations decided × 100."
        ),
        period=DAY,
        digits=1,
        better="more",
        limit=gettext_lazy("target {n} %"),
    ),
    Figure(
        key="hits",
        name=gettext_lazy("Inspection hit rate"),
        unit="%",
        formula=gettext_lazy(
            "Inspections concluded with a fault ÷ all inspections concluded × 100."
        ),
        period=DAY,
        digits=1,
        better="more",
        limit=gettext_lazy("{yes} of {n} inspected"),
    ),
    Figure(
        key="gate",
        name=gettext_lazy("Gate answer, median"),
        unit=gettext_lazy("s"),
        formula=gettext_lazy(
            "Median of (time the lane was told to open or why not − time the plate was read), "
            "over all passages."
        ),
        period=DAY,
        digits=2,
        better="less",
        limit=gettext_lazy("target {n} s"),
    ),
    Figure(
        key="overdue",
        name=gettext_lazy("Overdue in queue"),
        unit=gettext_lazy("tasks"),
        formula=gettext_lazy(
            "Tasks not done past their limit: scan images, inspection orders and container "
            "numbers to be read. The limits stand in the law pack under “wall”."
        ),
        period=gettext_lazy("At this moment, compared with 24 hours ago."),
        digits=0,
        better="less",
        limit=gettext_lazy("limit {n}"),
    ),
)

STAGE_FORMULA = gettext_lazy(
    "Declarations accepted in the last 30 days and not closed. Risk check: not yet decided. "
    "Accepted: may leave, its ship or container is awaited. Held: waits for its inspection. "
    "Inspection: an order is open. Released: the complete declaration or the tax is awaited."
)

STAGES = (Stage.ACCEPTED, Stage.RISK_CHECK, Stage.HELD, Stage.INSPECTION, Stage.RELEASED)


def for_scripts(*, can_answer: bool, reader: str) -> dict[str, Any]:
    return {
        "can_answer": can_answer,
        "reader": reader,
        "minutes": _("min"),
        "rules": {
            code: {"title": str(rule.title), "steps": [str(step) for step in rule.steps]}
            for code, rule in ALARM_RULES.items()
        },
        "severities": {
            "critical": _("Critical"),
            "major": _("Major"),
            "minor": _("Minor"),
            "info": _("For information"),
            "ok": _("Normal"),
            "offline": _("Offline"),
            "quiet": _("No device has reported"),
        },
        "figures": {
            one.key: {"limit": str(one.limit), "digits": one.digits, "better": one.better}
            for one in FIGURES
        },
        "news": _news(),
        "say": _sentences(),
    }


def _news() -> dict[str, str]:
    return {
        "decided.cleared_to_leave": _("{declaration_no} may leave the port"),
        "decided.held": _("{declaration_no} is held for inspection"),
        "released": _("{container_no} released"),
        "controlled": _("{container_no} sent to the inspection yard"),
        "detained": _("{container_no} detained"),
        "closed": _("{declaration_no} closed"),
        "mismatch": _("{declaration_no} contradicts its manifest"),
        "undeclared": _("{container_no} without a declaration at {place_code}"),
        "ship": _("{vessel} alongside {place_code}"),
        "passage.true": _("{plate_no} passed {place_code}"),
        "passage.false": _("{plate_no} refused at {place_code}"),
        "left": _("{container_no} left the port"),
        "paid": _("Tax bill {bill_no} paid"),
        "bank": _("Bank message for {payment_no} refused"),
        "ordered": _("{container_no} to be inspected at {place_code}"),
        "concluded.no_fault": _("{container_no} inspected, no findings"),
        "concluded.fault": _("{container_no} inspected, fault found"),
        "reviewed.clear": _("Scan of {container_no}: no suspicion"),
        "reviewed.suspect": _("Scan of {container_no}: suspicious"),
        "lost": _("{device_code} at {place_code} lost"),
        "unread": _("Unreadable container number at {place_code}"),
        "acknowledged": _("{owner} answers for {alarm_no}"),
        "escalated": _("{alarm_no}: {asked} is asked to answer"),
        "escalated.nobody": _("{alarm_no} is unanswered and nobody is on duty"),
    }


def _sentences() -> dict[str, str]:
    return {
        "no_data": _("No data"),
        "live": _("Live · {seconds} s"),
        "connecting": _("Connecting"),
        "lost": _("Connection lost. Data from {time}. Trying again."),
        "never": _("No connection yet. Trying again."),
        "points": _("{change} pt"),
        "against": _("{change} on the period before"),
        "sites": _("{all} monitored · {bad} need attention"),
        "group_bad": _("{bad} of {all}"),
        "group_ok": _("{all} normal"),
        "situation": _("Vessels alongside {ships} · Lanes on line {open}/{all}"),
        "alarms": _("{open} open · {unacknowledged} unacknowledged"),
        "no_alarms": _("No open alarms"),
        "more_alarms": _("{n} more in the duty log"),
        "unacknowledged": _("Not acknowledged"),
        "asked": _("{officer} is asked"),
        "nobody_asked": _("Nobody is on duty"),
        "times": _("{n} times"),
        "waiting": _("{n} waiting"),
        "acknowledge": _("Acknowledge"),
        "comment": _("Comment"),
        "clear": pgettext("alarm", "Clear"),
        "alarm": _("Alarm"),
        "fault": _("Fault"),
        "signal_lost": pgettext("camera", "Lost"),
        "no_signal": _("No signal"),
        "last_frame": _("last frame {time}"),
        "frame_of": _("Latest frame of {name}"),
        "cameras": _("Alarm-linked first · {shown} of {all}"),
        "every_camera": _("{shown} of {all}"),
        "no_cameras": _("No camera has sent a picture yet"),
        "shift": _("Shift {name} · Duty officer {officer}"),
        "shift_empty": _("Shift {name} · nobody on duty"),
        "declared": _("Declared"),
        "landed": _("Landed"),
        "left": _("Out of gate"),
        "chart_words": _("{name}: {n} today, {now} in this hour"),
        "sound_on": _("Sound on"),
        "sound_off": _("Sound off"),
        "scene": _("Critical alarm at {place}: the map is centred there until it is acknowledged"),
        "no_news": _("Nothing has happened yet"),
    }
