"""How the terminal brings the box of an order and takes it away, with its clocks and reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard

INSTRUCTIONS = [
    ("A", "Bring the box to be inspected by people"),
    ("B", "Bring the box to be scanned"),
]
DONE = ["AWAY", "CALLED_OFF"]


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_crews_drawn_from_pools"),
        ("journal", "0004_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoxMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move", models.JSONField(editable=False, null=True)),
                ("instruction", models.CharField(choices=INSTRUCTIONS, max_length=1)),
                ("state", models.CharField(choices=[
                    ("ASKED", "Terminal asked to bring the box"),
                    ("MOVED", "Box moved to the inspection"),
                    ("READY", "Box stands ready"),
                    ("ENDED", "Inspection over, box to be taken away"),
                    ("AWAY", "Box taken away"),
                    ("CALLED_OFF", "Called off before the box was moved"),
                ], default="ASKED", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                ("moved_at", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("away_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("order", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="box_move", to="orders.inspectionorder")),
            ],
        ),
        migrations.CreateModel(
            name="BoxReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("report_no", models.UUIDField(unique=True)),
                ("step", models.CharField(choices=[
                    ("MOVED", "Moved to the inspection"),
                    ("READY", "Ready to be inspected"),
                    ("AWAY", "Moved away"),
                ], max_length=5)),
                ("instruction", models.CharField(choices=INSTRUCTIONS, max_length=1)),
                ("happened_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="box_reports", to="orders.inspectionorder")),
                ("reported_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name="boxmove",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="box_clock"),
        ),
        migrations.AddConstraint(
            model_name="boxmove",
            constraint=models.CheckConstraint(
                name="box_move_has_the_times_of_its_state",
                condition=models.Q(state__in=["ASKED", "CALLED_OFF"], moved_at=None, ready_at=None)
                | models.Q(state="MOVED", moved_at__isnull=False, ready_at=None)
                | models.Q(state="READY", moved_at__isnull=False, ready_at__isnull=False)
                | models.Q(state="ENDED", ended_at__isnull=False)
                | models.Q(state="AWAY", ended_at__isnull=False, away_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="boxmove",
            constraint=models.CheckConstraint(
                name="box_clock_runs_until_the_box_is_away",
                condition=models.Q(state__in=DONE, due_at=None)
                | ~models.Q(state__in=DONE) & models.Q(due_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="boxreport",
            constraint=models.CheckConstraint(
                name="box_report_of_an_officer_says_why",
                condition=models.Q(reported_by=None) | ~models.Q(reason=""),
            ),
        ),
        allow(
            "box move",
            ("", "ASKED"),
            ("ASKED", "MOVED"),
            ("ASKED", "ENDED"),
            ("ASKED", "CALLED_OFF"),
            ("MOVED", "ASKED"),
            ("MOVED", "READY"),
            ("MOVED", "ENDED"),
            ("READY", "ASKED"),
            ("READY", "ENDED"),
            ("ENDED", "AWAY"),
        ),
        guard("orders_boxmove", "box move"),
    ]  # fmt: skip
