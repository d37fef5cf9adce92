"""A record has versions, its paper too; numbers are read after the upload."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handheld', '0001_records_of_the_handheld'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='confirmation',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='fieldrecord',
            name='returned_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='fieldrecord',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='photograph',
            name='unread_because',
            field=models.CharField(blank=True, choices=[('UNCLEAR', 'Nothing certain could be made out'), ('PICTURE', 'The reader could not open the picture'), ('FAILED', 'The reader failed')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='recordsheet',
            name='content_hash',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE handheld_recordsheet SET content_hash = concluded_hash"
            " FROM handheld_fieldrecord WHERE handheld_fieldrecord.id = record_id",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='recordsheet',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='recordsheet',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='photograph',
            name='reading',
            field=models.CharField(blank=True, choices=[('BEING_READ', 'Being read'), ('AGREES', 'Agrees'), ('DIFFERS', 'Differs'), ('UNREADABLE', 'Could not be read')], max_length=10),
        ),
        migrations.AlterField(
            model_name='recordsheet',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='handheld.fieldrecord'),
        ),
        migrations.AddConstraint(
            model_name='fieldrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('version', 1), _negated=True), ('returned_hash', ''), _connector='OR'), name='field_record_of_the_first_version_was_not_returned'),
        ),
        migrations.AddConstraint(
            model_name='recordsheet',
            constraint=models.UniqueConstraint(fields=('record', 'version'), name='one_sheet_per_version'),
        ),
    ]
