"""The life of a book of rules, and of the wish to switch one of its rules."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class BookState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("rule book", "Draft")
    BACK_TESTED = "BACK_TESTED", pgettext_lazy("rule book", "Back-tested")
    PUBLISHED = "PUBLISHED", pgettext_lazy("rule book", "Published")
    IN_FORCE = "IN_FORCE", pgettext_lazy("rule book", "In force")
    SUPERSEDED = "SUPERSEDED", pgettext_lazy("rule book", "Superseded")


class SwitchState(TextChoices):
    ASKED = "ASKED", pgettext_lazy("switch of a rule", "Waits for the second person")
    DONE = "DONE", pgettext_lazy("switch of a rule", "Done")
    REFUSED = "REFUSED", pgettext_lazy("switch of a rule", "Refused")


B = BookState
BOOK_FLOW = Flow(
    "rule book",
    {
        B.DRAFT: {B.BACK_TESTED},
        B.BACK_TESTED: {B.DRAFT, B.PUBLISHED},
        B.PUBLISHED: {B.IN_FORCE},
        B.IN_FORCE: {B.SUPERSEDED},
    },
    begins={B.DRAFT},
)
SWITCH_FLOW = Flow(
    "switch of a rule",
    {SwitchState.ASKED: {SwitchState.DONE, SwitchState.REFUSED}},
    begins={SwitchState.ASKED},
)
OPEN_BOOKS = frozenset({B.DRAFT, B.BACK_TESTED})
SETTLED = frozenset({B.PUBLISHED, B.IN_FORCE, B.SUPERSEDED})
