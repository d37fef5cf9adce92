"""The sequence of mandate numbers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_mandates")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE enterprises_mandate_number",
            "DROP SEQUENCE enterprises_mandate_number",
        )
    ]
