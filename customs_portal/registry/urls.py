"""Addresses of the registry."""

from django.urls import URLPattern, URLResolver, path

from customs_portal.registry import api
from customs_portal.registry.pages import officer

app_name = "registry"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/hs", api.Goods.as_view(), name="api-hs"),
    path("api/v1/countries", api.Countries.as_view(), name="api-countries"),
    path("api/v1/hs/<str:code>", api.OneGoods.as_view(), name="api-hs-code"),
    path("api/v1/check/<slug:kind>", api.Check.as_view(), name="api-check"),
    path("api/v1/law/<str:key>", api.Law.as_view(), name="api-law"),
    path("officer/law/", officer.law_pack, name="law"),
    path("officer/law/<str:key>/", officer.law_key, name="law-key"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
