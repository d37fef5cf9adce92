"""A control order may name a voyage and the address of a consignee."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targeting", "0001_control_orders")]

    operations = [
        migrations.AddField(
            "controlorder",
            "voyage",
            models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            "controlorder",
            "address",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField("controlorder", "anchor", models.CharField(max_length=220)),
    ]
