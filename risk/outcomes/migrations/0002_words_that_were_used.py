"""Which back-test counted an officer's word first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_outcomes")]

    operations = [
        migrations.CreateModel(
            name="OutcomeUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("used_by", models.CharField(max_length=32)),
                ("used_at", models.DateTimeField()),
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use",
                        to="outcomes.outcome",
                    ),
                ),
            ],
        ),
    ]
