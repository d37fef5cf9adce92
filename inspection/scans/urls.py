"""Addresses of the archive of scans."""

from django.urls import URLPattern, URLResolver, path

from inspection.scans import api
from inspection.scans.pages import archive, one

app_name = "scans"

_ONE = "officer/scans/<str:scan_no>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/scans/", archive.scans, name="list"),
    path("officer/scans/export/", archive.export, name="export"),
    path("officer/scans/refused/", archive.refused, name="refused"),
    path("officer/scans/refused/export/", archive.export_refused, name="export-refused"),
    path(_ONE, one.scan, name="one"),
    path(f"{_ONE}thumbnail.jpg", one.thumbnail, name="thumbnail"),
    path(f"{_ONE}file/", one.kept_file, name="file"),
    path(f"{_ONE}verify/", one.verify, name="verify"),
    path(f"{_ONE}hold/", one.hold, name="hold"),
    path(f"{_ONE}lift/", one.lift, name="lift"),
    path(f"{_ONE}tiles/<int:level>/<int:column>-<int:row>.png", one.tile, name="tile"),
    path(f"{_ONE}slices/<str:axis>/<int:number>.png", one.cut, name="slice"),
    path(f"{_ONE}pictures/<int:position>.png", one.made_cut, name="picture"),
    path("api/v1/scans", api.Scans.as_view(), name="api-scans"),
    path("api/v1/scans/refused", api.Refused.as_view(), name="api-refused"),
    path("api/v1/scans/deliveries", api.Deliveries.as_view(), name="api-deliveries"),
    path("api/v1/scans/<str:scan_no>", api.OneScan.as_view(), name="api-scan"),
    path("api/v1/scans/<str:scan_no>/file", api.KeptFile.as_view(), name="api-file"),
    path("api/v1/scans/<str:scan_no>/verify", api.Verify.as_view(), name="api-verify"),
    path("api/v1/scans/<str:scan_no>/hold", api.Hold.as_view(), name="api-hold"),
    path("api/v1/scans/<str:scan_no>/lift", api.Lift.as_view(), name="api-lift"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
