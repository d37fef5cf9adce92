"""A bill of lading may say where its consignee is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("manifests", "0004_moves_are_written_down")]

    operations = [
        migrations.AddField(
            "manifestline",
            "consignee_address",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
