"""The tables of the declarations wing."""

from clearance.declarations.models.changes import (
    ChangeRequest,
    DeclarationVersion,
    next_change_sequence,
)
from clearance.declarations.models.declaration import (
    Declaration,
    DeclarationContainer,
    DeclarationItem,
    next_declaration_sequence,
)
from clearance.declarations.models.documents import DocumentAsk, SuppliedDocument
from clearance.declarations.models.drafts import Draft, FiledRequest, SavedView
from clearance.declarations.models.sheets import DecisionSheet
from clearance.declarations.models.sightings import EnterpriseGoods, QuaySighting

__all__ = [
    "ChangeRequest",
    "DecisionSheet",
    "Declaration",
    "DeclarationContainer",
    "DeclarationItem",
    "DeclarationVersion",
    "DocumentAsk",
    "Draft",
    "EnterpriseGoods",
    "FiledRequest",
    "QuaySighting",
    "SavedView",
    "SuppliedDocument",
    "next_change_sequence",
    "next_declaration_sequence",
]
