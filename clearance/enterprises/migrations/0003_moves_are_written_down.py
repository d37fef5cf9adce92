"""The database keeps the flow of mandates."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0002_numbers"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "mandate",
            ("", "OFFERED"),
            ("ACCEPTED", "REVOKED"),
            ("OFFERED", "ACCEPTED"),
            ("OFFERED", "DECLINED"),
            ("OFFERED", "TAKEN_BACK"),
        ),
        guard("enterprises_mandate", "mandate"),
    ]
