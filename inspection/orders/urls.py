"""Addresses of the orders wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.orders.pages import officer, order, tablet

app_name = "orders"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/tablet/", tablet.tablet, name="tablet"),
    path("officer/inspections/", officer.queue, name="queue"),
    path("officer/inspections/export.csv", officer.export, name="export"),
    path("officer/inspections/views/", officer.save_view, name="save-view"),
    path(
        "officer/inspections/views/<int:view_id>/delete/", officer.delete_view, name="delete-view"
    ),
    path("officer/inspections/<str:order_no>/", order.one, name="one"),
    path("officer/inspections/<str:order_no>/accept/", order.accept, name="accept"),
    path("officer/inspections/<str:order_no>/conclude/", order.conclude, name="conclude"),
    path("officer/inspections/<str:order_no>/exclude/", order.exclude, name="exclude"),
    path("officer/inspections/<str:order_no>/redraw/", order.redraw, name="redraw"),
    path("officer/inspections/<str:order_no>/redraw/confirm/", order.confirm, name="confirm"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
