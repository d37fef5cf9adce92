"""Addresses of the gates wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.gates.api import officer as officer_api
from clearance.gates.api import passes as api
from clearance.gates.api import safety_locks as lock_api
from clearance.gates.consumers import BoardConsumer, LaneConsumer
from clearance.gates.pages import (
    applications,
    enterprise,
    journeys,
    ledgers,
    locks,
    officer,
    queue,
    safety_locks,
    trucks,
)

app_name = "gates"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/gate-passes", api.GatePasses.as_view(), name="api-passes"),
    path("api/v1/gate-passes/<str:pass_no>", api.GatePass.as_view(), name="api-pass"),
    path("api/v1/gate-passes/<str:pass_no>/turn", api.GateTurn.as_view(), name="api-turn"),
    path("api/v1/gate-applications", officer_api.Applications.as_view(), name="api-applications"),
    path(
        "api/v1/gate-applications/<str:pass_no>",
        officer_api.Application.as_view(),
        name="api-application",
    ),
    path(
        "api/v1/gate-applications/<str:pass_no>/review",
        officer_api.ApplicationReview.as_view(),
        name="api-application-review",
    ),
    path("api/v1/gate-passages", officer_api.Passages.as_view(), name="api-passages"),
    path(
        "api/v1/gate-passages/<str:passage_no>",
        officer_api.OnePassage.as_view(),
        name="api-passage",
    ),
    path(
        "api/v1/gate-passages/<str:passage_no>/open",
        officer_api.Opening.as_view(),
        name="api-open-lane",
    ),
    path(
        "api/v1/gate-passages/<str:passage_no>/back",
        officer_api.TurningBack.as_view(),
        name="api-turn-back",
    ),
    path("api/v1/gate-queue/call", officer_api.Calls.as_view(), name="api-call"),
    path("api/v1/gate-locks", officer_api.Locks.as_view(), name="api-gate-locks"),
    path(
        "api/v1/gate-locks/<int:lock_id>/lift",
        officer_api.LockLifting.as_view(),
        name="api-lift",
    ),
    path("api/v1/gate-ledgers", api.GateLedgers.as_view(), name="api-ledgers"),
    path("api/v1/gate-journeys", api.GateJourneys.as_view(), name="api-journeys"),
    path("api/v1/gate-journeys/<str:pass_no>", api.GateJourney.as_view(), name="api-journey"),
    path(
        "api/v1/gate-journeys/<str:pass_no>/close",
        officer_api.JourneyEnd.as_view(),
        name="api-close-journey",
    ),
    path("api/v1/trucks", api.Trucks.as_view(), name="api-trucks"),
    path("api/v1/trucks/<str:plate_no>", api.Truck.as_view(), name="api-truck"),
    path("api/v1/safety-locks", lock_api.SafetyLocks.as_view(), name="api-safety-locks"),
    path("api/v1/safety-locks/<int:use_id>", lock_api.SafetyLock.as_view(), name="api-safety-lock"),
    path(
        "api/v1/safety-locks/<int:use_id>/orders",
        lock_api.SafetyLockOrders.as_view(),
        name="api-safety-lock-orders",
    ),
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
    path("officer/gates/journeys/", journeys.journeys, name="journeys"),
    path("officer/gates/journeys/<str:pass_no>/", journeys.journey, name="journey"),
    path("officer/gates/journeys.csv", journeys.export, name="journeys-export"),
    path("officer/gates/journeys/<str:pass_no>/close", journeys.close, name="close-journey"),
    path("officer/gates/locks/", locks.locks, name="locks"),
    path("officer/gates/locks/<int:lock_id>/", locks.lock, name="lock"),
    path("officer/gates/locks/<int:lock_id>/lift", locks.lift, name="lift"),
    path("officer/gates/safety-locks/", safety_locks.safety_locks, name="safety-locks"),
    path("officer/gates/safety-locks.csv", safety_locks.export, name="safety-locks-export"),
    path("officer/gates/safety-locks/<int:use_id>/", safety_locks.safety_lock, name="safety-lock"),
    path(
        "officer/gates/safety-locks/<int:use_id>/order",
        safety_locks.order,
        name="safety-lock-order",
    ),
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
