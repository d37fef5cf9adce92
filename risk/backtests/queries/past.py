"""Past judgements as a replay reads them, and what control brought to light about them."""

from risk.assessments.queries import JudgedThen
from risk.backtests.rules.replay import Past
from risk.rules.replay import FactsChanged, facts_from


def past_of(one: JudgedThen, *, found: bool | None) -> Past:
    """A stored judgement; its facts are None where they cannot be read back."""
    try:
        facts = facts_from(one.facts)
    except (FactsChanged, ValueError, ArithmeticError, TypeError):
        facts = None
    return Past(
        assessment_no=one.assessment_no,
        subject_reference=one.subject_reference,
        facts=facts,
        hits=tuple(one.hits),
        score=one.score,
        threshold=one.threshold,
        controlled=one.controlled,
        found=found,
    )
