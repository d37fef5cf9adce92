"""The sequence that numbers gate passes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gates", "0001_passes_and_passages")]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE gates_pass_number",
            reverse_sql="DROP SEQUENCE gates_pass_number",
        )
    ]
