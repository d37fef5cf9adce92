"""Addresses of the draws wing."""

from django.urls import URLPattern, URLResolver, path

from inspection.draws import api
from inspection.draws.pages import enterprise, officer, premises, public, supervisor

app_name = "draws"

urlpatterns: list[URLPattern | URLResolver] = [
    path("draws/", public.days, name="days"),
    path("draws/check/", public.check, name="check"),
    path("draws/verify_draw.py", public.script, name="script"),
    path("draws/files/<str:day>.jsonl", public.file, name="file"),
    path("officer/draws/", officer.draws, name="list"),
    path("officer/draws/export.csv", officer.export, name="export"),
    path("officer/draws/commit/", officer.commit, name="commit"),
    path("officer/draws/keep-out/", officer.keep_officer_out, name="keep-out"),
    path("officer/draws/premises/", premises.premises, name="premises"),
    path("officer/draws/premises/export.csv", premises.export, name="premises-export"),
    path("officer/draws/premises/enter/", premises.enter, name="premises-enter"),
    path("officer/draws/premises/take-out/", premises.take_out, name="take-out"),
    path("officer/draws/premises/take-out/agree/", premises.agree, name="take-out-agree"),
    path("officer/draws/premises/leave-in/", premises.leave, name="leave-in"),
    path("officer/draws/<str:draw_no>/", officer.one, name="one"),
    path("officer/draws/<str:draw_no>/beacon/", officer.beacon, name="beacon"),
    path("enterprise/draws/", enterprise.subjects, name="own"),
    path(
        "enterprise/draws/<int:subject_key>/receipt.json", enterprise.receipt_file, name="receipt"
    ),
    path(
        "enterprise/draws/declarations/<str:declaration_no>/receipt.json",
        enterprise.filing_receipt_file,
        name="filing-receipt",
    ),
    path("supervisor/draws/", supervisor.disclosed, name="disclosed"),
    path("supervisor/draws/export.csv", supervisor.export, name="disclosed-export"),
    path("api/v1/draws", api.Draws.as_view()),
    path("api/v1/draws/subjects", api.Subjects.as_view()),
    path("api/v1/draws/subjects/out", api.TakingOut.as_view()),
    path("api/v1/draws/subjects/out/agreed", api.TakingOutAgreed.as_view()),
    path("api/v1/draws/subjects/left-in", api.LeavingIn.as_view()),
    path("api/v1/draws/premises", api.Premises.as_view()),
    path("api/v1/draws/kept-out", api.KeptOut.as_view()),
    path("api/v1/draws/receipts", api.OwnSubjects.as_view()),
    path("api/v1/draws/receipts/<int:subject_key>", api.Receipt.as_view()),
    path("api/v1/draws/receipts/declarations/<str:declaration_no>", api.FilingReceipt.as_view()),
    path("api/v1/draws/<str:draw_no>", api.Draw.as_view()),
    path("api/v1/draws/<str:draw_no>/beacon", api.Beacon.as_view()),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
