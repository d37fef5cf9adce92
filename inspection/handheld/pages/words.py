"""The words of the handheld: its lists, its labels, what a script says."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspection.handheld.queries.records import RecordView
from inspection.handheld.rules.fields import TIMES
from inspection.handheld.states import Element, NextStep, PhotographKind, Signing, Weather
from inspection.orders.states import Outcome


def lists() -> dict[str, list[dict[str, str]]]:
    """The closed lists, for a page that must draw them without a line."""
    kinds = {
        "outcome": Outcome,
        "weather": Weather,
        "next_step": NextStep,
        "signing": Signing,
        "element": Element,
        "kind": PhotographKind,
    }
    return {
        name: [{"value": value, "label": str(label)} for value, label in kind.choices]
        for name, kind in kinds.items()
    }


def field_labels() -> dict[str, str]:
    return {
        "started_at": pgettext("handheld", "Start"),
        "ended_at": pgettext("handheld", "End"),
        "weather": _("Weather"),
        "container_typed": _("Container number as seen"),
        "seal_before": _("Seal before"),
        "seal_after": _("Seal after"),
        "outcome": pgettext("handheld", "Result"),
        "note": pgettext("inspection", "Note"),
        "next_step": pgettext("handheld", "Next step"),
        "signing": _("How the representative signs"),
        "representative": _("Name of the representative"),
        "representative_agrees": _("The representative has read this record and agrees"),
        "witness": pgettext("handheld", "Witness"),
        "signature": pgettext("handheld", "Signature"),
        "sample": pgettext("handheld", "Sample"),
        "number": _("Number of the sample"),
        "what": _("What was taken"),
        "quantity": pgettext("inspection", "Quantity"),
        "bag_seal": _("Seal of the bag"),
        "laboratory": pgettext("handheld", "Laboratory"),
        "declared": pgettext("inspection", "Declared"),
        "found": pgettext("inspection", "Found"),
        "photographs": pgettext("handheld", "Photographs"),
        "content_hash": pgettext("handheld", "Record"),
    }


def script_words() -> dict[str, str]:
    return {
        "online": pgettext("inspection", "Connected"),
        "offline": _("No connection. What you fill in is kept on this device."),
        "waiting": _("{n} acts wait to be sent"),
        "all_sent": _("Everything is sent"),
        "sign_in": _("Your session is over. Sign in again; everything here is kept."),
        "due": _("Due {at}"),
        "late": _("Due since {at}"),
        "whole_box": _("The box as a whole"),
        "line": _("Line {n}: {name}"),
        "nothing_declared": _("No goods were named with this order."),
        "not_taken": _("Not taken: {why}"),
        "discard": _("Discard what I typed"),
        "keep_this": _("Keep this one"),
        "said_by": _("{who}, {at}"),
        "now_stands": _("stands now"),
        "remove": pgettext("inspection", "Remove"),
        "waits_here": _("waits on this device"),
        "not_read_yet": _("The number is read when the line is back. Type it meanwhile."),
        "being_read": _("The number is being read. Type it meanwhile."),
        "returned": _("Returned by the supervisor: {parts}. {reason}"),
        "returned_by": _("{who}, {at}"),
        "read_as": _("Read: {read}. Expected: {expected}."),
        "unreadable": _("Not read: {why}. Type the number."),
        "empty_value": _("(empty)"),
        "confirmed_by": _("{who} confirmed at {at}"),
        "concluded": _("Both of you have confirmed. The inspection is concluded."),
        "first_word": _("Confirmed. Now another officer of the crew confirms it."),
        "send_first": _("Send everything first: confirming needs a line."),
        "full": _("This device is full. Keep this page open until everything is sent."),
        "unsent": _("{n} acts are not sent. Go online before you sign out."),
        "no_camera": _("This file is no picture."),
        "typed_differs": _("This is not the container of the order."),
    }


def said_in_words(record: RecordView) -> list[tuple[str, str]]:
    """Labels and values of the single fields, those of lists in words."""
    named, labels = lists(), field_labels()
    rows = []
    for field in (
        "started_at", "ended_at", "weather", "container_typed", "seal_before", "seal_after",
        "outcome", "note", "next_step", "representative", "signing", "witness",
    ):  # fmt: skip
        value = record.fields.get(field, "")
        words = {one["value"]: one["label"] for one in named.get(field, [])}
        if value and field in TIMES:
            at = timezone.localtime(datetime.fromisoformat(value))
            rows.append((labels[field], at.strftime("%Y-%m-%d %H:%M")))
        elif value:
            rows.append((labels[field], words.get(value, value)))
    return rows
