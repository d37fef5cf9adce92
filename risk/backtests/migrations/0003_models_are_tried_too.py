"""A back-test tries a book, a learned model, or both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backtests", "0002_kept_by_the_database")]

    operations = [
        migrations.AlterField(
            "backtest", "book_no", models.CharField(blank=True, db_index=True, max_length=16)
        ),
        migrations.AlterField("backtest", "digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField(
            "backtest",
            "model_no",
            models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.AddField(
            "backtest",
            "model_digest",
            models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddConstraint(
            "backtest",
            models.CheckConstraint(
                condition=models.Q(("book_no", ""), _negated=True)
                | models.Q(("model_no", ""), _negated=True),
                name="back_test_tries_something",
            ),
        ),
    ]
