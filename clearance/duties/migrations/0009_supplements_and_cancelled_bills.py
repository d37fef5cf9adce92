"""A declaration may have more than one bill: cancelled ones, and supplements to a paid one."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow

BILL_STATES = [
    ("DUE", "To be paid"),
    ("PAYING", "Payment under way"),
    ("PAID", "Paid"),
    ("NOT_COLLECTED", "Below the minimum, not collected"),
    ("CANCELLED", "Cancelled"),
]
POSTINGS = [
    ("BILLED", "Tax billed"),
    ("CANCELLED", "Tax bill cancelled"),
    ("PAID", "Tax paid in"),
    ("DEPOSITED", "Deposit paid in"),
    ("DRAWN", "Guarantee drawn"),
    ("GUARANTOR_PAID", "Guarantor paid"),
    ("REFUND_GRANTED", "Refund granted"),
    ("REFUND_PAID", "Refund paid out"),
    ("RETURN_GRANTED", "Deposit to be given back"),
    ("RETURN_PAID", "Deposit given back"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0008_moves_are_written_down")]

    operations = [
        migrations.AddField(
            model_name="taxbill",
            name="supplement",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="taxbill",
            name="credited",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()), default=dict
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="amended",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="taxbill",
            name="declaration_no",
            field=models.CharField(db_index=True, max_length=18),
        ),
        migrations.AlterField(
            model_name="taxbill",
            name="state",
            field=models.CharField(choices=BILL_STATES, max_length=16),
        ),
        migrations.AlterField(
            model_name="posting",
            name="kind",
            field=models.CharField(choices=POSTINGS, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="taxbill",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("supplement", False), models.Q(("state", "CANCELLED"), _negated=True)
                ),
                fields=("declaration_no",),
                name="one_bill_per_declaration",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxbill",
            constraint=models.CheckConstraint(
                condition=models.Q(("supplement", True), ("credited", {}), _connector="OR"),
                name="bill_credits_only_in_a_supplement",
            ),
        ),
        allow("tax bill", ("DUE", "CANCELLED"), ("NOT_COLLECTED", "CANCELLED")),
    ]
