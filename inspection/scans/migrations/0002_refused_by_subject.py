"""What was refused is found by the box it was about, and by its number."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scans', '0001_archive_of_scans'),
    ]

    operations = [
        migrations.AddField(
            model_name='refuseddelivery',
            name='subject_reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='refuseddelivery',
            index=models.Index(condition=models.Q(('subject_reference', ''), _negated=True), fields=['subject_reference'], name='refused_deliveries_of_subject'),
        ),
        migrations.AddIndex(
            model_name='refuseddelivery',
            index=models.Index(fields=['scan_no'], name='refused_deliveries_by_scan'),
        ),
    ]
