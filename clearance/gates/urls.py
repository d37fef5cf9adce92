"""Addresses of the gates wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.gates import api
from clearance.gates.consumers import BoardConsumer, LaneConsumer
from clearance.gates.pages import applications, enterprise, ledgers, locks, officer, queue, trucks

app_name = "gates"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/gate-passes", api.GatePasses.as_view(), name="api-passes"),
    path("api/v1/gate-passes/<str:pass_no>", api.GatePass.as_view(), name="api-pass"),
    path("api/v1/gate-passes/<str:pass_no>/turn", api.GateTurn.as_view(), name="api-turn"),
    path("api/v1/gate-ledgers", api.GateLedgers.as_view(), name="api-ledgers"),
    path("api/v1/trucks", api.Trucks.as_view(), name="api-trucks"),
    path("api/v1/trucks/<str:plate_no>", api.Truck.as_view(), name="api-truck"),
    path("enterprise/gate-passes/", enterprise.passes, name="passes"),
    path("enterprise/gate-passes/apply/", enterprise.apply, name="apply"),
    path("enterprise/gate-passes/<str:pass_no>/", enterprise.gate_pass, name="pass"),
    path("enterprise/gate-passes/<str:pass_no>/code.png", enterprise.code_picture, name="code"),
    path("enterprise/gate-passes/<str:pass_no>/void", enterprise.void, name="void"),
    path("enterprise/gate-passes/<str:pass_no>/queue", enterprise.join, name="join"),
    path("enterprise/gate-passes/<str:pass_no>/leave", enterprise.leave, name="leave"),
    path("enterprise/trucks/", trucks.trucks, name="trucks"),
    path("enterprise/trucks/<str:plate_no>/retire", trucks.retire, name="retire-truck"),
    path("enterprise/gate-ledgers/", ledgers.ledgers, name="ledgers"),
    path("enterprise/gate-ledgers/<int:ledger_id>/", ledgers.ledger, name="ledger"),
    path("officer/gates/", officer.gates, name="gates"),
    path("officer/gates/lanes", officer.lanes, name="lanes"),
    path("officer/gates/board/", queue.board, name="board"),
    path("officer/gates/board/call", queue.call, name="call"),
    path("officer/gates/passes/", applications.passes, name="applications"),
    path("officer/gates/passes/register/", applications.register, name="register"),
    path("officer/gates/passes/<str:pass_no>/", applications.one, name="application"),
    path("officer/gates/passes/<str:pass_no>/review", applications.review, name="review"),
    path("officer/gates/locks/", locks.locks, name="locks"),
    path("officer/gates/locks/<int:lock_id>/lift", locks.lift, name="lift"),
    path("officer/gates/passages.csv", officer.export, name="passages-export"),
    path("officer/gates/passages/<str:passage_no>/", officer.passage, name="passage"),
    path("officer/gates/passages/<str:passage_no>/open", officer.open_lane, name="open-lane"),
    path("officer/gates/passages/<str:passage_no>/back", officer.turn_away, name="turn-back"),
    path("officer/gates/<str:place_code>/screen/", officer.screen, name="screen"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/gates/board/", BoardConsumer.as_asgi(), name="board-socket"),
    path("ws/gates/lanes/<str:place_code>/", LaneConsumer.as_asgi(), name="lane-socket"),
]
