"""Addresses of the learning wing; they stand before those of single judgements."""

from django.urls import URLPattern, URLResolver, path

from risk.learning import api, pages

app_name = "learning"

_API = "api/v1/risk/models"
_ONE = "officer/risk/models/<str:model_no>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/models/", pages.models, name="list"),
    path("officer/risk/models/roll-back/", pages.back, name="roll-back"),
    path(_ONE, pages.model, name="one"),
    path(f"{_ONE}shadow/", pages.shadow, name="shadow"),
    path(f"{_ONE}end-shadow/", pages.unshadow, name="end-shadow"),
    path(f"{_ONE}ask/", pages.ask, name="ask"),
    path(f"{_ONE}confirm/", pages.confirm, name="confirm"),
    path(f"{_ONE}refuse/", pages.refuse, name="refuse"),
    path(_API, api.Models.as_view(), name="api-list"),
    path(f"{_API}/roll-back", api.RollBack.as_view(), name="api-roll-back"),
    path(f"{_API}/<str:model_no>", api.OneModel.as_view(), name="api-one"),
    path(f"{_API}/<str:model_no>/shadow", api.Shadow.as_view(), name="api-shadow"),
    path(f"{_API}/<str:model_no>/end-shadow", api.EndShadow.as_view(), name="api-end-shadow"),
    path(f"{_API}/<str:model_no>/ask", api.AskToCount.as_view(), name="api-ask"),
    path(f"{_API}/<str:model_no>/confirm", api.Confirm.as_view(), name="api-confirm"),
    path(f"{_API}/<str:model_no>/refuse", api.Refuse.as_view(), name="api-refuse"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
