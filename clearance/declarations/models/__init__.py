"""The tables of the declarations wing."""

from clearance.declarations.models.access import AccessInstruction
from clearance.declarations.models.bulk import (
    DraftRun,
    DraftRunLine,
    DraftTemplate,
    FiledConsignment,
    FiledSheet,
)
from clearance.declarations.models.changes import (
    ChangeRequest,
    DeclarationVersion,
    next_change_sequence,
)
from clearance.declarations.models.declaration import Declaration
from clearance.declarations.models.documents import DocumentAsk, SuppliedDocument
from clearance.declarations.models.drafts import Draft, FiledRequest, SavedView
from clearance.declarations.models.goods import DeclarationContainer, DeclarationItem
from clearance.declarations.models.numbers import next_declaration_sequence
from clearance.declarations.models.sheets import DecisionSheet
from clearance.declarations.models.sightings import EnterpriseGoods, QuaySighting

__all__ = [
    "AccessInstruction",
    "ChangeRequest",
    "DecisionSheet",
    "Declaration",
    "DeclarationContainer",
    "DeclarationItem",
    "DeclarationVersion",
    "DocumentAsk",
    "Draft",
    "DraftRun",
    "DraftRunLine",
    "DraftTemplate",
    "EnterpriseGoods",
    "FiledConsignment",
    "FiledRequest",
    "FiledSheet",
    "QuaySighting",
    "SavedView",
    "SuppliedDocument",
    "next_change_sequence",
    "next_declaration_sequence",
]
