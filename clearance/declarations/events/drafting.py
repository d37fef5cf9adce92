"""What is told of drafts, templates, files and runs: for the trail, nobody is woken by it."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DraftFiled(Event):
    """A draft became a declaration."""

    name = "clearance.draft-filed"
    subject_fields = (
        "draft_no",
        "declaration_no",
    )

    draft_no: str
    declaration_no: str
    filed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftDeleted(Event):
    """A draft was thrown away; it can be brought back."""

    name = "clearance.draft-deleted"
    subject_fields = ("draft_no",)

    draft_no: str
    deleted_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftRestored(Event):
    """A draft that was thrown away was brought back."""

    name = "clearance.draft-restored"
    subject_fields = ("draft_no",)

    draft_no: str
    restored_at: datetime


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    """``what`` was done to a template: KEPT, RENAMED, DELETED or RESTORED."""

    name = "clearance.template-changed"
    subject_fields = ("template_no",)

    template_no: str
    title: str
    what: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingFileTaken(Event):
    """A file of consignments was sent; each is checked before it becomes a draft."""

    name = "clearance.filing-file-taken"
    subject_fields = ("sheet_no",)

    sheet_no: str
    file_name: str
    rows: int
    consignments: int
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingFileChecked(Event):
    """Every consignment of the file was checked; so many are good."""

    name = "clearance.filing-file-checked"
    subject_fields = ("sheet_no",)

    sheet_no: str
    consignments: int
    good: int
    checked_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingFileStored(Event):
    """The good consignments of the file became drafts."""

    name = "clearance.filing-file-stored"
    subject_fields = ("sheet_no",)

    sheet_no: str
    drafts: int
    stored_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingFileDiscarded(Event):
    """The file was thrown away."""

    name = "clearance.filing-file-discarded"
    subject_fields = ("sheet_no",)

    sheet_no: str
    discarded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftRunBegun(Event):
    """One person submits these drafts together."""

    name = "clearance.draft-run-begun"
    subject_fields = (
        "run_no",
        "draft_nos",
    )

    run_no: str
    draft_nos: tuple[str, ...]
    begun_at: datetime
