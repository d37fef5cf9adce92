"""The shape of guarantees and tax bills on the wire."""

from typing import Any

from rest_framework import serializers


class GuaranteeAnswer(serializers.Serializer[Any]):
    guarantee_no = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    limit_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    used_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    left_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    in_force = serializers.BooleanField()
    drawn_cny = serializers.DecimalField(max_digits=16, decimal_places=2)


class StepAnswer(serializers.Serializer[Any]):
    """One sentence of the calculation, in the language of whoever asks."""

    kind = serializers.CharField()
    text = serializers.CharField()
    law_key = serializers.CharField()
    law_date = serializers.DateField(allow_null=True)
    authority = serializers.CharField(source="source")
    mark = serializers.CharField()


class TaxLineAnswer(serializers.Serializer[Any]):
    item_no = serializers.IntegerField()
    hs_code = serializers.CharField()
    name = serializers.CharField()
    origin = serializers.CharField()
    tax = serializers.CharField()
    tax_label = serializers.CharField()
    dutiable_value_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    base_cny = serializers.DecimalField(max_digits=22, decimal_places=6)
    rate = serializers.DecimalField(max_digits=9, decimal_places=6)
    quantity = serializers.DecimalField(max_digits=19, decimal_places=5)
    unit = serializers.CharField()
    per_unit_cny = serializers.DecimalField(max_digits=16, decimal_places=6)
    amount_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    law_key = serializers.CharField()
    law_date = serializers.DateField()
    authority = serializers.CharField(source="source")
    mark = serializers.CharField()
    steps = StepAnswer(many=True)


class PaymentAnswer(serializers.Serializer[Any]):
    payment_no = serializers.CharField()
    order_no = serializers.CharField()
    purpose = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    amount_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    surcharge_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    attempts = serializers.IntegerField()
    last_error = serializers.CharField()
    bank_reference = serializers.CharField()
    ordered_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class BillSummaryAnswer(serializers.Serializer[Any]):
    bill_no = serializers.CharField()
    declaration_no = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    total_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    rated_on = serializers.DateField()
    billed_at = serializers.DateTimeField()
    pay_by = serializers.DateField()
    paid_at = serializers.DateTimeField(allow_null=True)


class BillAnswer(BillSummaryAnswer):
    lines = TaxLineAnswer(many=True)
    payments = PaymentAnswer(many=True)


class PayRequest(serializers.Serializer[Any]):
    account = serializers.CharField(max_length=40)


class PayAnswer(serializers.Serializer[Any]):
    payment_no = serializers.CharField()


class CallbackAnswer(serializers.Serializer[Any]):
    state = serializers.CharField()


class PaySeveralRequest(serializers.Serializer[Any]):
    """``together``: one order for the bank, all or none; else an order for each bill."""

    bill_nos = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=1, max_length=200
    )
    account = serializers.CharField(max_length=40)
    together = serializers.BooleanField(default=True)


class PaySeveralAnswer(serializers.Serializer[Any]):
    payment_nos = serializers.ListField(child=serializers.CharField())


class DepositRequest(serializers.Serializer[Any]):
    amount_cny = serializers.DecimalField(max_digits=15, decimal_places=2)
    account = serializers.CharField(max_length=40)


class PolicyRequest(serializers.Serializer[Any]):
    policy_no = serializers.CharField(max_length=40)


class PolicyAnswer(serializers.Serializer[Any]):
    guarantee_no = serializers.CharField()


class PayerRequest(serializers.Serializer[Any]):
    uscc = serializers.CharField(max_length=18)


class PayerAnswer(serializers.Serializer[Any]):
    uscc = serializers.CharField()
    name = serializers.CharField()
    named_at = serializers.DateTimeField()
