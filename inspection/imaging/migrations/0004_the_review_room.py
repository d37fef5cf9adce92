"""Judgements that may be taken back, test images, hours at the bench, opened boxes, layouts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):

    dependencies = [
        ('imaging', '0003_opinions_become_readings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BenchLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapter', models.CharField(blank=True, max_length=2)),
                ('settings', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OpenedBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_no', models.CharField(max_length=20, unique=True)),
                ('container_no', models.CharField(max_length=11)),
                ('scan_no', models.CharField(blank=True, db_index=True, max_length=40)),
                ('verdict', models.CharField(blank=True, choices=[('CLEAR', 'No suspicion'), ('SUSPECT', 'Send to inspection')], max_length=12)),
                ('device_code', models.CharField(blank=True, max_length=32)),
                ('method', models.CharField(max_length=3)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('has_fault', models.BooleanField()),
                ('concluded_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='PlantedScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planted_no', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('image_key', models.CharField(max_length=80, unique=True)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('truth', models.JSONField(default=list)),
                ('declared', models.JSONField(default=list)),
                ('source_scan_no', models.CharField(blank=True, max_length=40)),
                ('added_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WorkSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('last_at', models.DateTimeField(db_index=True)),
                ('shift_began_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='imagereview',
            name='advice',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='cover',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='final_by',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='firm_grade',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='firm_key',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='hs_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='lot',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='second_by',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reading',
            name='advice_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reading',
            name='certainty',
            field=models.CharField(choices=[('SURE', 'Sure'), ('UNSURE', 'Not sure')], default='SURE', max_length=8),
        ),
        migrations.AddField(
            model_name='reading',
            name='first_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reading',
            name='first_look',
            field=models.CharField(blank=True, choices=[('MARKED', 'Something marked'), ('NOTHING', 'Nothing seen')], max_length=8),
        ),
        migrations.AddField(
            model_name='reading',
            name='first_marks',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='reading',
            name='minutes_in_row',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reading',
            name='minutes_on_shift',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reading',
            name='verdict',
            field=models.CharField(blank=True, choices=[('CLEAR', 'No suspicion'), ('SUSPECT', 'Send to inspection')], max_length=12),
        ),
        migrations.AlterField(
            model_name='imagereview',
            name='state',
            field=models.CharField(choices=[('QUEUED', 'Waiting'), ('CLAIMED', 'Being reviewed'), ('JUDGED', 'Judged, may be taken back'), ('CONCLUDED', 'Concluded')], default='QUEUED', max_length=12),
        ),
        migrations.AlterField(
            model_name='reading',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='imaging.imagereview'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['analyst', '-given_at'], name='readings_of_an_analyst'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('advice_at', None), ('first_at__isnull', False), _connector='OR'), name='advice_comes_after_the_first_look'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_at', None), ('first_look', '')), models.Q(models.Q(('first_look', ''), _negated=True), ('first_at__isnull', False)), _connector='OR'), name='first_look_has_a_time'),
        ),
        migrations.AddField(
            model_name='benchlayout',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='openedbox',
            name='analyst',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plantedscan',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='imagereview',
            name='planted',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='imaging.plantedscan'),
        ),
        migrations.AddIndex(
            model_name='imagereview',
            index=models.Index(condition=models.Q(('state', 'JUDGED')), fields=['final_by'], name='reviews_to_be_final'),
        ),
        migrations.AddIndex(
            model_name='imagereview',
            index=models.Index(fields=['firm_key', '-taken_at'], name='reviews_of_a_firm'),
        ),
        migrations.AddIndex(
            model_name='imagereview',
            index=models.Index(fields=['-concluded_at'], name='reviews_concluded'),
        ),
        migrations.AddConstraint(
            model_name='imagereview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('final_by__isnull', False), ('state', 'JUDGED')), models.Q(models.Q(('state', 'JUDGED'), _negated=True), ('final_by', None)), _connector='OR'), name='review_judged_has_a_time_to_be_final'),
        ),
        migrations.AddConstraint(
            model_name='imagereview',
            constraint=models.CheckConstraint(condition=models.Q(('lot', None), ('lot__lt', 1000), _connector='OR'), name='review_lot_is_a_permille'),
        ),
        migrations.AddField(
            model_name='workspell',
            name='analyst',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='benchlayout',
            constraint=models.UniqueConstraint(fields=('user', 'chapter'), name='one_layout_per_person_and_goods'),
        ),
        migrations.AddConstraint(
            model_name='workspell',
            constraint=models.UniqueConstraint(fields=('analyst', 'began_at'), name='one_spell_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='workspell',
            constraint=models.CheckConstraint(condition=models.Q(('began_at__gte', models.F('shift_began_at')), ('last_at__gte', models.F('began_at'))), name='spell_runs_forward'),
        ),
        allow(
            "image review",
            ("CLAIMED", "JUDGED"),
            ("JUDGED", "CLAIMED"),
            ("JUDGED", "QUEUED"),
            ("JUDGED", "CONCLUDED"),
            ("QUEUED", "CONCLUDED"),
        ),
    ]
