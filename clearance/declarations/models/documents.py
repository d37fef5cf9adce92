"""Documents that go with a declaration, and those that officers asked for."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.states import ASK_FLOW, AskState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

S = AskState


class DocumentAsk(Moving):
    """A document is needed in the middle of the work (事中补传).

    An officer asks, or nobody: the house itself, for the papers of a claim.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="asks")
    type_code = models.CharField(max_length=4)
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=S.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_ask_state_is_known", condition=Q(state__in=S.values)
            ),
            models.UniqueConstraint(
                fields=["declaration", "type_code"],
                condition=Q(state=S.ASKED),
                name="one_open_ask_per_type",
            ),
            models.CheckConstraint(
                name="document_ask_ended_says_when",
                condition=Q(state=S.ASKED, ended_at__isnull=True)
                | (~Q(state=S.ASKED) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_code} {self.state}"

    def supplied(self, *, by: User, at: datetime) -> None:
        self._move_to(S.SUPPLIED, by=by, at=at)

    def cancel(self, *, by: User, at: datetime) -> None:
        self._move_to(S.CANCELLED, by=by, at=at)

    def _move_to(self, target: S, *, by: User, at: datetime) -> None:
        ASK_FLOW.check(source=S(self.state), target=target)
        self.state, self.ended_at = target, at
        self.move = told(at=at, by=by, reason=self.reason)
        self.save(update_fields=["state", "ended_at", "move"])


class SuppliedDocument(models.Model):
    """A PDF of one type, kept by the hash of its content."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="documents")
    type_code = models.CharField(max_length=4)
    file_name = models.CharField(max_length=120)
    document_key = models.CharField(max_length=72)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    ask = models.ForeignKey(DocumentAsk, models.PROTECT, null=True, related_name="documents")
    supplied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    supplied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "type_code", "document_key"], name="one_document_once"
            ),
            models.CheckConstraint(
                name="document_has_pages", condition=Q(pages__gt=0, size_bytes__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_code} {self.file_name}"

    @property
    def sha256(self) -> str:
        return self.document_key.partition(".")[0]
