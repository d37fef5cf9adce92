"""Export duty becomes a tax of bills and an account of the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0010_moves_of_deposit_returns'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='account',
            field=models.CharField(choices=[('RECEIVABLE', 'Taxes receivable'), ('BANK', 'Treasury account at the bank'), ('DEPOSITS', 'Deposits held'), ('GUARANTORS', 'Receivable from guarantors'), ('REFUNDS', 'Refunds owed'), ('DUTY', 'Customs duty'), ('RETALIATORY', 'Retaliatory duty'), ('ANTI_DUMPING', 'Anti-dumping duty'), ('EXPORT_DUTY', 'Export duty'), ('CONSUMPTION', 'Consumption tax'), ('VAT', 'Value added tax'), ('LATE', 'Late-declaration surcharge'), ('LATE_PAYMENT', 'Late-payment surcharge')], max_length=16),
        ),
        migrations.AlterField(
            model_name='taxline',
            name='tax',
            field=models.CharField(choices=[('DUTY', 'Customs duty'), ('RETALIATORY', 'Retaliatory duty'), ('ANTI_DUMPING', 'Anti-dumping duty'), ('EXPORT_DUTY', 'Export duty'), ('CONSUMPTION', 'Consumption tax'), ('VAT', 'Value added tax'), ('LATE', 'Late-declaration surcharge')], max_length=12),
        ),
    ]
