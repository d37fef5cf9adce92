"""Addresses of the handheld: the page and what it is made of, records, the doors of programs."""

from django.urls import URLPattern, URLResolver, path

from inspection.handheld import api
from inspection.handheld.pages import device, records

app_name = "handheld"

_RECORD = "handheld/records/<str:order_no>/"
_API = "api/v1/handheld/records/<str:order_no>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("handheld/", device.handheld, name="device"),
    path("handheld/worker.js", device.worker, name="worker"),
    path("handheld/app.webmanifest", device.manifest, name="manifest"),
    path(_RECORD, records.one, name="record"),
    path(f"{_RECORD}record.pdf", records.paper, name="paper"),
    path(f"{_RECORD}photographs/<int:photograph_id>.jpg", records.photograph, name="photograph"),
    path(f"{_RECORD}return/", records.give_back, name="return"),
    path(f"{_RECORD}pass/", records.let_stand, name="pass"),
    path("api/v1/handheld/tasks", api.Tasks.as_view(), name="api-tasks"),
    path(_API, api.Record.as_view(), name="api-record"),
    path(f"{_API}/entries", api.Entries.as_view(), name="api-entries"),
    path(f"{_API}/photographs", api.Photographs.as_view(), name="api-photographs"),
    path(
        f"{_API}/photographs/<int:photograph_id>",
        api.OnePhotograph.as_view(),
        name="api-photograph",
    ),
    path(f"{_API}/confirm", api.Confirm.as_view(), name="api-confirm"),
    path(f"{_API}/return", api.Return.as_view(), name="api-return"),
    path(f"{_API}/pass", api.Pass.as_view(), name="api-pass"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
