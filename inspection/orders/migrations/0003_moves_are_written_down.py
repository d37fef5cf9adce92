"""The database keeps the flow of inspection orders."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_saved_queue_views"),
        ("journal", "0004_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="inspectionorder",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "inspection order",
            ("", "ORDERED"),
            ("ORDERED", "IMAGED"),
            ("ORDERED", "OPENING"),
            ("ORDERED", "CANCELLED"),
            ("IMAGED", "OPENING"),
            ("IMAGED", "CONCLUDED"),
            ("IMAGED", "CANCELLED"),
            ("OPENING", "ACCEPTED"),
            ("OPENING", "CONCLUDED"),
            ("OPENING", "CANCELLED"),
            ("ACCEPTED", "OPENING"),
            ("ACCEPTED", "CONCLUDED"),
            ("ACCEPTED", "CANCELLED"),
        ),
        guard("orders_inspectionorder", "inspection order"),
    ]
