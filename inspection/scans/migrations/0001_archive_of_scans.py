"""The archive of scans; the database keeps their flow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("journal", "0005_a_refused_move_says_its_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RefusedDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan_no', models.CharField(blank=True, max_length=40)),
                ('device_code', models.CharField(db_index=True, max_length=32)),
                ('place_code', models.CharField(blank=True, max_length=12)),
                ('channel', models.CharField(choices=[('SOCKET', 'Device line'), ('API', 'Upload by a device'), ('FOLDER', 'Watched folder'), ('FILING', 'Product filing')], max_length=8)),
                ('sha256', models.CharField(max_length=64)),
                ('bytes_delivered', models.PositiveBigIntegerField()),
                ('field', models.CharField(blank=True, max_length=80)),
                ('rule', models.CharField(max_length=60)),
                ('words', models.JSONField(default=dict)),
                ('refused_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-refused_at', '-id'], name='refused_deliveries_newest')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.JSONField(editable=False, null=True)),
                ('scan_no', models.CharField(max_length=40, unique=True)),
                ('subject_kind', models.CharField(choices=[('container', 'Container'), ('vehicle', 'Vehicle'), ('parcel', 'Parcel'), ('bag', 'Bag'), ('premises', 'Premises'), ('product', 'Product')], max_length=12)),
                ('subject_reference', models.CharField(blank=True, db_index=True, max_length=40)),
                ('device_code', models.CharField(db_index=True, max_length=32)),
                ('place_code', models.CharField(db_index=True, max_length=12)),
                ('channel', models.CharField(choices=[('SOCKET', 'Device line'), ('API', 'Upload by a device'), ('FOLDER', 'Watched folder'), ('FILING', 'Product filing')], max_length=8)),
                ('uscc', models.CharField(blank=True, max_length=18)),
                ('form', models.CharField(max_length=32)),
                ('sha256', models.CharField(max_length=64)),
                ('bytes_delivered', models.PositiveBigIntegerField()),
                ('kept_key', models.CharField(max_length=80)),
                ('planes_key', models.CharField(max_length=80)),
                ('thumb_key', models.CharField(max_length=80)),
                ('tiles_key', models.CharField(blank=True, max_length=80)),
                ('cut_keys', models.JSONField(default=list)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('frames', models.PositiveIntegerField(default=1)),
                ('planes', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('dropped', models.JSONField(default=list)),
                ('taken_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('KEPT', 'Kept'), ('PURGED', 'Purged')], default='KEPT', max_length=8)),
                ('purged_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-taken_at', '-id'], name='archived_scans_newest'), models.Index(condition=models.Q(('state', 'KEPT')), fields=['received_at'], name='archived_scans_by_age'), models.Index(fields=['sha256'], name='archived_scans_by_hash')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('purged_at', None), ('state', 'KEPT')), models.Q(('purged_at__isnull', False), ('state', 'PURGED')), _connector='OR'), name='archived_scan_purged_exactly_when_said'), models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='archived_scan_has_pixels')],
            },
        ),
        migrations.CreateModel(
            name='ScanHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needed_for', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=300)),
                ('held_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('held_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='scans.scan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('scan', 'needed_for'), name='one_hold_in_force_per_scan_and_need')],
            },
        ),
        allow("scan in archive", ("", "KEPT"), ("KEPT", "PURGED")),
        guard("scans_scan", "scan in archive"),
    ]
