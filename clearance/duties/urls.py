"""Addresses of the duties wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.duties import api
from clearance.duties.pages import enterprise, officer

app_name = "duties"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/guarantees", api.Guarantees.as_view(), name="api-guarantees"),
    path("api/v1/tax-bills", api.TaxBills.as_view(), name="api-bills"),
    path("api/v1/tax-bills/<str:bill_no>", api.TaxBill.as_view(), name="api-bill"),
    path("api/v1/tax-bills/<str:bill_no>/pay", api.PayTaxBill.as_view(), name="api-pay"),
    path("api/v1/bank/callback", api.BankCallback.as_view(), name="api-bank-callback"),
    path("enterprise/guarantees/", enterprise.guarantees, name="guarantees"),
    path("enterprise/guarantees/<str:guarantee_no>/", enterprise.guarantee, name="guarantee"),
    path("enterprise/tax-bills/", enterprise.bills, name="bills"),
    path("enterprise/tax-bills/export.csv", enterprise.export, name="bills-export"),
    path("enterprise/tax-bills/<str:bill_no>/", enterprise.bill, name="bill"),
    path("enterprise/tax-bills/<str:bill_no>/status", enterprise.bill_status, name="bill-status"),
    path("enterprise/tax-bills/<str:bill_no>/pay", enterprise.pay, name="pay"),
    path("enterprise/tax-bills/<str:bill_no>.pdf", enterprise.document, name="bill-document"),
    path("officer/tax-bills/", officer.bills, name="officer-bills"),
    path("officer/tax-bills/export.csv", officer.export, name="officer-bills-export"),
    path("officer/tax-bills/<str:bill_no>/", officer.bill, name="officer-bill"),
    path("officer/tax-bills/<str:bill_no>.pdf", officer.document, name="officer-bill-document"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
