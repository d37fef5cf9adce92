"""Addresses of the orders wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.orders.pages import officer, tablet

app_name = "orders"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/tablet/", tablet.tablet, name="tablet"),
    path("officer/inspections/", officer.queue, name="queue"),
    path("officer/inspections/export.csv", officer.export, name="export"),
    path("officer/inspections/<str:order_no>/", officer.one, name="one"),
    path("officer/inspections/<str:order_no>/accept/", officer.accept, name="accept"),
    path("officer/inspections/<str:order_no>/conclude/", officer.conclude, name="conclude"),
    path("officer/inspections/<str:order_no>/exclude/", officer.exclude, name="exclude"),
    path("officer/inspections/<str:order_no>/redraw/", officer.redraw, name="redraw"),
    path("officer/inspections/<str:order_no>/redraw/confirm/", officer.confirm, name="confirm"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
