"""A judgement has a channel, keeps the law it asked and what models read."""

from django.db import migrations, models

_OPENED = models.Q(("score__gte", models.F("open_from")), ("at_least", "OPEN"), _connector="OR")
_SCANNED = models.Q(("score__gte", models.F("threshold")), ("at_least", "SCAN"), _connector="OR")
_READ = models.Q(
    ("score__gte", models.F("documents_from")), ("at_least", "DOCUMENTS"), _connector="OR"
)
NEVER = 2_147_483_647  # what was judged before channels began was never sent to be opened


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_assessments")]

    operations = [
        migrations.RemoveConstraint(
            model_name="assessment", name="assessment_controlled_exactly_from_threshold"
        ),
        migrations.AddField("assessment", "documents_from", models.IntegerField(default=0)),
        migrations.AddField("assessment", "open_from", models.IntegerField(default=NEVER)),
        migrations.AddField(
            "assessment",
            "at_least",
            models.CharField(blank=True, db_default="", default="", max_length=9),
        ),
        migrations.AddField(
            "assessment", "channel", models.CharField(default="RELEASE", max_length=9)
        ),
        migrations.AddField(
            "assessment",
            "readings",
            models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            "assessment",
            "law",
            models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            "assessment",
            "book_digest",
            models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.RunSQL(
            "UPDATE assessments_assessment SET documents_from = threshold,"
            " channel = CASE WHEN controlled THEN 'SCAN' ELSE 'RELEASE' END",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("assessment", "documents_from", models.IntegerField()),
        migrations.AlterField("assessment", "open_from", models.IntegerField()),
        migrations.AlterField("assessment", "channel", models.CharField(max_length=9)),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=(models.Q(("channel", "OPEN")) & _OPENED)
                | (models.Q(("channel", "SCAN")) & ~_OPENED & _SCANNED)
                | (models.Q(("channel", "DOCUMENTS")) & ~_OPENED & ~_SCANNED & _READ)
                | (models.Q(("channel", "RELEASE")) & ~_OPENED & ~_SCANNED & ~_READ),
                name="assessment_channel_exactly_from_score_and_hits",
            ),
        ),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=models.Q(("channel__in", ["SCAN", "OPEN"]), ("controlled", True))
                | models.Q(("channel__in", ["RELEASE", "DOCUMENTS"]), ("controlled", False)),
                name="assessment_controlled_exactly_by_channel",
            ),
        ),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=models.Q(
                    ("documents_from__lte", models.F("threshold")),
                    ("threshold__lte", models.F("open_from")),
                ),
                name="assessment_thresholds_rise",
            ),
        ),
        migrations.AddIndex(
            "assessment",
            models.Index(fields=["channel", "-assessed_at"], name="assessment_by_channel"),
        ),
    ]
