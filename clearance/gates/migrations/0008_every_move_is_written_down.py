"""The database keeps the flows of passages, journeys, locks and turns."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0007_journeys_closed_by_hand"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="passage",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="lock",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="turn",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "passage",
            ("", "AWAITING_VEHICLE"),
            ("AWAITING_IDENTITY", "AWAITING_SEAL"),
            ("AWAITING_IDENTITY", "AWAITING_WEIGHT"),
            ("AWAITING_IDENTITY", "OPENED"),
            ("AWAITING_IDENTITY", "REFUSED"),
            ("AWAITING_SEAL", "AWAITING_IDENTITY"),
            ("AWAITING_SEAL", "AWAITING_WEIGHT"),
            ("AWAITING_SEAL", "OPENED"),
            ("AWAITING_SEAL", "REFUSED"),
            ("AWAITING_VEHICLE", "AWAITING_IDENTITY"),
            ("AWAITING_VEHICLE", "AWAITING_SEAL"),
            ("AWAITING_VEHICLE", "AWAITING_WEIGHT"),
            ("AWAITING_VEHICLE", "OPENED"),
            ("AWAITING_VEHICLE", "REFUSED"),
            ("AWAITING_WEIGHT", "AWAITING_IDENTITY"),
            ("AWAITING_WEIGHT", "AWAITING_SEAL"),
            ("AWAITING_WEIGHT", "OPENED"),
            ("AWAITING_WEIGHT", "REFUSED"),
            ("OPENED", "PASSED"),
            ("REFUSED", "OPENED"),
        ),
        guard("gates_passage", "passage"),
        allow(
            "journey",
            ("", "UNDER_WAY"),
            ("UNDER_WAY", "ARRIVED"),
            ("UNDER_WAY", "BROKEN_OFF"),
        ),
        guard("gates_journey", "journey"),
        allow(
            "gate lock",
            ("", "ACTIVE"),
            ("ACTIVE", "EXPIRED"),
            ("ACTIVE", "LIFTED"),
        ),
        guard("gates_lock", "gate lock"),
        allow(
            "turn at the gate",
            ("", "WAITING"),
            ("CALLED", "IN_LANE"),
            ("CALLED", "LEFT"),
            ("CALLED", "WAITING"),
            ("IN_LANE", "DONE"),
            ("IN_LANE", "LEFT"),
            ("IN_LANE", "WAITING"),
            ("WAITING", "CALLED"),
            ("WAITING", "IN_LANE"),
            ("WAITING", "LEFT"),
        ),
        guard("gates_turn", "turn at the gate"),
    ]
