"""Addresses of the declarations wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.declarations import api
from clearance.declarations.pages import completion, drafts, enterprise, notices, officer

app_name = "declarations"

_FIRM = "enterprise/declarations"
_DRAFT = f"{_FIRM}/drafts/<str:draft_no>"
_COMPLETE = f"{_FIRM}/<str:declaration_no>/complete"
_OFFICER = "officer/declarations"
_ONE = "api/v1/declarations/<str:declaration_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_FIRM}/", enterprise.declarations, name="list"),
    path(f"{_FIRM}/export.csv", enterprise.export, name="export"),
    path(f"{_FIRM}/views/", enterprise.save_view, name="save-view"),
    path(f"{_FIRM}/goods/", drafts.goods, name="goods"),
    path(f"{_FIRM}/codes/", completion.codes, name="codes"),
    path(f"{_FIRM}/currencies/", completion.currencies, name="currencies"),
    path(f"{_FIRM}/units/", completion.units, name="units"),
    path(f"{_FIRM}/drafts/", drafts.drafts, name="drafts"),
    path(f"{_FIRM}/drafts/new/", drafts.begin, name="begin"),
    path(f"{_DRAFT}/", drafts.draft, name="draft"),
    path(f"{_DRAFT}/save/", drafts.save, name="draft-save"),
    path(f"{_DRAFT}/rail/", drafts.rail, name="draft-rail"),
    path(f"{_DRAFT}/questions/", drafts.questions, name="draft-questions"),
    path(f"{_DRAFT}/check/", drafts.check, name="check"),
    path(f"{_DRAFT}/delete/", drafts.delete, name="draft-delete"),
    path(f"{_DRAFT}/restore/", drafts.restore, name="draft-restore"),
    path(f"{_FIRM}/<str:declaration_no>/", enterprise.detail, name="detail"),
    path(f"{_FIRM}/<str:declaration_no>/receipt/", enterprise.receipt, name="receipt"),
    path(f"{_FIRM}/<str:declaration_no>/amend/", enterprise.amend, name="amend"),
    path(f"{_FIRM}/<str:declaration_no>/withdraw/", enterprise.withdraw, name="withdraw"),
    path(f"{_FIRM}/<str:declaration_no>/decision.pdf", notices.notice, name="notice"),
    path("verify/", notices.ask, name="verify"),
    path("verify/<str:code>/", notices.verify, name="verify-code"),
    path(f"{_COMPLETE}/", completion.complete, name="complete"),
    path(f"{_COMPLETE}/save/", completion.save, name="complete-save"),
    path(f"{_COMPLETE}/estimate/", completion.estimate, name="complete-estimate"),
    path(f"{_COMPLETE}/check/", completion.check, name="complete-check"),
    path(f"{_COMPLETE}/receipt/", completion.receipt, name="complete-receipt"),
    path(f"{_OFFICER}/", officer.queue, name="queue"),
    path(f"{_OFFICER}/news/", officer.news, name="queue-news"),
    path(f"{_OFFICER}/export.csv", officer.export, name="queue-export"),
    path(f"{_OFFICER}/views/", officer.save_view, name="queue-save-view"),
    path(f"{_OFFICER}/next/", officer.take_next, name="take-next"),
    path(f"{_OFFICER}/claim/", officer.claim, name="claim"),
    path(f"{_OFFICER}/release-claims/", officer.release_claims, name="release-claims"),
    path(f"{_OFFICER}/<str:declaration_no>/", officer.review, name="review"),
    path(f"{_OFFICER}/<str:declaration_no>/decide/", officer.decide, name="decide"),
    path(f"{_OFFICER}/<str:declaration_no>/decision.pdf", notices.notice, name="officer-notice"),
    path("api/v1/declarations", api.Declarations.as_view(), name="api-declarations"),
    path(
        "api/v1/declarations/summary",
        api.SummaryDeclarations.as_view(),
        name="api-summary",
    ),
    path(_ONE, api.OneDeclaration.as_view(), name="api-declaration"),
    path(f"{_ONE}/complete", api.Completion.as_view(), name="api-complete"),
    path(f"{_ONE}/amend", api.AmendmentDoor.as_view(), name="api-amend"),
    path(f"{_ONE}/withdraw", api.Withdrawal.as_view(), name="api-withdraw"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
