"""Officers' control orders; the database keeps their flow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("journal", "0004_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ControlOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.JSONField(editable=False, null=True)),
                ('order_no', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(choices=[('IN_FORCE', 'In force'), ('WITHDRAWN', 'Withdrawn'), ('EXPIRED', 'Expired')], default='IN_FORCE', max_length=9)),
                ('enterprise', models.CharField(blank=True, max_length=18)),
                ('container_no', models.CharField(blank=True, max_length=11)),
                ('hs_prefix', models.CharField(blank=True, max_length=6)),
                ('departure', models.CharField(blank=True, max_length=2)),
                ('port', models.CharField(blank=True, max_length=40)),
                ('vessel', models.CharField(blank=True, max_length=70)),
                ('declarant', models.CharField(blank=True, max_length=150)),
                ('anchor', models.CharField(max_length=170)),
                ('method', models.CharField(choices=[('DOCUMENTS', 'Look at the documents'), ('SCAN', 'Scan'), ('OPEN', 'Open')], max_length=9)),
                ('purpose', models.CharField(choices=[('SMUGGLING', 'Smuggling'), ('TAX', 'Tax and valuation'), ('SAFETY', 'Safety and dangerous goods'), ('QUARANTINE', 'Health and quarantine'), ('RIGHTS', 'Intellectual property'), ('PROHIBITED', 'Prohibited goods')], max_length=12)),
                ('ground', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=400)),
                ('starts_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('placed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=400)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term_set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrderDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('officer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrderExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until_before', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(max_length=400)),
                ('extended_at', models.DateTimeField()),
                ('extended_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='targeting.controlorder')),
                ('set_before_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrderHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment_no', models.CharField(max_length=32)),
                ('subject_reference', models.CharField(max_length=40)),
                ('hit_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='targeting.controlorder')),
            ],
        ),
        migrations.CreateModel(
            name='SavedOrderView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=600)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='controlorder',
            index=models.Index(condition=models.Q(('state', 'IN_FORCE')), fields=['anchor', 'until'], name='control_order_by_anchor'),
        ),
        migrations.AddIndex(
            model_name='controlorder',
            index=models.Index(fields=['-placed_at', '-id'], name='control_order_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(('anchor', ''), _negated=True), name='control_order_names_something'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('starts_at'))), name='control_order_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('ground', ''), _negated=True)), name='control_order_says_why'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'IN_FORCE')), models.Q(models.Q(('state', 'IN_FORCE'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='control_order_ended_exactly_when_final'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'WITHDRAWN'), _negated=True), models.Q(('ended_by__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='control_order_withdrawn_by_somebody_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['IN_FORCE', 'WITHDRAWN', 'EXPIRED'])), name='control_order_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['DOCUMENTS', 'SCAN', 'OPEN'])), name='control_order_method_is_known'),
        ),
        migrations.AddConstraint(
            model_name='controlorder',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['SMUGGLING', 'TAX', 'SAFETY', 'QUARANTINE', 'RIGHTS', 'PROHIBITED'])), name='control_order_purpose_is_known'),
        ),
        migrations.AddConstraint(
            model_name='orderextension',
            constraint=models.CheckConstraint(condition=models.Q(('extended_by', models.F('set_before_by')), _negated=True), name='order_extension_is_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='orderextension',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('until_before'))), name='order_extension_is_longer'),
        ),
        migrations.AddConstraint(
            model_name='orderhit',
            constraint=models.UniqueConstraint(fields=('order', 'assessment_no'), name='one_hit_per_order_and_judgement'),
        ),
        migrations.AddConstraint(
            model_name='savedorderview',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='one_order_view_per_name'),
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE control_order_number", "DROP SEQUENCE control_order_number"
        ),
        allow(
            "control order",
            ("", "IN_FORCE"),
            ("IN_FORCE", "WITHDRAWN"),
            ("IN_FORCE", "EXPIRED"),
        ),
        guard("targeting_controlorder", "control order"),
    ]
