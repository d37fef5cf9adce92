"""The database keeps the flow of alarms."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("wall", "0002_who_is_asked"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="alarm",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "alarm",
            ("", "ACTIVE_UNACK"),
            ("ACTIVE_ACK", "CLEARED_ACK"),
            ("ACTIVE_UNACK", "ACTIVE_ACK"),
            ("ACTIVE_UNACK", "CLEARED_UNACK"),
            ("CLEARED_UNACK", "CLEARED_ACK"),
        ),
        guard("wall_alarm", "alarm"),
    ]
