"""Addresses of the imaging wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.imaging import api, consumers
from inspection.imaging.pages import bench, measures, planted, room

app_name = "imaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/images/", bench.bench, name="bench"),
    path("officer/images/next/", bench.take_next, name="next"),
    path("officer/images/beside/", bench.beside, name="beside"),
    path("officer/images/layout/", bench.layout, name="layout"),
    path("officer/images/mine/", measures.mine, name="mine"),
    path("officer/images/<str:scan_no>.png", bench.scan_pixels, name="pixels"),
    path("officer/images/<str:scan_no>/keep/", bench.keep, name="keep"),
    path("officer/images/<str:scan_no>/first-look/", bench.first_look, name="first-look"),
    path("officer/images/<str:scan_no>/advice/", bench.advice, name="advice"),
    path("officer/images/<str:scan_no>/conclude/", bench.conclude, name="conclude"),
    path("officer/images/<str:scan_no>/take-back/", bench.take_back, name="take-back"),
    path(
        "officer/images/<str:scan_no>/second-opinion/",
        bench.second_opinion,
        name="second-opinion",
    ),
    path("officer/images/<str:scan_no>/release/", bench.give_scan_back, name="release"),
    path("supervisor/image-room/", room.now_in_room, name="room"),
    path("supervisor/image-room/measures/", measures.people, name="measures"),
    path("supervisor/image-room/room.<str:ending>", room.export_room, name="export-room"),
    path(
        "supervisor/image-room/measures/export.<str:ending>",
        measures.export_people,
        name="export-measures",
    ),
    path("supervisor/image-room/hit-rates/", measures.rates, name="hit-rates"),
    path(
        "supervisor/image-room/hit-rates/export.<str:ending>",
        measures.export_rates,
        name="export-hit-rates",
    ),
    path("supervisor/image-room/planted/", planted.library, name="planted"),
    path(
        "supervisor/image-room/planted/export.<str:ending>",
        planted.export,
        name="export-planted",
    ),
    path("supervisor/image-room/planted/new/", planted.new, name="new-planted"),
    path(
        "supervisor/image-room/planted/<str:planted_no>/retire/",
        planted.retire,
        name="retire-planted",
    ),
    path("api/v1/image-reviews/next", api.Next.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/marks", api.Marks.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/first-look", api.Look.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/advice", api.AdviceOnScan.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/conclusion", api.Conclusion.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/second-opinion", api.SecondOpinion.as_view()),
    path("api/v1/image-reviews/<str:scan_no>/release", api.Release.as_view()),
    path("api/v1/image-room", api.Room.as_view()),
    path("api/v1/image-room/measures", api.Measures.as_view()),
    path("api/v1/image-room/hit-rates", api.HitRates.as_view()),
    path("api/v1/image-room/planted", api.Library.as_view()),
    path("api/v1/image-room/planted/<str:planted_no>/retirement", api.Retirement.as_view()),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/bench/", consumers.BenchConsumer.as_asgi(), name="bench-line"),  # type: ignore[arg-type]
]
