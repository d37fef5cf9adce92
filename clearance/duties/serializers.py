"""The shape of guarantees and tax bills on the wire."""

from typing import Any

from rest_framework import serializers

from clearance.duties.operations.register_guarantee import Paper
from clearance.duties.states import RefundState, ReturnState


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
    returned_cny = serializers.DecimalField(max_digits=16, decimal_places=2)


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
    pay_by_provisional = serializers.BooleanField(
        help_text="The holidays of the year are not announced: the day may still move."
    )
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


class ReturnRequest(serializers.Serializer[Any]):
    """``account`` is where the bank pays the money to."""

    guarantee_no = serializers.CharField(max_length=20)
    amount_cny = serializers.DecimalField(max_digits=15, decimal_places=2)
    account = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=400)


class ReturnAccountRequest(serializers.Serializer[Any]):
    account = serializers.CharField(max_length=40)


class ReturnDecisionRequest(serializers.Serializer[Any]):
    grant = serializers.BooleanField()
    answer = serializers.CharField(max_length=400)


class ReturnAnswer(serializers.Serializer[Any]):
    return_no = serializers.CharField()
    guarantee_no = serializers.CharField()
    state = serializers.ChoiceField(choices=ReturnState.choices)
    state_label = serializers.CharField()
    amount_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    account = serializers.CharField()
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    payment_no = serializers.CharField()
    payment_failed = serializers.BooleanField()
    paid_at = serializers.DateTimeField(allow_null=True)


class RefundRequest(serializers.Serializer[Any]):
    """``account`` is where the bank pays the money to."""

    amount_cny = serializers.DecimalField(max_digits=15, decimal_places=2)
    account = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=400)


class RefundDecisionRequest(serializers.Serializer[Any]):
    grant = serializers.BooleanField()


class RefundAnswer(serializers.Serializer[Any]):
    refund_no = serializers.CharField()
    state = serializers.ChoiceField(choices=RefundState.choices)
    state_label = serializers.CharField()
    amount_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    reason = serializers.CharField()
    proposed_by = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    payment_failed = serializers.BooleanField()


class RegisterRequest(serializers.Serializer[Any]):
    """``members``: the further codes of a group's guarantee."""

    uscc = serializers.CharField(max_length=18)
    kind = serializers.ChoiceField(choices=["BANK", "GROUP"])
    limit_cny = serializers.DecimalField(max_digits=16, decimal_places=2)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    issuer_reference = serializers.CharField(max_length=40)
    members = serializers.ListField(
        child=serializers.CharField(max_length=18), max_length=200, default=list
    )

    def to_paper(self) -> Paper:
        return Paper(**self.validated_data)


class StatementRequest(serializers.Serializer[Any]):
    for_date = serializers.DateField()


class StatementFileRequest(StatementRequest):
    file = serializers.FileField(help_text="The bank's movements of the day as CSV")


class StatementDifferenceAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    payment_no = serializers.CharField()
    bank_cny = serializers.CharField()
    our_cny = serializers.CharField()
    bank_reference = serializers.CharField()
    our_reference = serializers.CharField()


class StatementAnswer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    for_date = serializers.DateField()
    received_at = serializers.DateTimeField()
    received_by = serializers.CharField()
    lines = serializers.IntegerField()
    matched = serializers.IntegerField()
    bank_total_cny = serializers.DecimalField(max_digits=18, decimal_places=2)
    our_total_cny = serializers.DecimalField(max_digits=18, decimal_places=2)
    differences = StatementDifferenceAnswer(many=True)


class PeriodicPayerAnswer(serializers.Serializer[Any]):
    uscc = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateField()


class MonthRequest(serializers.Serializer[Any]):
    month = serializers.DateField(help_text="Any day of the month")


class MonthsAnswer(serializers.Serializer[Any]):
    periodic_nos = serializers.ListField(child=serializers.CharField())
