"""The database keeps the flow of image reviews."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("imaging", "0001_scans_on_the_bench"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="imagereview",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "image review",
            ("", "QUEUED"),
            ("CLAIMED", "CONCLUDED"),
            ("CLAIMED", "QUEUED"),
            ("QUEUED", "CLAIMED"),
        ),
        guard("imaging_imagereview", "image review"),
    ]
