"""The database keeps the flow of messages."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("clearance_messages", "0001_messages_and_answers"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "message",
            ("", "RECEIVED"),
            ("RECEIVED", "FILED"),
            ("RECEIVED", "REJECTED"),
        ),
        guard("clearance_messages_message", "message"),
    ]
