"""A supervisor looks over what a crew concluded, and may return it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0006_firms_are_told'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnedConclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('NO_FAULT', 'No fault'), ('FAULT', 'Fault found')], max_length=12)),
                ('said', models.JSONField(default=dict)),
                ('concluded_at', models.DateTimeField()),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('reason', models.CharField(max_length=500)),
                ('was_told', models.BooleanField()),
                ('returned_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='inspectionorder',
            name='one_open_order_per_container',
        ),
        migrations.RemoveConstraint(
            model_name='inspectionorder',
            name='one_open_order_per_boxless_subject',
        ),
        migrations.RemoveConstraint(
            model_name='inspectionorder',
            name='order_ends_exactly_when_final',
        ),
        migrations.RemoveConstraint(
            model_name='savedqueueview',
            name='one_queue_view_per_name',
        ),
        migrations.AddField(
            model_name='savedqueueview',
            name='page',
            field=models.CharField(db_default='queue', default='queue', max_length=8),
        ),
        migrations.AlterField(
            model_name='inspectionorder',
            name='state',
            field=models.CharField(choices=[('ORDERED', 'Waiting for the scan'), ('IMAGED', 'Scan on the bench'), ('OPENING', 'To be opened'), ('ACCEPTED', 'Crew on the way'), ('PRESENTED', "Waits for the supervisor's look"), ('CONCLUDED', 'Concluded'), ('CANCELLED', 'Cancelled')], default='ORDERED', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='inspectionorder',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('ORDERED', 'IMAGED', 'OPENING', 'ACCEPTED', 'PRESENTED')), models.Q(('container_no', ''), _negated=True)), fields=('container_no',), name='one_open_order_per_container'),
        ),
        migrations.AddConstraint(
            model_name='inspectionorder',
            constraint=models.UniqueConstraint(condition=models.Q(('container_no', ''), ('state__in', ('ORDERED', 'IMAGED', 'OPENING', 'ACCEPTED', 'PRESENTED'))), fields=('subject_kind', 'subject_reference'), name='one_open_order_per_boxless_subject'),
        ),
        migrations.AddConstraint(
            model_name='inspectionorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('ORDERED', 'IMAGED', 'OPENING', 'ACCEPTED', 'PRESENTED'))), models.Q(models.Q(('state__in', ('ORDERED', 'IMAGED', 'OPENING', 'ACCEPTED', 'PRESENTED')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='order_ends_exactly_when_final'),
        ),
        migrations.AddConstraint(
            model_name='savedqueueview',
            constraint=models.UniqueConstraint(fields=('user', 'page', 'name'), name='one_queue_view_per_name'),
        ),
        migrations.AddField(
            model_name='returnedconclusion',
            name='concluded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='returnedconclusion',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='orders.inspectionorder'),
        ),
        migrations.AddField(
            model_name='returnedconclusion',
            name='returned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='returnedconclusion',
            constraint=models.UniqueConstraint(fields=('order', 'version'), name='one_return_per_version'),
        ),
        migrations.AddConstraint(
            model_name='returnedconclusion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('parts', []), _negated=True)), name='return_says_what_and_why'),
        ),
        migrations.AddConstraint(
            model_name='returnedconclusion',
            constraint=models.CheckConstraint(condition=models.Q(('returned_by', models.F('concluded_by')), _negated=True), name='nobody_returns_what_he_concluded'),
        ),
        allow(
            "inspection order",
            ("OPENING", "PRESENTED"),
            ("ACCEPTED", "PRESENTED"),
            ("PRESENTED", "OPENING"),
            ("PRESENTED", "ACCEPTED"),
            ("PRESENTED", "CONCLUDED"),
            ("PRESENTED", "CANCELLED"),
            ("CONCLUDED", "OPENING"),
            ("CONCLUDED", "ACCEPTED"),
        ),
        allow("box move", ("ENDED", "ASKED")),
    ]
