"""The database keeps the flows of tax bills, payments and refunds."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0007_deposits_given_back"),
        ("journal", "0004_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="taxbill",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="refund",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "tax bill",
            ("", "DUE"),
            ("", "NOT_COLLECTED"),
            ("DUE", "PAYING"),
            ("PAYING", "PAID"),
            ("PAYING", "DUE"),
        ),
        guard("duties_taxbill", "tax bill"),
        allow(
            "payment",
            ("", "ORDERED"),
            ("ORDERED", "ACCEPTED"),
            ("ORDERED", "PAID"),
            ("ORDERED", "FAILED"),
            ("ACCEPTED", "PAID"),
            ("ACCEPTED", "FAILED"),
        ),
        guard("duties_payment", "payment"),
        allow(
            "refund",
            ("", "PROPOSED"),
            ("PROPOSED", "GRANTED"),
            ("PROPOSED", "REFUSED"),
            ("GRANTED", "PAID"),
        ),
        guard("duties_refund", "refund"),
    ]
