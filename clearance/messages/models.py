"""Messages as they came, what they were mapped to, and the notifications that answered them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clearance.messages.states import MESSAGE_FLOW, Act, MessageKind, MessageState, NoticeFunction
from customs_portal.registry.models import Enterprise


class Message(models.Model):
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

    def file(self, *, act: str, declaration_no: str) -> None:
        """The act that the message asked for was done."""
        self._move_to(MessageState.FILED, act=act, declaration_no=declaration_no)

    def reject(self, *, act: str) -> None:
        """The act was refused; its notification says why."""
        self._move_to(MessageState.REJECTED, act=act)

    def _move_to(self, target: MessageState, **changes: object) -> None:
        MESSAGE_FLOW.check(source=MessageState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])


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
