"""News of declarations in one step, import and export."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DeclarationFiled(Event):
    """A declaration was filed whole, in one step, under this number."""

    name = "clearance.declaration-filed"
    subject_fields = ("declaration_no", "transport_document", "container_nos")

    declaration_no: str
    direction: str
    transport_document: str
    container_nos: tuple[str, ...]
    enterprise_id: int
    office_code: str
    value_cny: Decimal
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxAwaited(Event):
    """Risk was judged; the goods wait until this bill is paid or secured."""

    name = "clearance.tax-awaited"
    subject_fields = ("declaration_no",)

    declaration_no: str
    bill_no: str
    awaited_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaxSecured(Event):
    """A guarantee covers the bill: the goods go on before it is paid."""

    name = "clearance.tax-secured"
    subject_fields = ("declaration_no", "guarantee_no")

    declaration_no: str
    bill_no: str
    guarantee_no: str
    secured_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportGoodsAwaited(Event):
    """The export manifest agrees; the goods have not been reported in the yard yet."""

    name = "clearance.export-goods-awaited"
    subject_fields = ("declaration_no", "transport_document")

    declaration_no: str
    transport_document: str
    manifest_no: str
    awaited_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleasedForLoading(Event):
    """The export container, or the whole bill without one, may be put on board."""

    name = "clearance.released-for-loading"
    subject_fields = ("declaration_no", "container_no")

    declaration_no: str
    container_no: str
    accepted_at: datetime
    released_at: datetime
