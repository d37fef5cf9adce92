"""Addresses of the declarations wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.declarations.api import changes as changes_api
from clearance.declarations.api import declarations as api
from clearance.declarations.api import documents as documents_api
from clearance.declarations.pages import (
    changes,
    completion,
    documents,
    drafts,
    enterprise,
    notices,
    officer,
)

app_name = "declarations"

_FIRM = "enterprise/declarations"
_DRAFT = f"{_FIRM}/drafts/<str:draft_no>"
_COMPLETE = f"{_FIRM}/<str:declaration_no>/complete"
_OFFICER = "officer/declarations"
_CHANGE = "api/v1/changes/<str:request_no>"
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
    path(f"{_FIRM}/<str:declaration_no>/withdraw/", changes.withdraw, name="withdraw"),
    path(f"{_FIRM}/<str:declaration_no>/change/", changes.ask, name="ask-change"),
    path(f"{_FIRM}/<str:declaration_no>/changes/", changes.history, name="changes"),
    path(f"{_FIRM}/<str:declaration_no>/documents/", documents.documents, name="documents"),
    path(
        f"{_FIRM}/<str:declaration_no>/documents/<int:document_id>.pdf",
        documents.one,
        name="document",
    ),
    path("enterprise/changes/<str:request_no>/take-back/", changes.take_back, name="take-back"),
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
    path(
        f"{_OFFICER}/<str:declaration_no>/documents/",
        documents.officer_documents,
        name="officer-documents",
    ),
    path(
        f"{_OFFICER}/<str:declaration_no>/documents/<str:type_code>/cancel/",
        documents.cancel,
        name="cancel-ask",
    ),
    path(
        f"{_OFFICER}/<str:declaration_no>/documents/<int:document_id>.pdf",
        documents.one,
        name="officer-document",
    ),
    path("officer/changes/", changes.queue, name="change-queue"),
    path("officer/changes/<str:request_no>/", changes.change, name="change"),
    path("officer/changes/<str:request_no>/decide/", changes.decide, name="change-decide"),
    path("api/v1/declarations", api.Declarations.as_view(), name="api-declarations"),
    path(
        "api/v1/declarations/summary",
        api.SummaryDeclarations.as_view(),
        name="api-summary",
    ),
    path("api/v1/elements/<str:hs_code>", api.Elements.as_view(), name="api-elements"),
    path(_ONE, api.OneDeclaration.as_view(), name="api-declaration"),
    path(f"{_ONE}/complete", api.Completion.as_view(), name="api-complete"),
    path(f"{_ONE}/amend", api.AmendmentDoor.as_view(), name="api-amend"),
    path(f"{_ONE}/withdraw", changes_api.Withdrawal.as_view(), name="api-withdraw"),
    path(f"{_ONE}/documents", documents_api.Documents.as_view(), name="api-documents"),
    path(f"{_ONE}/documents/asks", documents_api.DocumentAsks.as_view(), name="api-ask"),
    path(
        f"{_ONE}/documents/<int:document_id>",
        documents_api.OneDocument.as_view(),
        name="api-document",
    ),
    path(f"{_ONE}/changes", changes_api.Changes.as_view(), name="api-changes"),
    path(f"{_ONE}/versions", changes_api.Versions.as_view(), name="api-versions"),
    path("api/v1/changes", changes_api.ChangeQueue.as_view(), name="api-change-queue"),
    path(f"{_CHANGE}", changes_api.OneChange.as_view(), name="api-change"),
    path(f"{_CHANGE}/take-back", changes_api.TakingBack.as_view(), name="api-take-back"),
    path(f"{_CHANGE}/decide", changes_api.Decision.as_view(), name="api-change-decide"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
