"""Addresses of the duties wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.duties.api import enterprise as api
from clearance.duties.api import officer as officer_api
from clearance.duties.pages import enterprise, officer, paying, returns, securities, treasury

app_name = "duties"

_BILL = "api/v1/assessed-bills/<str:bill_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/guarantees", api.Guarantees.as_view(), name="api-guarantees"),
    path("api/v1/tax-bills", api.TaxBills.as_view(), name="api-bills"),
    path("api/v1/tax-bills/pay", api.PayTaxBills.as_view(), name="api-pay-several"),
    path("api/v1/deposits", api.Deposits.as_view(), name="api-deposits"),
    path("api/v1/deposit-returns", api.Returns.as_view(), name="api-returns"),
    path("api/v1/deposit-returns/<str:return_no>", api.Return.as_view(), name="api-return"),
    path(
        "api/v1/deposit-returns/<str:return_no>/decide",
        api.ReturnDecision.as_view(),
        name="api-return-decide",
    ),
    path(
        "api/v1/deposit-returns/<str:return_no>/order",
        api.ReturnOrder.as_view(),
        name="api-return-order",
    ),
    path("api/v1/guarantee-policies", api.Policies.as_view(), name="api-policies"),
    path("api/v1/payers", api.Payers.as_view(), name="api-payers"),
    path("api/v1/payers/<str:uscc>", api.Payer.as_view(), name="api-payer"),
    path("api/v1/tax-bills/<str:bill_no>", api.TaxBill.as_view(), name="api-bill"),
    path("api/v1/tax-bills/<str:bill_no>/pay", api.PayTaxBill.as_view(), name="api-pay"),
    path(_BILL, officer_api.AssessedBill.as_view(), name="api-assessed-bill"),
    path(f"{_BILL}/refunds", officer_api.Refunds.as_view(), name="api-refunds"),
    path(
        f"{_BILL}/refunds/<str:refund_no>/decide",
        officer_api.RefundDecision.as_view(),
        name="api-refund-decide",
    ),
    path(
        f"{_BILL}/refunds/<str:refund_no>/order",
        officer_api.RefundOrder.as_view(),
        name="api-refund-order",
    ),
    path(f"{_BILL}/draw", officer_api.Draw.as_view(), name="api-draw"),
    path(f"{_BILL}/guarantor-paid", officer_api.GuarantorPaid.as_view(), name="api-guarantor-paid"),
    path("api/v1/guarantees/register", officer_api.NewGuarantees.as_view(), name="api-register"),
    path("api/v1/bank-statements", officer_api.Statements.as_view(), name="api-statements"),
    path(
        "api/v1/bank-statements/fetch",
        officer_api.FetchedStatements.as_view(),
        name="api-statements-fetch",
    ),
    path("api/v1/bank-statements/<int:pk>", officer_api.Statement.as_view(), name="api-statement"),
    path(
        "api/v1/periodic-payers", officer_api.PeriodicPayers.as_view(), name="api-periodic-payers"
    ),
    path("api/v1/periodic-bills", officer_api.PeriodicBills.as_view(), name="api-periodic-bills"),
    path("api/v1/bank/callback", api.BankCallback.as_view(), name="api-bank-callback"),
    path("enterprise/guarantees/", paying.guarantees, name="guarantees"),
    path("enterprise/guarantees/deposit", paying.deposit, name="deposit"),
    path("enterprise/guarantees/policy", paying.policy, name="policy"),
    path(
        "enterprise/guarantees/<str:guarantee_no>/ledger.csv",
        enterprise.guarantee_export,
        name="guarantee-export",
    ),
    path("enterprise/guarantees/<str:guarantee_no>/", enterprise.guarantee, name="guarantee"),
    path("enterprise/guarantees/<str:guarantee_no>/return", returns.ask, name="ask-return"),
    path(
        "enterprise/deposit-returns/<str:return_no>/take-back",
        returns.take_back,
        name="take-back-return",
    ),
    path(
        "enterprise/deposit-returns/<str:return_no>/order",
        returns.order_again,
        name="order-return-again",
    ),
    path("enterprise/tax-bills/", enterprise.bills, name="bills"),
    path("enterprise/tax-bills/export.csv", enterprise.export, name="bills-export"),
    path("enterprise/tax-bills/choose", paying.choose, name="choose"),
    path("enterprise/tax-bills/pay-chosen", paying.pay_chosen, name="pay-chosen"),
    path("enterprise/payers/", paying.payers, name="payers"),
    path("enterprise/payers/name", paying.name, name="name-payer"),
    path("enterprise/payers/<str:uscc>/end", paying.end, name="end-payer"),
    path("enterprise/monthly-bills/", paying.months, name="months"),
    path("enterprise/tax-bills/<str:bill_no>/", enterprise.bill, name="bill"),
    path("enterprise/tax-bills/<str:bill_no>/status", enterprise.bill_status, name="bill-status"),
    path("enterprise/tax-bills/<str:bill_no>/pay", enterprise.pay, name="pay"),
    path("enterprise/tax-bills/<str:bill_no>.pdf", enterprise.document, name="bill-document"),
    path("officer/tax-bills/", officer.bills, name="officer-bills"),
    path("officer/tax-bills/export.csv", officer.export, name="officer-bills-export"),
    path("officer/tax-bills/<str:bill_no>/", officer.bill, name="officer-bill"),
    path("officer/tax-bills/<str:bill_no>/refund", treasury.propose, name="propose-refund"),
    path(
        "officer/tax-bills/<str:bill_no>/refund/<str:refund_no>",
        treasury.decide,
        name="decide-refund",
    ),
    path(
        "officer/tax-bills/<str:bill_no>/refund/<str:refund_no>/order",
        treasury.order_again,
        name="order-refund-again",
    ),
    path(
        "officer/tax-bills/<str:bill_no>/guarantor-paid",
        treasury.guarantor_paid,
        name="guarantor-paid",
    ),
    path("officer/tax-bills/<str:bill_no>/draw", treasury.draw, name="draw"),
    path("officer/guarantees/", securities.guarantees, name="officer-guarantees"),
    path("officer/guarantees/register", securities.register, name="register-guarantee"),
    path("officer/deposit-returns/", returns.returns, name="returns"),
    path("officer/deposit-returns/export.csv", returns.export, name="returns-export"),
    path("officer/deposit-returns/<str:return_no>/", returns.one, name="return"),
    path("officer/deposit-returns/<str:return_no>/decide", returns.decide, name="decide-return"),
    path("officer/ledger/", treasury.ledger, name="ledger"),
    path("officer/ledger/export.csv", treasury.ledger_export, name="ledger-export"),
    path("officer/reconciliation/", treasury.statements, name="statements"),
    path("officer/reconciliation/compare", treasury.compare, name="compare-statement"),
    path("officer/reconciliation/<int:pk>/", treasury.statement, name="statement"),
    path(
        "officer/reconciliation/<int:pk>/differences.csv",
        treasury.statement_export,
        name="statement-export",
    ),
    path("officer/monthly-bills/", treasury.months, name="officer-months"),
    path("officer/monthly-bills/admit", treasury.admit, name="admit-periodic"),
    path("officer/monthly-bills/issue", treasury.issue, name="issue-months"),
    path("officer/tax-bills/<str:bill_no>.pdf", officer.document, name="officer-bill-document"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
