"""Messages as they came, what they were mapped to, and the notifications that answered them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clearance.messages.states import MESSAGE_FLOW, Act, MessageKind, MessageState, NoticeFunction
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise


class Message(Moving):
    """One message of one enterprise.

    ``fields`` are rows of our field, its path and its value, ``kept`` rows of a path and a value,
    both in the order of the message.
    """

    message_no = models.CharField(max_length=24, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=MessageKind.choices)
    reference = models.CharField(max_length=80)
    function_code = models.CharField(max_length=16, blank=True)
    type_code = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    about_no = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=12, choices=MessageState.choices, default=MessageState.RECEIVED
    )
    act = models.CharField(max_length=12, choices=Act.choices, blank=True)
    declaration_no = models.CharField(max_length=18, blank=True)
    draft_no = models.CharField(max_length=20, blank=True)
    root = models.CharField(max_length=120)
    elements = models.PositiveIntegerField()
    fields = models.JSONField()
    kept = models.JSONField()
    remarks = models.JSONField()
    schema = models.JSONField(null=True)
    body = models.BinaryField()
    canonical_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="message_of_enterprise"),
            models.Index(
                fields=["declaration_no"],
                name="message_of_declaration",
                condition=~Q(declaration_no=""),
            ),
            models.Index(fields=["draft_no"], name="message_of_draft", condition=~Q(draft_no="")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_message_per_reference",
                fields=["enterprise", "kind", "reference"],
                condition=~Q(state=MessageState.REJECTED),
            ),
            models.CheckConstraint(
                name="message_acted_on_names_its_act",
                condition=Q(state=MessageState.RECEIVED) | ~Q(act=""),
            ),
            models.CheckConstraint(
                name="message_filed_names_its_declaration",
                condition=~Q(state=MessageState.FILED) | ~Q(declaration_no=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_no} {self.get_state_display()}"

    def file(self, *, act: str, declaration_no: str, by: User, at: datetime) -> None:
        """The act that the message asked for was done."""
        why = told(at=at, by=by, reason=act)
        self._move_to(MessageState.FILED, why, act=act, declaration_no=declaration_no)

    def begin_draft(self, *, draft_no: str) -> None:
        """It stays as received: a draft is no filing."""
        self.act, self.draft_no = Act.DRAFT, draft_no
        self.save(update_fields=["act", "draft_no"])

    def reject(self, *, act: str, by: User, reason: str, at: datetime) -> None:
        """The act was refused; ``reason`` is the rule, the notification has the words."""
        self._move_to(MessageState.REJECTED, told(at=at, by=by, reason=reason), act=act)

    def _move_to(self, target: MessageState, move: dict[str, Any], **changes: object) -> None:
        MESSAGE_FLOW.check(source=MessageState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class Answer(models.Model):
    """One notification. ``cause`` is the fact it answers: a repeated fact writes none."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="answers")
    reference = models.CharField(max_length=35, unique=True)
    function_code = models.CharField(max_length=2, choices=NoticeFunction.choices)
    cause = models.CharField(max_length=80)
    body = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="one_answer_per_cause", fields=["message", "cause"])
        ]

    def __str__(self) -> str:
        return f"{self.function_code} {self.reference}"
