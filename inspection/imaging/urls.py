"""Addresses of the imaging wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.imaging import consumers, pages

app_name = "imaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/images/", pages.bench, name="bench"),
    path("officer/images/next/", pages.take_next, name="next"),
    path("officer/images/<str:scan_no>.png", pages.scan_pixels, name="pixels"),
    path("officer/images/<str:scan_no>/conclude/", pages.conclude, name="conclude"),
    path(
        "officer/images/<str:scan_no>/second-opinion/",
        pages.second_opinion,
        name="second-opinion",
    ),
    path("officer/images/<str:scan_no>/release/", pages.give_scan_back, name="release"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/bench/", consumers.BenchConsumer.as_asgi(), name="bench-line"),  # type: ignore[arg-type]
]
