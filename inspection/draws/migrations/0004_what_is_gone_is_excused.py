"""A subject of a committed pool that is no longer there keeps its leaf, with the reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("draws", "0003_subjects_leave_the_pool")]

    operations = [
        migrations.AddField(
            "poolsubject",
            "gone_reason",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField("poolsubject", "gone_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "poolsubject",
            models.CheckConstraint(
                condition=models.Q(("gone_at", None), ("gone_reason", ""))
                | (models.Q(("draw__isnull", False)) & ~models.Q(("gone_reason", ""))),
                name="subject_gone_has_a_reason_and_a_pool",
            ),
        ),
    ]
