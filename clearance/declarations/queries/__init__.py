"""Questions others may ask about declarations."""

from clearance.declarations.queries.details import (
    DeclarationView,
    assessment_for,
    declaration_for_officer,
    declaration_of,
)
from clearance.declarations.queries.releases import ContainerRelease, release_of

__all__ = [
    "ContainerRelease",
    "DeclarationView",
    "assessment_for",
    "declaration_for_officer",
    "declaration_of",
    "release_of",
]
