"""The database keeps the flow of sightings that wait for eyes."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("hardware", "0005_safety_locks"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="sighting",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "sighting",
            ("", "WAITING"),
            ("WAITING", "CONFIRMED"),
            ("WAITING", "DISMISSED"),
        ),
        guard("hardware_sighting", "sighting"),
    ]
