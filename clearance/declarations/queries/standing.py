"""Where one declaration stands, and which firms may know it."""

from dataclasses import dataclass

from clearance.declarations.models import Declaration
from clearance.declarations.states import letter_of
from customs_portal.registry.models import Enterprise


@dataclass(frozen=True, kw_only=True)
class Standing:
    """``enterprise_ids``: whose declaration it is, and the agent who filed it."""

    state: str
    letter: str
    enterprise_ids: frozenset[int]


def standing_of(*, declaration_no: str) -> Standing | None:
    row = (
        Declaration.objects.filter(declaration_no=declaration_no)
        .select_related("filed_by__enterprise")
        .only("state", "procedure", "detention_kind", "enterprise_id", "filed_by__enterprise__kind")
        .first()
    )
    if row is None:
        return None
    firms = {row.enterprise_id}
    agent = row.filed_by.enterprise if row.filed_by is not None else None
    if agent is not None and agent.kind == Enterprise.Kind.AGENT:
        firms.add(agent.pk)
    return Standing(
        state=row.state,
        letter=letter_of(row.state, procedure=row.procedure, detention_kind=row.detention_kind),
        enterprise_ids=frozenset(firms),
    )
