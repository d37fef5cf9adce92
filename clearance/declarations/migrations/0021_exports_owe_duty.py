"""An export may wait for its duty: the bill holds the goods in the yard."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):
    dependencies = [("declarations", "0020_re_review_and_rejection")]

    operations = [
        migrations.RemoveConstraint(
            model_name="declaration",
            name="declaration_tax_due_has_a_bill",
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="TAX_DUE")
                | (models.Q(procedure="ONE_STEP") & ~models.Q(bill_no="")),
                name="declaration_tax_due_has_a_bill",
            ),
        ),
        allow("declaration", ("AWAITING_ARRIVAL", "TAX_DUE")),
    ]
