"""The lots of a day, those of declarations among them, are kept as they were committed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_draws")]

    operations = [
        migrations.AddField(
            "drawday", "lot_leaves", models.TextField(blank=True, db_default="", default="")
        ),
    ]
