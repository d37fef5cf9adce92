"""Addresses of the manifests wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.manifests.api import carrier, changes, officer, terminal
from clearance.manifests.pages import enterprise, lodging, views
from clearance.manifests.pages import officer as officer_pages

app_name = "manifests"

ONE = "api/v1/manifests/<str:manifest_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/manifests/", enterprise.manifests, name="list"),
    path("enterprise/manifests/lodge/", lodging.lodge, name="lodge"),
    path("enterprise/manifests/tally/", lodging.tally, name="tally"),
    path("enterprise/manifests/template.csv", lodging.template, name="template"),
    path("enterprise/manifests/<str:manifest_no>/", enterprise.detail, name="detail"),
    path("enterprise/manifests/<str:manifest_no>/report", enterprise.report, name="report"),
    path("enterprise/manifests/<str:manifest_no>/bills", enterprise.choose, name="choose"),
    path(
        "enterprise/manifests/<str:manifest_no>/bills/<path:transport_document>/change",
        enterprise.change,
        name="change",
    ),
    path(
        "enterprise/manifests/<str:manifest_no>/bills/<path:transport_document>/",
        enterprise.bill,
        name="bill",
    ),
    path("officer/manifests/", officer_pages.queue, name="queue"),
    path("officer/manifests/decide", officer_pages.decide, name="decide"),
    path("officer/manifests/export.csv", officer_pages.export, name="queue-export"),
    path("officer/manifests/views/", views.save, name="save-view"),
    path("officer/manifests/views/<int:view_id>/delete/", views.delete, name="delete-view"),
    path("officer/manifests/voyages/", officer_pages.voyages, name="voyages"),
    path("officer/manifests/voyages/<str:manifest_no>/", officer_pages.voyage, name="voyage"),
    path("officer/manifests/voyages/<str:manifest_no>/close", officer_pages.close, name="close"),
    path(
        "officer/manifests/bills/<path:transport_document>/settle",
        officer_pages.settle,
        name="settle",
    ),
    path(
        "officer/manifests/bills/<path:transport_document>/",
        officer_pages.bill,
        name="officer-bill",
    ),
    path("api/v1/manifests", carrier.Manifests.as_view(), name="api-manifests"),
    path(ONE, carrier.OneManifest.as_view(), name="api-manifest"),
    path(f"{ONE}/bills", carrier.Bills.as_view(), name="api-manifest-bills"),
    path(f"{ONE}/arrival", carrier.Arrival.as_view(), name="api-arrival"),
    path(f"{ONE}/tally", carrier.TallyReports.as_view(), name="api-tally"),
    path(f"{ONE}/differences", carrier.Differences.as_view(), name="api-differences"),
    path(f"{ONE}/yard-arrival", carrier.YardArrivals.as_view(), name="api-yard-arrival"),
    path(f"{ONE}/loading", carrier.Loading.as_view(), name="api-loading"),
    path(f"{ONE}/sailing", carrier.Sailing.as_view(), name="api-sailing"),
    path(f"{ONE}/close", officer.Closing.as_view(), name="api-close"),
    path(f"{ONE}/amendments", changes.Amendments.as_view(), name="api-amendments"),
    path(f"{ONE}/splits", changes.Splits.as_view(), name="api-splits"),
    path(f"{ONE}/merges", changes.Merges.as_view(), name="api-merges"),
    path(f"{ONE}/parts", changes.Parts.as_view(), name="api-parts"),
    path(f"{ONE}/moves", changes.Moves.as_view(), name="api-moves"),
    path(f"{ONE}/shut-outs", changes.ShutOuts.as_view(), name="api-shut-outs"),
    path(f"{ONE}/transhipments", changes.Transhipments.as_view(), name="api-transhipments"),
    path("api/v1/bills", officer.AllBills.as_view(), name="api-bills"),
    path("api/v1/bills/own", carrier.OneBill.as_view(), name="api-own-bill"),
    path("api/v1/bills/history", carrier.History.as_view(), name="api-bill-history"),
    path("api/v1/bills/locks", officer.Locks.as_view(), name="api-locks"),
    path("api/v1/bills/unlocks", officer.Unlocks.as_view(), name="api-unlocks"),
    path("api/v1/bills/decisions", officer.Decisions.as_view(), name="api-bill-decisions"),
    path("api/v1/bill-changes", officer.OpenChanges.as_view(), name="api-bill-changes"),
    path(
        "api/v1/bill-changes/<int:change_id>/decision",
        officer.ChangeDecisions.as_view(),
        name="api-change-decision",
    ),
    path(
        "api/v1/landed-differences/<int:difference_id>/resolution",
        officer.Resolutions.as_view(),
        name="api-resolution",
    ),
    path(
        "api/v1/terminal/messages/<str:message_no>/again",
        officer.TerminalMessages.as_view(),
        name="api-send-again",
    ),
    path("api/v1/terminal/box-reports", terminal.BoxReports.as_view(), name="api-box-reports"),
    path("api/v1/terminal/receipts", officer.TerminalReceipts.as_view(), name="api-receipts"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
