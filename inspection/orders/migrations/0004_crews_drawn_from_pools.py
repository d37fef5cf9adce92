"""The day's secret moves to the draws; orders know their pool, their plan and their second look."""

from django.db import migrations, models

MOVE_SECRETS = """
INSERT INTO draws_drawday (day, secret, commitment, committed_at, file_key)
    SELECT day, secret, commitment, committed_at, '' FROM orders_drawsecret
    ON CONFLICT DO NOTHING;
UPDATE orders_draw SET day = kept.day, commitment = kept.commitment
    FROM orders_drawsecret kept WHERE kept.id = orders_draw.secret_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_moves_are_written_down"),
        ("draws", "0001_draws"),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="day",
            field=models.DateField(default="2016-01-01"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="commitment",
            field=models.CharField(default="", max_length=64, db_index=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="drawn_in",
            field=models.CharField(blank=True, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inspectionorder",
            name="unloading",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="inspectionorder",
            name="drawn_in",
            field=models.CharField(blank=True, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inspectionorder",
            name="recheck_of",
            field=models.CharField(blank=True, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inspectionorder",
            name="before_loading",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(MOVE_SECRETS, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="draw", name="secret"),
        migrations.DeleteModel(name="DrawSecret"),
    ]
