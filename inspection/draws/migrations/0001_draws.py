"""Days, pools, what waits for them, picks and lots; the database keeps the flow of draws."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("journal", "0006_numbered_with_less_work"),
        ('registry', '0002_words_to_search_and_what_was_loaded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE inspection_draw_number",
            reverse_sql="DROP SEQUENCE inspection_draw_number",
        ),
        migrations.CreateModel(
            name='DrawDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('secret', models.CharField(max_length=64)),
                ('commitment', models.CharField(max_length=64)),
                ('committed_at', models.DateTimeField()),
                ('lots_at', models.DateTimeField(null=True)),
                ('revealed_at', models.DateTimeField(null=True)),
                ('file_key', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('revealed_at', None), models.Q(('file_key', ''), _negated=True), _connector='OR'), name='draw_day_is_revealed_with_its_file')],
            },
        ),
        migrations.CreateModel(
            name='PoolDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.JSONField(editable=False, null=True)),
                ('draw_no', models.CharField(max_length=20, unique=True)),
                ('place_code', models.CharField(db_index=True, max_length=12)),
                ('office_code', models.CharField(max_length=8)),
                ('cut_off_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('COMMITTED', 'Pool committed'), ('DRAWN', 'Drawn'), ('LAPSED', 'Lapsed')], default='COMMITTED', max_length=12)),
                ('source', models.CharField(max_length=120)),
                ('crew_size', models.PositiveSmallIntegerField()),
                ('rates', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('leaves', models.TextField()),
                ('root', models.CharField(max_length=64, unique=True)),
                ('committed_at', models.DateTimeField()),
                ('head', models.CharField(blank=True, max_length=64)),
                ('public_value', models.CharField(blank=True, max_length=300)),
                ('beacon', models.CharField(blank=True, max_length=64)),
                ('drawn', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('lapse_reason', models.CharField(blank=True, max_length=300)),
                ('committed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='draws.drawday')),
                ('fixed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KeptOutOfficer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_code', models.CharField(max_length=12)),
                ('reason', models.CharField(max_length=300)),
                ('logged_at', models.DateTimeField()),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_out', to='draws.pooldraw')),
            ],
        ),
        migrations.CreateModel(
            name='PoolSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('container', 'Container'), ('parcel', 'Parcel'), ('bag', 'Bag'), ('premises', 'Premises')], max_length=12)),
                ('reference', models.CharField(max_length=60)),
                ('place_code', models.CharField(max_length=12)),
                ('grade', models.CharField(max_length=24)),
                ('standing', models.BooleanField(default=False)),
                ('nonce', models.CharField(max_length=32)),
                ('subject_id', models.CharField(max_length=64)),
                ('entered_at', models.DateTimeField()),
                ('rate', models.PositiveSmallIntegerField(null=True)),
                ('drawn', models.BooleanField(null=True)),
                ('draw', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='draws.pooldraw')),
                ('entered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
            ],
        ),
        migrations.CreateModel(
            name='LiveLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('reference', models.CharField(max_length=60)),
                ('grade', models.CharField(max_length=24)),
                ('nonce', models.CharField(max_length=32)),
                ('subject_id', models.CharField(max_length=64)),
                ('rate', models.PositiveSmallIntegerField()),
                ('lot', models.PositiveSmallIntegerField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='draws.drawday')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'subject_id'), name='one_lot_per_subject_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Pick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('crew', 'Crew of an order'), ('scan', 'Scan for an analyst')], max_length=8)),
                ('who', models.CharField(max_length=150)),
                ('turn', models.PositiveIntegerField()),
                ('told', models.JSONField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='draws.drawday')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'kind', 'who', 'turn'), name='one_pick_per_turn')],
            },
        ),
        migrations.AddIndex(
            model_name='pooldraw',
            index=models.Index(fields=['-cut_off_at', '-id'], name='draws_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='pooldraw',
            constraint=models.UniqueConstraint(fields=('place_code', 'cut_off_at'), name='one_pool_per_cut_off_of_a_site'),
        ),
        migrations.AddConstraint(
            model_name='pooldraw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'COMMITTED')), models.Q(models.Q(('state', 'COMMITTED'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='draw_ends_exactly_when_not_committed'),
        ),
        migrations.AddConstraint(
            model_name='pooldraw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DRAWN'), _negated=True), models.Q(('beacon', ''), _negated=True), _connector='OR'), name='drawn_only_with_a_beacon'),
        ),
        migrations.AddConstraint(
            model_name='pooldraw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'LAPSED'), _negated=True), models.Q(('lapse_reason', ''), _negated=True), _connector='OR'), name='lapsed_only_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='keptoutofficer',
            constraint=models.UniqueConstraint(condition=models.Q(('draw', None)), fields=('place_code', 'officer'), name='kept_out_once_per_pool'),
        ),
        migrations.AddConstraint(
            model_name='keptoutofficer',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='kept_out_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='poolsubject',
            index=models.Index(fields=['reference'], name='subjects_by_reference'),
        ),
        migrations.AddConstraint(
            model_name='poolsubject',
            constraint=models.UniqueConstraint(condition=models.Q(('draw', None)), fields=('place_code', 'kind', 'reference'), name='subject_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='poolsubject',
            constraint=models.UniqueConstraint(fields=('draw', 'subject_id'), name='subject_once_per_draw'),
        ),
        migrations.AddConstraint(
            model_name='poolsubject',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draw', None), ('drawn', None), ('rate', None)), models.Q(('draw__isnull', False), ('rate__gte', 0)), _connector='OR'), name='subject_has_a_rate_in_a_pool'),
        ),
        allow("pool draw", ("", "COMMITTED"), ("COMMITTED", "DRAWN"), ("COMMITTED", "LAPSED")),
        guard("draws_pooldraw", "pool draw"),
    ]
