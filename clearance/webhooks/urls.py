"""Addresses of the webhooks wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.webhooks import api
from clearance.webhooks.pages import enterprise

app_name = "webhooks"

_HOOK = "enterprise/webhooks/<str:hook_no>"
_API = "api/v1/webhooks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/webhooks/", enterprise.webhooks, name="list"),
    path("enterprise/webhooks/new/", enterprise.register, name="register"),
    path("enterprise/webhooks/deliveries/<str:delivery_no>/", enterprise.delivery, name="delivery"),
    path(f"{_HOOK}/", enterprise.webhook, name="one"),
    path(f"{_HOOK}/export.csv", enterprise.export, name="export"),
    path(f"{_HOOK}/act/", enterprise.act, name="act"),
    path(_API, api.Webhooks.as_view(), name="api-webhooks"),
    path(f"{_API}/deliveries/<str:delivery_no>", api.OneDelivery.as_view(), name="api-delivery"),
    path(f"{_API}/<str:hook_no>", api.OneWebhook.as_view(), name="api-webhook"),
    path(f"{_API}/<str:hook_no>/secret", api.NewSecret.as_view(), name="api-secret"),
    path(f"{_API}/<str:hook_no>/deliveries", api.Deliveries.as_view(), name="api-deliveries"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
