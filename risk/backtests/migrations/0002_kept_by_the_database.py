"""Numbers of back-tests, and their guarded flow."""

from django.db import migrations

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("backtests", "0001_back_tests"),
        ("journal", "0006_numbered_with_less_work"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE backtests_number", "DROP SEQUENCE backtests_number"),
        allow("back-test", ("", "QUEUED"), ("QUEUED", "RUNNING"), ("RUNNING", "DONE")),
        guard("backtests_backtest", "back-test"),
    ]
