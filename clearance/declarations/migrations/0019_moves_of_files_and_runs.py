"""The database keeps the flows of files of consignments and of drafts submitted together."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0018_amended_in_one_step"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="filedsheet",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="draftrunline",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "file of consignments",
            ("", "CHECKING"),
            ("CHECKED", "DISCARDED"),
            ("CHECKED", "STORED"),
            ("CHECKING", "CHECKED"),
            ("CHECKING", "DISCARDED"),
        ),
        guard("declarations_filedsheet", "file of consignments"),
        allow(
            "draft submitted with others",
            ("", "REFUSED"),
            ("", "WAITING"),
            ("WAITING", "ACCEPTED"),
            ("WAITING", "REFUSED"),
        ),
        guard("declarations_draftrunline", "draft submitted with others"),
    ]
