"""The sequences that number guarantees and payments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_guarantees_bills_payments")]

    operations = [
        migrations.RunSQL(
            sql=f"CREATE SEQUENCE duties_{series}_number",
            reverse_sql=f"DROP SEQUENCE duties_{series}_number",
        )
        for series in ("guarantee", "payment")
    ]
