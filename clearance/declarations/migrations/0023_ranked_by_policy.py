"""What a model ranks a declaration by, for the queue of those that wait."""

from django.db import migrations, models

WAITING = frozenset({"MISMATCHED", "IN_RE_REVIEW", "HELD"})


class Migration(migrations.Migration):
    dependencies = [("declarations", "0022_documents_asked_by_risk")]

    operations = [
        migrations.AddField(
            "declaration", "rank_ppm", models.IntegerField(db_default=-1, default=-1)
        ),
        migrations.AddField(
            "declaration", "rank_cny", models.BigIntegerField(db_default=-1, default=-1)
        ),
        migrations.AddIndex(
            "declaration",
            models.Index(
                condition=models.Q(("state__in", WAITING)),
                fields=["-rank_ppm", "-id"],
                name="declaration_waiting_by_chance",
            ),
        ),
        migrations.AddIndex(
            "declaration",
            models.Index(
                condition=models.Q(("state__in", WAITING)),
                fields=["-rank_cny", "-id"],
                name="declaration_waiting_by_revenue",
            ),
        ),
    ]
