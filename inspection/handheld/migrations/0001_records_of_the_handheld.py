"""Records of inspection as their crew fills them in: every word, photograph and confirmation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_no', models.CharField(max_length=20, unique=True)),
                ('container_no', models.CharField(blank=True, max_length=11)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('concluded_at', models.DateTimeField(null=True)),
                ('concluded_hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('concluded_at', None), ('concluded_hash', '')), models.Q(('concluded_at__isnull', False), models.Q(('concluded_hash', ''), _negated=True)), _connector='OR'), name='field_record_concluded_by_a_hash')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('entry_id', models.UUIDField(unique=True)),
                ('device', models.CharField(max_length=40)),
                ('field', models.CharField(max_length=64)),
                ('value', models.TextField(blank=True)),
                ('base', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='handheld.fieldrecord')),
            ],
        ),
        migrations.CreateModel(
            name='Contradiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=64)),
                ('replaced', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handheld.entry')),
                ('replaced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handheld.entry')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handheld.entry')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contradictions', to='handheld.fieldrecord')),
            ],
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('confirmed_at', models.DateTimeField()),
                ('voided_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='handheld.fieldrecord')),
            ],
        ),
        migrations.CreateModel(
            name='Photograph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('entry_id', models.UUIDField(unique=True)),
                ('device', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('GOODS', 'Goods and packing'), ('CONTAINER', 'Container number'), ('SEAL', 'Seal'), ('SIGNATURE', 'Signature of the representative')], max_length=9)),
                ('picture_key', models.CharField(max_length=80)),
                ('thumb_key', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('sent_sha256', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ('accuracy_m', models.PositiveIntegerField(null=True)),
                ('taken_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('reading', models.CharField(blank=True, choices=[('AGREES', 'Agrees'), ('DIFFERS', 'Differs'), ('UNREADABLE', 'Could not be read')], max_length=10)),
                ('read_number', models.CharField(blank=True, max_length=40)),
                ('expected_number', models.CharField(blank=True, max_length=40)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photographs', to='handheld.fieldrecord')),
            ],
        ),
        migrations.CreateModel(
            name='RecordSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('document_key', models.CharField(max_length=72)),
                ('signature', models.CharField(max_length=128)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to='handheld.fieldrecord')),
            ],
        ),
        migrations.CreateModel(
            name='StandingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=64)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='handheld.entry')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing', to='handheld.fieldrecord')),
            ],
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('record', 'seq'), name='one_entry_per_place_in_record'),
        ),
        migrations.AddConstraint(
            model_name='contradiction',
            constraint=models.UniqueConstraint(fields=('replaced', 'replaced_by'), name='two_entries_contradict_once'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('record', 'by'), name='one_confirmation_per_officer'),
        ),
        migrations.AddConstraint(
            model_name='photograph',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='photograph_is_placed_whole_or_not'),
        ),
        migrations.AddConstraint(
            model_name='standingword',
            constraint=models.UniqueConstraint(fields=('record', 'field'), name='one_standing_word_per_field'),
        ),
    ]
