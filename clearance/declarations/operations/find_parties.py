"""For whom, and at which office: the parties of a summary."""

from datetime import date

from django.utils.translation import gettext as _

from clearance.declarations.facts import Summary
from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_registers import (
    first_office,
    office_of_place,
    office_with,
)
from clearance.enterprises.facts import Filing
from clearance.enterprises.queries import mandate_for
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault, Faults, NotPermitted
from customs_portal.kit.identifiers import check_uscc
from customs_portal.registry.models import CustomsOffice, Enterprise


def consignee_of(*, summary: Summary, by: User | None, on: date) -> Enterprise:
    """The consignee, if ``by`` may file for it: its own people, or an agent with a mandate.

    Raises ``NotPermitted`` or ``Faults``.
    """
    if summary.source == Declaration.Source.FILE and by is None:
        return _party_of_a_file(summary.party_reference)
    if by is None or not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    try:
        uscc = check_uscc(summary.consignee_uscc)
    except Fault as fault:
        fault.field = "consignee_uscc"
        raise Faults([fault]) from fault
    if uscc == by.enterprise.uscc:
        return by.enterprise
    if by.enterprise.kind == Enterprise.Kind.AGENT:
        return _mandated(summary, uscc=uscc, agent=by.enterprise, on=on)
    raise Faults(
        [
            Fault(
                _("You cannot file for this consignee."),
                field="consignee_uscc",
                rule="consignee.own",
                remedy=_("File for your own enterprise, or let an agent with a mandate file."),
            )
        ]
    )


def _mandated(summary: Summary, *, uscc: str, agent: Enterprise, on: date) -> Enterprise:
    """The consignee that gave the agent a mandate for this filing; an unknown firm gave none."""
    consignee = Enterprise.objects.filter(uscc=uscc).first()
    filing = Filing(
        transport_document=summary.transport_document,
        supervision_mode=summary.supervision_mode,
        on=on,
    )
    if consignee is not None and mandate_for(
        principal_id=consignee.pk, agent_id=agent.pk, filing=filing
    ):
        return consignee
    raise Faults(
        [
            Fault(
                _("No mandate in force lets you file this for the consignee."),
                field="consignee_uscc",
                rule="consignee.mandate",
                remedy=_("Ask the consignee to offer you a mandate under Mandates, and accept it."),
            )
        ]
    )


def _party_of_a_file(reference: str) -> Enterprise:
    """The firm that a file calls so; known "from a file" after its first row."""
    known = Enterprise.objects.filter(file_reference=reference)
    firm = known.first()
    if firm is not None:
        return firm
    named = Enterprise(file_reference=reference, source=Enterprise.Source.FILE, name_en=reference)
    Enterprise.objects.bulk_create([named], ignore_conflicts=True)
    return known.get()


def office_of(*, summary: Summary, place_code: str) -> CustomsOffice:
    """The office of acceptance: the one named, else that of the berth, else the first."""
    if not summary.office_code:
        office = office_of_place(code=place_code) if place_code else None
        if office is not None:
            return office
    return accepting_office(code=summary.office_code)


def accepting_office(*, code: str) -> CustomsOffice:
    """The office of that code, with "" the first of the district. Raises ``Faults``."""
    office = office_with(code=code) if code else first_office()
    if office is not None:
        return office
    if code:
        fault = Fault(
            _("There is no customs office %(code)s.") % {"code": code},
            field="office_code",
            rule="office.unknown",
            remedy=_("Use the code of a customs office of this district."),
        )
    else:
        fault = Fault(
            _("No customs office is set up to accept declarations."),
            field="office_code",
            rule="office.none",
            remedy=_("Ask the customs district to register its offices."),
        )
    raise Faults([fault])
