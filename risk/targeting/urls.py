"""Addresses of the targeting desk."""

from django.urls import URLPattern, URLResolver, path

from risk.targeting import api
from risk.targeting.pages import orders, writing

app_name = "targeting"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/orders/", orders.orders, name="list"),
    path("officer/risk/orders/export/", orders.export, name="export"),
    path("officer/risk/orders/views/", orders.save_view, name="save-view"),
    path("officer/risk/orders/views/<int:view_id>/delete/", orders.delete_view, name="delete-view"),
    path("officer/risk/orders/new/", writing.new, name="new"),
    path("officer/risk/orders/new/save/", writing.save, name="save"),
    path("officer/risk/orders/<str:order_no>/", orders.one, name="one"),
    path("officer/risk/orders/<str:order_no>/withdraw/", writing.withdraw, name="withdraw"),
    path("officer/risk/orders/<str:order_no>/extend/", writing.extend, name="extend"),
    path("api/v1/control-orders", api.ControlOrders.as_view(), name="api-orders"),
    path("api/v1/control-orders/<str:order_no>", api.OneOrder.as_view(), name="api-order"),
    path(
        "api/v1/control-orders/<str:order_no>/withdraw", api.Withdraw.as_view(), name="api-withdraw"
    ),
    path("api/v1/control-orders/<str:order_no>/extend", api.Extend.as_view(), name="api-extend"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
