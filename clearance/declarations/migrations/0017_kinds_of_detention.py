"""A detention is of one of the kinds that the law names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0016_moves_are_written_down")]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="detention_kind",
            field=models.CharField(blank=True, db_default="", default="", max_length=3),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(detention_kind="") | models.Q(state="DETAINED"),
                name="declaration_only_a_detained_one_has_a_kind",
            ),
        ),
    ]
