"""Addresses of the gates wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.gates import api
from clearance.gates.pages import enterprise, officer

app_name = "gates"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/gate-passes", api.GatePasses.as_view(), name="api-passes"),
    path("api/v1/gate-passes/<str:pass_no>", api.GatePass.as_view(), name="api-pass"),
    path("enterprise/gate-passes/", enterprise.passes, name="passes"),
    path("enterprise/gate-passes/apply/", enterprise.apply, name="apply"),
    path("enterprise/gate-passes/<str:pass_no>/", enterprise.gate_pass, name="pass"),
    path("enterprise/gate-passes/<str:pass_no>/void", enterprise.void, name="void"),
    path("officer/gates/", officer.gates, name="gates"),
    path("officer/gates/lanes", officer.lanes, name="lanes"),
    path("officer/gates/passages.csv", officer.export, name="passages-export"),
    path("officer/gates/passages/<str:passage_no>/", officer.passage, name="passage"),
    path("officer/gates/passages/<str:passage_no>/open", officer.open_lane, name="open-lane"),
    path("officer/gates/<str:place_code>/screen/", officer.screen, name="screen"),
    path("officer/gates/<str:place_code>/screen/line", officer.screen_line, name="screen-line"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
