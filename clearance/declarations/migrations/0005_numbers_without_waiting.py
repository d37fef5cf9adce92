"""Declaration numbers come from a sequence: filings of one office do not wait for each other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_indexes_of_the_queue")]

    operations = [
        migrations.RunSQL(
            sql=(
                "CREATE SEQUENCE declarations_number;"
                " SELECT setval('declarations_number',"
                " (SELECT COALESCE(MAX(last), 0) + 1 FROM declarations_numbersequence), false);"
            ),
            reverse_sql="DROP SEQUENCE declarations_number",
        ),
        migrations.DeleteModel(name="NumberSequence"),
    ]
