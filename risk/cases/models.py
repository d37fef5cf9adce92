"""Judgements in columns: what reports and the analyst's page ask, without opening the facts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

SHORT = 80
FIGURES = ["superseded", "controlled", "found", "value_cny"]
TIED = [  # who stands together in a case, and what became of it
    "enterprise_key", "agent_key", "declarant", "seller", "address", "superseded", "controlled",
    "found",
]  # fmt: skip
COUNTED = [  # what reports count by: an index holds it all, and the rows stay unread
    "superseded", "controlled", "found", "looked", "channel", "model", "grade", "origin",
    "departure", "declared_before", "by_chance", "chance_alone",
]  # fmt: skip


class JudgedSubject(models.Model):
    """One judgement, as narrow as it can be told.

    ``position`` is where it stands in the order of the desk; ``superseded`` when the same number
    was judged again. ``found`` is what looking into the goods or papers said: None while nobody
    looked. The judgement itself, with facts and reasons, stays with the assessments.
    """

    position = models.BigIntegerField(unique=True)
    assessment_no = models.CharField(max_length=32, unique=True)
    subject_reference = models.CharField(max_length=40)
    assessed_at = models.DateTimeField()
    superseded = models.BooleanField(default=False)

    enterprise_key = models.CharField(max_length=SHORT, blank=True)
    agent_key = models.CharField(max_length=SHORT, blank=True)
    declarant = models.CharField(max_length=150, blank=True)
    seller = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    vessel = models.CharField(max_length=70, blank=True)
    port = models.CharField(max_length=10, blank=True)
    departure = models.CharField(max_length=2, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    hs6 = models.CharField(max_length=6, blank=True)
    mode = models.CharField(max_length=2, blank=True)
    direction = models.CharField(max_length=6, blank=True)
    grade = models.CharField(max_length=24, blank=True)
    value_cny = models.DecimalField(max_digits=16, decimal_places=2)
    weight_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    declared_before = models.IntegerField(default=0)

    score = models.IntegerField()
    controlled = models.BooleanField()
    channel = models.CharField(max_length=12)
    rules = ArrayField(models.CharField(max_length=40), default=list)
    by_chance = models.BooleanField(default=False)
    chance_alone = models.BooleanField(default=False)
    model = models.CharField(max_length=64, blank=True)
    probability_ppm = models.IntegerField(null=True)

    found = models.BooleanField(null=True)
    looked = models.CharField(max_length=12, blank=True)
    fault_kind = models.CharField(max_length=40, blank=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="judged_subject_found_says_how_it_was_looked",
                condition=Q(found__isnull=True, looked="", looked_at__isnull=True)
                | (Q(found__isnull=False, looked_at__isnull=False) & ~Q(looked="")),
            ),
            models.CheckConstraint(
                name="judged_subject_probability_is_one",
                condition=Q(probability_ppm__isnull=True)
                | Q(probability_ppm__range=(0, 1_000_000)),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_reference", "position"], name="case_by_subject"),
            models.Index(fields=["assessed_at"], name="case_by_time", include=COUNTED),
            models.Index(
                fields=["enterprise_key", "-assessed_at"], name="case_by_firm", include=FIGURES
            ),
            models.Index(fields=["hs6", "-assessed_at"], name="case_by_code", include=FIGURES),
            models.Index(fields=["origin", "-assessed_at"], name="case_by_origin", include=FIGURES),
            models.Index(
                fields=["departure", "-assessed_at"], name="case_by_departure", include=FIGURES
            ),
            models.Index(
                fields=["agent_key", "-assessed_at"],
                name="case_by_agent",
                include=[one for one in TIED if one != "agent_key"],
                condition=~Q(agent_key=""),
            ),
            models.Index(
                fields=["seller", "-assessed_at"],
                name="case_by_seller",
                include=[one for one in TIED if one != "seller"],
                condition=~Q(seller=""),
            ),
            models.Index(
                fields=["address", "-assessed_at"],
                name="case_by_address",
                include=[one for one in TIED if one != "address"],
                condition=~Q(address=""),
            ),
            models.Index(
                fields=["assessed_at"],
                name="case_stopped_by_time",
                include=["enterprise_key", "found", "value_cny"],
                condition=Q(controlled=True, superseded=False),
            ),
            models.Index(
                fields=["enterprise_key", "assessed_at"],
                name="case_ties_of_firm",
                include=[one for one in TIED if one != "enterprise_key"],
            ),
            models.Index(
                fields=["declarant", "-assessed_at"],
                name="case_by_declarant",
                include=[one for one in TIED if one != "declarant"],
                condition=~Q(declarant=""),
            ),
            GinIndex(fields=["rules"], name="case_by_rule"),
            GinIndex(fields=["seller"], name="case_seller_words", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["address"], name="case_address_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_reference} {self.score}"


class DayCount(models.Model):
    """What was counted of the cases of one day when it was over; ``counts`` has lists by key.

    Nothing but a saving of time: the row is struck out with every change to a case of its day.
    """

    day = models.DateField()
    what = models.CharField(max_length=20)
    counts = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "day"], name="one_count_of_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="count_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"
