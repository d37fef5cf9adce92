"""The wall knows the three clocks of a box that is inspected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0003_moves_of_alarms")]

    operations = [
        migrations.AlterField(
            model_name="waitingtask",
            name="kind",
            field=models.CharField(
                choices=[
                    ("REVIEW", "Review"),
                    ("INSPECTION", "Inspection"),
                    ("READING", "Reading"),
                    ("MOVE", "Move"),
                    ("LOOK", "Look"),
                    ("MOVE_OFF", "Move Off"),
                ],
                max_length=12,
            ),
        ),
    ]
