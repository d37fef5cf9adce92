"""Addresses of the orders wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.orders import api
from inspection.orders.pages import enterprise, officer, order, records, tablet

app_name = "orders"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/tablet/", tablet.tablet, name="tablet"),
    path("officer/inspections/", officer.queue, name="queue"),
    path("officer/inspections/export.csv", officer.export, name="export"),
    path("officer/inspections/views/", officer.save_view, name="save-view"),
    path(
        "officer/inspections/views/<int:view_id>/delete/", officer.delete_view, name="delete-view"
    ),
    path("officer/inspection-records/", records.records, name="records"),
    path("officer/inspection-records/export.<str:ending>", records.export, name="records-export"),
    path("officer/inspection-records/views/", records.save_view, name="records-save-view"),
    path(
        "officer/inspection-records/views/<int:view_id>/delete/",
        records.delete_view,
        name="records-delete-view",
    ),
    path("officer/inspections/<str:order_no>/", order.one, name="one"),
    path("officer/inspections/<str:order_no>/accept/", order.accept, name="accept"),
    path("officer/inspections/<str:order_no>/conclude/", order.conclude, name="conclude"),
    path("officer/inspections/<str:order_no>/box/", order.report_box, name="report-box"),
    path("officer/inspections/<str:order_no>/time/", order.decide_time, name="decide-time"),
    path("officer/inspections/<str:order_no>/exclude/", order.exclude, name="exclude"),
    path("officer/inspections/<str:order_no>/redraw/", order.redraw, name="redraw"),
    path("officer/inspections/<str:order_no>/redraw/confirm/", order.confirm, name="confirm"),
    path("enterprise/inspections/", enterprise.notices, name="notices"),
    path("enterprise/inspections/export.csv", enterprise.export, name="notices-export"),
    path("enterprise/inspections/<str:order_no>/", enterprise.notice, name="notice"),
    path(
        "enterprise/inspections/<str:order_no>/confirm/", enterprise.confirm, name="notice-confirm"
    ),
    path("enterprise/inspections/<str:order_no>/time/", enterprise.other_time, name="notice-time"),
    path("api/v1/inspection-notices", api.Notices.as_view(), name="api-notices"),
    path(
        "api/v1/inspection-notices/<str:order_no>/attendance",
        api.Attendance.as_view(),
        name="api-attendance",
    ),
    path(
        "api/v1/inspection-notices/<str:order_no>/other-time",
        api.OtherTime.as_view(),
        name="api-other-time",
    ),
    path(
        "api/v1/inspection-orders/<str:order_no>/appointment",
        api.Appointment.as_view(),
        name="api-appointment",
    ),
    path("api/v1/inspection-records", api.Records.as_view(), name="api-records"),
    path("api/v1/inspection-orders", api.Orders.as_view(), name="api-orders"),
    path("api/v1/inspection-orders/<str:order_no>/box", api.Box.as_view(), name="api-box"),
    path(
        "api/v1/inspection-orders/<str:order_no>/box-reports",
        api.BoxReports.as_view(),
        name="api-box-reports",
    ),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
