"""A detention ends when the finding that led to it is returned to its crew."""

from django.db import migrations

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0023_ranked_by_policy"),
        ("journal", "0004_moves"),
    ]

    operations = [allow("declaration", ("DETAINED", "IN_INSPECTION"))]
