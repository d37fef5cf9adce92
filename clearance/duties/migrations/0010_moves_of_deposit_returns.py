"""The database keeps the flow of deposits asked back."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0009_supplements_and_cancelled_bills"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="depositreturn",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "deposit return",
            ("", "ASKED"),
            ("ASKED", "GRANTED"),
            ("ASKED", "REFUSED"),
            ("ASKED", "TAKEN_BACK"),
            ("GRANTED", "PAID"),
        ),
        guard("duties_depositreturn", "deposit return"),
    ]
