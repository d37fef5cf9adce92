"""Addresses of the declarations wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.declarations.api import access as access_api
from clearance.declarations.api import bulk as bulk_api
from clearance.declarations.api import changes as changes_api
from clearance.declarations.api import claims as claims_api
from clearance.declarations.api import declarations as api
from clearance.declarations.api import documents as documents_api
from clearance.declarations.api import drafts as drafts_api
from clearance.declarations.api import full as full_api
from clearance.declarations.api import reviews as reviews_api
from clearance.declarations.pages import (
    access,
    changes,
    completion,
    documents,
    draft_runs,
    draft_templates,
    drafts,
    enterprise,
    files,
    notices,
    officer,
    one_step,
    prints,
)

app_name = "declarations"

_FIRM = "enterprise/declarations"
_DRAFT = f"{_FIRM}/drafts/<str:draft_no>"
_TEMPLATE = f"{_FIRM}/templates/<int:template_id>"
_WHOLE = f"{_FIRM}/whole/<str:draft_no>"
_COMPLETE = f"{_FIRM}/<str:declaration_no>/complete"
_OFFICER = "officer/declarations"
_CHANGE = "api/v1/changes/<str:request_no>"
_ONE = "api/v1/declarations/<str:declaration_no>"
_REVIEW = "api/v1/reviews/<str:declaration_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_FIRM}/", enterprise.declarations, name="list"),
    path(f"{_FIRM}/export.csv", enterprise.export, name="export"),
    path(f"{_FIRM}/views/", enterprise.save_view, name="save-view"),
    path(f"{_FIRM}/goods/", drafts.goods, name="goods"),
    path(f"{_FIRM}/codes/", completion.codes, name="codes"),
    path(f"{_FIRM}/currencies/", completion.currencies, name="currencies"),
    path(f"{_FIRM}/units/", completion.units, name="units"),
    path(f"{_FIRM}/ports/", one_step.ports, name="ports"),
    path(f"{_FIRM}/new/", one_step.new, name="new"),
    path(f"{_FIRM}/whole/", one_step.begin, name="whole-begin"),
    path(f"{_WHOLE}/", one_step.whole, name="whole"),
    path(f"{_WHOLE}/save/", one_step.save, name="whole-save"),
    path(f"{_WHOLE}/estimate/", one_step.estimate, name="whole-estimate"),
    path(f"{_WHOLE}/questions/", one_step.questions, name="whole-questions"),
    path(f"{_WHOLE}/check/", one_step.check, name="whole-check"),
    path(f"{_FIRM}/drafts/", drafts.drafts, name="drafts"),
    path(f"{_FIRM}/drafts/new/", drafts.begin, name="begin"),
    path(f"{_FIRM}/drafts/submit/", draft_runs.confirm, name="submit-many"),
    path(f"{_DRAFT}/", drafts.draft, name="draft"),
    path(f"{_DRAFT}/save/", drafts.save, name="draft-save"),
    path(f"{_DRAFT}/rail/", drafts.rail, name="draft-rail"),
    path(f"{_DRAFT}/questions/", drafts.questions, name="draft-questions"),
    path(f"{_DRAFT}/check/", drafts.check, name="check"),
    path(f"{_DRAFT}/delete/", drafts.delete, name="draft-delete"),
    path(f"{_DRAFT}/restore/", drafts.restore, name="draft-restore"),
    path(f"{_DRAFT}/template/", draft_templates.from_draft, name="template-from-draft"),
    path(f"{_FIRM}/runs/", draft_runs.runs, name="runs"),
    path(f"{_FIRM}/runs/<str:run_no>/", draft_runs.run, name="run"),
    path(f"{_FIRM}/runs/<str:run_no>/progress/", draft_runs.progress, name="run-progress"),
    path(f"{_FIRM}/runs/<str:run_no>/result.csv", draft_runs.export, name="run-export"),
    path(f"{_FIRM}/templates/", draft_templates.templates, name="templates"),
    path(f"{_TEMPLATE}/use/", draft_templates.use, name="template-use"),
    path(f"{_TEMPLATE}/rename/", draft_templates.rename, name="template-rename"),
    path(f"{_TEMPLATE}/delete/", draft_templates.delete, name="template-delete"),
    path(f"{_TEMPLATE}/restore/", draft_templates.restore, name="template-restore"),
    path(f"{_FIRM}/files/", files.files, name="files"),
    path(f"{_FIRM}/files/sample/", files.sample, name="file-sample"),
    path(f"{_FIRM}/files/<str:sheet_no>/", files.one, name="file"),
    path(f"{_FIRM}/files/<str:sheet_no>/progress/", files.progress, name="file-progress"),
    path(f"{_FIRM}/files/<str:sheet_no>/report.csv", files.report, name="file-report"),
    path(f"{_FIRM}/files/<str:sheet_no>/store/", files.store, name="file-store"),
    path(f"{_FIRM}/files/<str:sheet_no>/discard/", files.discard, name="file-discard"),
    path(f"{_FIRM}/export.xlsx", enterprise.export_xlsx, name="export-xlsx"),
    path(f"{_FIRM}/<str:declaration_no>/", enterprise.detail, name="detail"),
    path(f"{_FIRM}/<str:declaration_no>/copy/", draft_templates.copy, name="copy"),
    path(
        f"{_FIRM}/<str:declaration_no>/template/",
        draft_templates.from_declaration,
        name="template-from-declaration",
    ),
    path(f"{_FIRM}/<str:declaration_no>/declaration.pdf", prints.declaration, name="print"),
    path(f"{_FIRM}/<str:declaration_no>/receipt/", enterprise.receipt, name="receipt"),
    path(f"{_FIRM}/<str:declaration_no>/history/", enterprise.history, name="history"),
    path(f"{_FIRM}/<str:declaration_no>/amend/", enterprise.amend, name="amend"),
    path(f"{_FIRM}/<str:declaration_no>/secure/", enterprise.secure, name="secure"),
    path(f"{_FIRM}/<str:declaration_no>/withdraw/", changes.withdraw, name="withdraw"),
    path(f"{_FIRM}/<str:declaration_no>/change/", changes.ask, name="ask-change"),
    path(f"{_FIRM}/<str:declaration_no>/changes/", changes.history, name="changes"),
    path(f"{_FIRM}/<str:declaration_no>/access/", access.access, name="access"),
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
    path(f"{_OFFICER}/confirm/", officer.confirm_chosen, name="confirm-chosen"),
    path(f"{_OFFICER}/release-claims/", officer.release_claims, name="release-claims"),
    path(f"{_OFFICER}/<str:declaration_no>/", officer.review, name="review"),
    path(f"{_OFFICER}/<str:declaration_no>/decide/", officer.decide, name="decide"),
    path(
        f"{_OFFICER}/<str:declaration_no>/declaration.pdf",
        prints.declaration,
        name="officer-print",
    ),
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
    path(f"{_OFFICER}/<str:declaration_no>/history/", officer.history, name="officer-history"),
    path(f"{_OFFICER}/<str:declaration_no>/access/", access.officer_access, name="officer-access"),
    path("officer/changes/", changes.queue, name="change-queue"),
    path("officer/changes/<str:request_no>/", changes.change, name="change"),
    path("officer/changes/<str:request_no>/decide/", changes.decide, name="change-decide"),
    path("api/v1/declarations", api.Declarations.as_view(), name="api-declarations"),
    path(
        "api/v1/declarations/summary",
        api.SummaryDeclarations.as_view(),
        name="api-summary",
    ),
    path("api/v1/declarations/full", full_api.FullDeclarations.as_view(), name="api-full"),
    path("api/v1/declarations/import", bulk_api.Files.as_view(), name="api-import"),
    path("api/v1/declarations/files/<str:sheet_no>", bulk_api.OneFile.as_view(), name="api-file"),
    path(
        "api/v1/declarations/files/<str:sheet_no>/drafts",
        bulk_api.FileDrafts.as_view(),
        name="api-file-drafts",
    ),
    path("api/v1/declarations/drafts", bulk_api.Drafts.as_view(), name="api-drafts"),
    path("api/v1/declarations/drafts/submit", bulk_api.Runs.as_view(), name="api-submit-many"),
    path(
        "api/v1/declarations/drafts/<str:draft_no>",
        drafts_api.OneDraft.as_view(),
        name="api-draft",
    ),
    path(
        "api/v1/declarations/drafts/<str:draft_no>/restore",
        drafts_api.DraftRestoring.as_view(),
        name="api-draft-restore",
    ),
    path("api/v1/declarations/runs/<str:run_no>", bulk_api.OneRun.as_view(), name="api-run"),
    path("api/v1/declarations/templates", bulk_api.Templates.as_view(), name="api-templates"),
    path(
        "api/v1/declarations/templates/<int:template_id>",
        bulk_api.OneTemplate.as_view(),
        name="api-template",
    ),
    path(
        "api/v1/declarations/templates/<int:template_id>/restore",
        drafts_api.TemplateRestoring.as_view(),
        name="api-template-restore",
    ),
    path(
        "api/v1/declarations/templates/<int:template_id>/drafts",
        bulk_api.TemplateDrafts.as_view(),
        name="api-template-drafts",
    ),
    path("api/v1/elements/<str:hs_code>", api.Elements.as_view(), name="api-elements"),
    path("api/v1/claims/<str:hs_code>", claims_api.Claims.as_view(), name="api-claims"),
    path(_ONE, api.OneDeclaration.as_view(), name="api-declaration"),
    path(f"{_ONE}/copy", bulk_api.Copy.as_view(), name="api-copy"),
    path(f"{_ONE}/history", api.History.as_view(), name="api-history"),
    path(f"{_ONE}/secure", full_api.Securing.as_view(), name="api-secure"),
    path(f"{_ONE}/complete", api.Completion.as_view(), name="api-complete"),
    path(f"{_ONE}/amend", api.AmendmentDoor.as_view(), name="api-amend"),
    path(f"{_ONE}/withdraw", changes_api.Withdrawal.as_view(), name="api-withdraw"),
    path(f"{_ONE}/documents", documents_api.Documents.as_view(), name="api-documents"),
    path(f"{_ONE}/documents/asks", documents_api.DocumentAsks.as_view(), name="api-ask"),
    path(
        f"{_ONE}/documents/asks/<str:type_code>",
        documents_api.OneDocumentAsk.as_view(),
        name="api-cancel-ask",
    ),
    path(
        f"{_ONE}/documents/<int:document_id>",
        documents_api.OneDocument.as_view(),
        name="api-document",
    ),
    path(f"{_ONE}/access", access_api.Access.as_view(), name="api-access"),
    path(f"{_ONE}/access/act", access_api.AccessAct.as_view(), name="api-access-act"),
    path(f"{_ONE}/changes", changes_api.Changes.as_view(), name="api-changes"),
    path(f"{_ONE}/versions", changes_api.Versions.as_view(), name="api-versions"),
    path("api/v1/reviews", reviews_api.Reviews.as_view(), name="api-reviews"),
    path("api/v1/reviews/next", reviews_api.NextReview.as_view(), name="api-review-next"),
    path("api/v1/reviews/claims", reviews_api.ReviewClaims.as_view(), name="api-review-claims"),
    path("api/v1/reviews/confirm", reviews_api.Confirmations.as_view(), name="api-confirm"),
    path(_REVIEW, reviews_api.OneReview.as_view(), name="api-review"),
    path(f"{_REVIEW}/history", reviews_api.ReviewHistory.as_view(), name="api-review-history"),
    path(f"{_REVIEW}/act", reviews_api.ReviewAct.as_view(), name="api-review-act"),
    path("api/v1/changes", changes_api.ChangeQueue.as_view(), name="api-change-queue"),
    path(f"{_CHANGE}", changes_api.OneChange.as_view(), name="api-change"),
    path(f"{_CHANGE}/take-back", changes_api.TakingBack.as_view(), name="api-take-back"),
    path(f"{_CHANGE}/decide", changes_api.Decision.as_view(), name="api-change-decide"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
