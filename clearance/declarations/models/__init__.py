"""The tables of the declarations wing."""

from clearance.declarations.models.declaration import (
    Declaration,
    DeclarationContainer,
    DeclarationItem,
    next_declaration_sequence,
)
from clearance.declarations.models.drafts import Draft, FiledRequest, SavedView
from clearance.declarations.models.sheets import DecisionSheet
from clearance.declarations.models.sightings import EnterpriseGoods, QuaySighting

__all__ = [
    "DecisionSheet",
    "Declaration",
    "DeclarationContainer",
    "DeclarationItem",
    "Draft",
    "EnterpriseGoods",
    "FiledRequest",
    "QuaySighting",
    "SavedView",
    "next_declaration_sequence",
]
