"""A declaration in one step is amended and withdrawn once billed; proofs of origin are found."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):
    dependencies = [("declarations", "0017_kinds_of_detention")]

    operations = [
        allow(
            "declaration",
            ("TAX_DUE", "WITHDRAWN"),
            ("CLEARED_TO_LEAVE", "TAX_DUE"),
        ),
        migrations.AddIndex(
            model_name="declarationitem",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("claims", {}), _negated=True),
                fields=["claims"],
                name="item_by_claims",
                opclasses=["jsonb_path_ops"],
            ),
        ),
    ]
