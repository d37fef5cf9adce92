"""The lot of a declaration falls on what was filed, under the secret of its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_channels_and_sources")]

    operations = [
        migrations.AddField(
            "assessment", "filed", models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AddField("assessment", "lot_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "assessment",
            models.CheckConstraint(
                condition=models.Q(("filed", ""), ("lot_on", None))
                | (models.Q(("lot_on__isnull", False)) & ~models.Q(("filed", ""))),
                name="assessment_lot_falls_on_words",
            ),
        ),
        migrations.AddIndex(
            "assessment",
            models.Index(
                condition=models.Q(("lot_on__isnull", False)),
                fields=["lot_on"],
                name="assessment_by_lot",
            ),
        ),
    ]
