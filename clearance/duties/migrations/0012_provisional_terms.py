"""The last day to pay may be provisional until the holidays of its year are announced."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0011_export_duty'),
        ('registry', '0002_words_to_search_and_what_was_loaded'),
    ]

    operations = [
        migrations.AddField(
            model_name='periodicbill',
            name='pay_by_provisional',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='taxbill',
            name='pay_by_provisional',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='taxbill',
            index=models.Index(condition=models.Q(('pay_by_provisional', True)), fields=['pay_by'], name='bill_with_a_provisional_term'),
        ),
    ]
