"""A subject that waits may leave the pool before its cut-off, with a reason and two names."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = {
    "null": True,
    "db_index": False,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


class Migration(migrations.Migration):
    dependencies = [
        ("draws", "0002_lots_of_filings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "poolsubject",
            "out_reason",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField("poolsubject", "out_asked_by", models.ForeignKey(**PERSON)),
        migrations.AddField("poolsubject", "out_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("poolsubject", "out_agreed_by", models.ForeignKey(**PERSON)),
        migrations.AddField("poolsubject", "out_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "poolsubject",
            "out_in",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_out",
                to="draws.pooldraw",
            ),
        ),
        migrations.RemoveConstraint("poolsubject", "subject_waits_once"),
        migrations.AddConstraint(
            "poolsubject",
            models.UniqueConstraint(
                condition=models.Q(("draw", None), ("out_at", None)),
                fields=("place_code", "kind", "reference"),
                name="subject_waits_once",
            ),
        ),
        migrations.AddConstraint(
            "poolsubject",
            models.CheckConstraint(
                condition=models.Q(("out_at", None), ("out_in", None))
                | (models.Q(("draw", None)) & ~models.Q(("out_reason", ""))),
                name="subject_out_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "poolsubject",
            models.CheckConstraint(
                condition=models.Q(("out_agreed_by", None))
                | (
                    models.Q(("out_at__isnull", False))
                    & ~models.Q(("out_agreed_by", models.F("out_asked_by")))
                ),
                name="subject_out_by_two_persons_or_by_its_line",
            ),
        ),
    ]
