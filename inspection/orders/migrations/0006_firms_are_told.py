"""The firm is told that its goods are inspected, and answers."""

import django.db.models.deletion
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_boxes_come_and_go"),
        ("registry", "0002_words_to_search_and_what_was_loaded"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirmNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move", models.JSONField(editable=False, null=True)),
                ("state", models.CharField(choices=[
                    ("TOLD", "Not answered"),
                    ("CONFIRMED", "Representative comes"),
                    ("ASKED", "Another time asked for"),
                    ("AGREED", "Other time agreed"),
                    ("DECLINED", "Other time declined"),
                ], default="TOLD", max_length=9)),
                ("told_at", models.DateTimeField()),
                ("representative", models.CharField(blank=True, max_length=80)),
                ("telephone", models.CharField(blank=True, max_length=30)),
                ("wanted_at", models.DateTimeField(null=True)),
                ("wanted_because", models.CharField(blank=True, max_length=300)),
                ("appointment_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("enterprise", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.enterprise")),
                ("order", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="firm_notice", to="orders.inspectionorder")),
            ],
        ),
        migrations.AddConstraint(
            model_name="firmnotice",
            constraint=models.CheckConstraint(
                name="notice_confirmed_names_a_person",
                condition=~models.Q(state="CONFIRMED") | ~models.Q(representative=""),
            ),
        ),
        migrations.AddConstraint(
            model_name="firmnotice",
            constraint=models.CheckConstraint(
                name="notice_other_time_is_named",
                condition=~models.Q(state="ASKED") | models.Q(wanted_at__isnull=False),
            ),
        ),
        allow(
            "inspection notice",
            ("", "TOLD"),
            ("TOLD", "CONFIRMED"),
            ("TOLD", "ASKED"),
            ("CONFIRMED", "ASKED"),
            ("ASKED", "CONFIRMED"),
            ("ASKED", "AGREED"),
            ("ASKED", "DECLINED"),
            ("AGREED", "CONFIRMED"),
            ("AGREED", "ASKED"),
            ("DECLINED", "CONFIRMED"),
            ("DECLINED", "ASKED"),
        ),
        guard("orders_firmnotice", "inspection notice"),
    ]  # fmt: skip
