"""What was found out about judged numbers. Rows are added, never changed: the database refuses."""

from django.db import models
from django.db.models import Q

from risk.outcomes.states import Looked


class Outcome(models.Model):
    """One statement about one number: somebody looked, and found something or did not.

    ``evidence`` is the number under which the look can be read (an inspection order, a decision);
    ``corrects`` the statement that this one replaces. ``assessment_no`` is the judgement that
    stood then, "" when the number was never judged.
    """

    outcome_no = models.CharField(max_length=32, unique=True)
    subject_reference = models.CharField(max_length=40)
    assessment_no = models.CharField(max_length=32, blank=True)
    source = models.CharField(max_length=12, choices=Looked.choices)
    evidence = models.CharField(max_length=40, blank=True)
    found = models.BooleanField()
    kind = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=150, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_source_is_known", condition=Q(source__in=Looked.values)
            ),
            models.CheckConstraint(
                name="outcome_found_says_what", condition=Q(found=False) | ~Q(kind="")
            ),
            models.CheckConstraint(
                name="outcome_officers_word_has_a_reason",
                condition=~Q(source=Looked.OFFICER) | (~Q(reason="") & ~Q(by="")),
            ),
            models.UniqueConstraint(
                fields=["subject_reference", "source", "evidence"],
                condition=Q(corrects__isnull=True),
                name="one_first_outcome_per_look",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_reference", "id"], name="outcome_by_subject"),
            models.Index(fields=["-recorded_at", "-id"], name="outcome_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_reference} {self.source} {'found' if self.found else 'nothing'}"


class OutcomeUse(models.Model):
    """The first reckoning that counted an officer's word: from then on it is not taken back."""

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="use")
    used_by = models.CharField(max_length=32)
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.used_by}"
