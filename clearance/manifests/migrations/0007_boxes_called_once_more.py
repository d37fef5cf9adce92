"""A box whose record was returned to its crew is called, and let go, once more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('manifests', '0006_instructions_about_inspections'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='terminalmessage',
            name='one_message_of_a_kind_per_order',
        ),
        migrations.AddConstraint(
            model_name='terminalmessage',
            constraint=models.UniqueConstraint(condition=models.Q(('order_no', ''), _negated=True), fields=('order_no', 'kind', 'queued_at'), name='one_message_of_a_kind_per_order'),
        ),
    ]
