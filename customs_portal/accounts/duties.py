"""Every duty a person or a device can hold, in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    FILE_DECLARATION = "FILE_DECLARATION", _("File declarations")
    FILE_MANIFEST = "FILE_MANIFEST", _("File manifests")
    PAY_TAX = "PAY_TAX", _("Pay taxes and manage guarantees")
    APPLY_GATE_PASS = "APPLY_GATE_PASS", _("Apply for gate passes")
    WORK_MANIFEST = "WORK_MANIFEST", _("Work with manifests")
    REVIEW_DECLARATION = "REVIEW_DECLARATION", _("Review declarations")
    JUDGE_RISK = "JUDGE_RISK", _("Judge risk")
    PUBLISH_RISK_RULES = "PUBLISH_RISK_RULES", _("Publish books of risk rules")
    CONFIRM_READING = "CONFIRM_READING", _("Confirm camera readings")
    REVIEW_IMAGE = "REVIEW_IMAGE", _("Review scan images")
    DISPATCH_INSPECTION = "DISPATCH_INSPECTION", _("Dispatch inspections")
    INSPECT_GOODS = "INSPECT_GOODS", _("Inspect goods")
    WORK_GATE = "WORK_GATE", _("Work the gate")
    ASSESS_TAX = "ASSESS_TAX", _("Assess taxes")
    WATCH_WALL = "WATCH_WALL", _("Watch the command wall")
    ANSWER_ALARM = "ANSWER_ALARM", _("Answer alarms")
    READ_JOURNAL = "READ_JOURNAL", _("Read the journal")
    READ_LAW = "READ_LAW", _("Read the law pack")
    MANAGE_ACCOUNTS = "MANAGE_ACCOUNTS", _("Manage accounts and devices")
