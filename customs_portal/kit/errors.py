"""The one family of errors the business may answer with."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class DomainError(Exception):
    """The request was understood and refused for a business reason.

    Subclasses live beside the operation that raises them. ``sentence`` (English at the
    source, marked with ``gettext_noop``) is what the person reads; ``field``, ``rule``,
    ``remedy`` and ``law`` tell where, why, what to do and on whose authority.
    """

    code: ClassVar[str] = "refused"
    http_status: ClassVar[int] = 409
    sentence: ClassVar[str] = gettext_noop("This was refused.")
    remedy_sentence: ClassVar[str] = ""

    def __init__(
        self,
        message: str | None = None,
        *,
        field: str = "",
        rule: str = "",
        remedy: str = "",
        law: str = "",
        **details: Any,
    ) -> None:
        self.message = message or _(self.sentence)
        self.field = field
        self.rule = rule or self.code
        self.remedy = remedy or (_(self.remedy_sentence) if self.remedy_sentence else "")
        self.law = law
        self.details = details
        super().__init__(self.message)


class NotPermitted(DomainError):
    """The person does not hold the duty this act requires."""

    code = "not_permitted"
    http_status = 403
    sentence = gettext_noop("You do not hold the duty this act requires.")
    remedy_sentence = gettext_noop("Ask your administrator which duty your post gives you.")


class NotFound(DomainError):
    """No such number, or a number of somebody else: both look the same from outside."""

    code = "not_found"
    http_status = 404
    sentence = gettext_noop("There is no such number among those you may see.")
    remedy_sentence = gettext_noop("Check the number. Only what is yours to see is shown here.")


class DatabaseAway(DomainError):
    """The database is being restarted: nothing was done, and the same request works soon."""

    code = "database_away"
    http_status = 503
    sentence = gettext_noop("The portal's database is away for a moment.")
    remedy_sentence = gettext_noop("Wait some seconds and send the same again.")


class NotText(DomainError):
    """A NUL character, which no number, name or word contains and no database keeps."""

    code = "not_text"
    http_status = 400
    sentence = gettext_noop("What was sent holds a character that no text contains.")
    remedy_sentence = gettext_noop("Type the number or the word again.")


class NotUnderstood(DomainError):
    """A program's request that breaks off, or is put together as none should be."""

    code = "not_understood"
    http_status = 400
    sentence = gettext_noop("This request cannot be read.")
    remedy_sentence = gettext_noop("Send it again as the schema of the API describes it.")


class NoSuchAddress(DomainError):
    """A program asked at an address, or for a format, that the portal does not have."""

    code = "no_such_address"
    http_status = 404
    sentence = gettext_noop("The portal has no such address.")
    remedy_sentence = gettext_noop("Look the address up in the schema of the API.")


class OurFault(DomainError):
    """A program met a bug; the people who run the portal can find it in their log."""

    code = "our_fault"
    http_status = 500
    sentence = gettext_noop("The portal failed, and nothing was changed.")
    remedy_sentence = gettext_noop("Send it again later; tell the portal's operator if it stays.")


class Fault(DomainError):
    """One thing wrong with one field; see ``Faults``."""

    code = "fault"
    http_status = 422


class Faults(DomainError):
    """Several fields are wrong; all are named at once.

    ``faults`` holds one ``Fault`` a field, in the order of the form.
    """

    code = "faults"
    http_status = 422
    sentence = gettext_noop("Some answers need to be corrected.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(field=faults[0].field if faults else "")
        self.faults = faults
