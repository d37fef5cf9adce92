"""A first opinion becomes one reading among others, with its beginning."""

from django.db import migrations, models

TIMES = "UPDATE imaging_reading SET began_at = given_at, saved_at = given_at"


class Migration(migrations.Migration):
    dependencies = [("imaging", "0002_moves_are_written_down")]

    operations = [
        migrations.RenameModel("Opinion", "Reading"),
        migrations.AddField("reading", "began_at", models.DateTimeField(null=True)),
        migrations.AddField("reading", "saved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(TIMES, migrations.RunSQL.noop),
        migrations.AlterField("reading", "began_at", models.DateTimeField()),
        migrations.AlterField("reading", "saved_at", models.DateTimeField()),
        migrations.AlterField("reading", "given_at", models.DateTimeField(null=True)),
    ]
