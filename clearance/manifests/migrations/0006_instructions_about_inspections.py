"""The terminal is told of inspections too; such a message may be about a box without a bill."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("manifests", "0005_consignees_have_addresses")]

    operations = [
        migrations.AlterField(
            model_name="terminalmessage",
            name="line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="manifests.manifestline",
            ),
        ),
        migrations.AddField(
            model_name="terminalmessage",
            name="order_no",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="terminalmessage",
            name="place_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="terminalmessage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RELEASE", "Release"),
                    ("STOP", "Stop"),
                    ("GO_ON", "Stop lifted"),
                    ("MAY_LOAD", "May be loaded"),
                    ("INSP_A", "Bring the box to be inspected by people (A)"),
                    ("INSP_B", "Bring the box to be scanned (B)"),
                    ("INSP_END", "Inspection over: take the box away"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="terminalmessage",
            constraint=models.CheckConstraint(
                name="message_is_about_a_bill_or_an_order",
                condition=models.Q(line__isnull=False) | ~models.Q(order_no=""),
            ),
        ),
        migrations.AddConstraint(
            model_name="terminalmessage",
            constraint=models.UniqueConstraint(
                fields=["order_no", "kind"],
                condition=~models.Q(order_no=""),
                name="one_message_of_a_kind_per_order",
            ),
        ),
    ]
