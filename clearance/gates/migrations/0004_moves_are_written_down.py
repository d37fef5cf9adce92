"""The database keeps the flow of gate passes."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0003_six_types_and_identities"),
        ("journal", "0004_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="gatepass",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "gate pass",
            ("", "APPLIED"),
            ("APPLIED", "APPROVED"),
            ("APPLIED", "DELETED"),
            ("APPLIED", "VOID"),
            ("APPROVED", "PASSED"),
            ("APPROVED", "PASSED_FIRST"),
            ("APPROVED", "VOID"),
            ("APPROVED", "EXPIRED"),
            ("PASSED_FIRST", "PASSED_SECOND"),
        ),
        guard("gates_gatepass", "gate pass"),
    ]
