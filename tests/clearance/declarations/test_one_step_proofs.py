"""Late exemptions in one step, and proofs of origin that serve one consignment."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration, DocumentAsk
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.foresee_one_step import foresee_one_step
from clearance.declarations.rules.documents import full_in
from clearance.duties.queries import bill_of
from clearance.manifests.operations.report_arrival import report_arrival
from customs_portal.journal.moves import told as why
from customs_portal.kit.errors import Faults
from customs_portal.registry import law
from tests.clearance.declarations.test_claims import ASEAN, ON
from tests.clearance.declarations.test_one_step_claims import bill_for, filed, traces
from tests.clearance.declarations.test_one_step_doors import answers, begin
from tests.factories.clearance import BERTH, MORNING
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line, file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01"), pytest.mark.feature("C-03")]


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


WHY_LATE = "The carrier amended the manifest at the carrier's fault."


def an_arrived(clerk, **changes):
    """The ship came twenty days before the declaration."""
    carrier = UserFactory(carrier=True)
    full = a_full(clerk=clerk, **changes)
    manifest = a_bill_for(full, by=carrier)
    report_arrival(
        manifest_no=manifest.manifest_no,
        place_code=BERTH,
        arrived_at=MORNING - timedelta(days=20),
        by=carrier,
        now=MORNING,
    )
    return full


def test_a_late_exemption_takes_the_surcharge_away_and_is_to_be_proved(clerk):
    full = an_arrived(clerk)
    dear = foresee_one_step(full=full, by=clerk, now=MORNING)
    assert any(line.tax == "LATE" for line in dear.lines)

    reason = next(
        one
        for one in law.ask("late_declaration.exemptions", on=ON).value
        if one != "GUARANTEED_IN_TIME"
    )
    claimed = replace(full, late_exemption=reason, late_exemption_reason=WHY_LATE)
    declaration = file_in_one_step(full=claimed, by=clerk, now=MORNING)

    assert not bill_for(declaration).lines.filter(tax="LATE").exists()
    assert (declaration.late_exemption, declaration.late_exemption_reason) == (reason, WHY_LATE)
    assert DocumentAsk.objects.get(declaration=declaration).reason == reason
    document = declaration.versions.get().document
    assert full_in(document, source="API").late_exemption == reason


@pytest.mark.parametrize(
    ("direction", "exemption", "reason", "field", "rule"),
    [
        ("IMPORT", "BECAUSE", WHY_LATE, "late_exemption", "claim.late_exemption_unknown"),
        ("IMPORT", "GUARANTEED_IN_TIME", WHY_LATE, "late_exemption", "claim.no_guarantee"),
        ("IMPORT", "GUARANTEED_IN_TIME", "", "late_exemption_reason", "reason.required"),
        ("EXPORT", "GUARANTEED_IN_TIME", WHY_LATE, "late_exemption", "claim.needless"),
    ],
)
def test_a_late_exemption_needs_a_reason_of_the_law(
    clerk, direction, exemption, reason, field, rule
):
    before = traces()
    with pytest.raises(Faults) as refused:
        file_full(
            clerk=clerk,
            direction=direction,
            on_manifest=False,
            late_exemption=exemption,
            late_exemption_reason=reason,
        )
    assert (field, rule) in [(one.field, one.rule) for one in refused.value.faults]
    assert traces() == before


def test_who_files_late_is_asked_for_the_reason_in_the_form(firm, clerk):
    full = an_arrived(clerk)
    typed = answers(clerk, transport_document=full.transport_document)
    page = firm.post(begin(firm), typed | {"act": "refresh"}, follow=True)
    assert 'name="late_exemption"' in page.content.decode()


def test_a_proof_of_origin_serves_one_consignment(clerk):
    declaration = filed(clerk, **ASEAN)
    before = traces()
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, items=(a_line(**ASEAN),), on_manifest=False)
    (fault,) = refused.value.faults
    assert (fault.field, fault.rule) == ("items[0].proof_no", "claim.proof_used")
    assert declaration.declaration_no in fault.message
    assert fault.law and fault.remedy
    assert traces() == before

    other = UserFactory(clerk=True)
    with pytest.raises(Faults) as refused:
        file_full(clerk=other, items=(a_line(**ASEAN),), on_manifest=False)
    assert declaration.declaration_no not in refused.value.faults[0].message


def test_a_withdrawn_declaration_uses_no_proof_up(clerk):
    declaration = filed(clerk, **ASEAN)
    Declaration.objects.filter(pk=declaration.pk).update(state="WITHDRAWN", move=why(at=MORNING))
    assert filed(clerk, **ASEAN).state == "TAX_DUE"


def test_lines_of_the_same_goods_share_what_their_proof_covers(clerk):
    half = {"quantity": Decimal(20000), "net_weight_kg": Decimal(4000)}
    lines = (
        a_line(**ASEAN, **half, proof_quantity=Decimal(33600)),
        a_line(**ASEAN, **half),
    )
    before = traces()
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, items=lines, on_manifest=False)
    (fault,) = refused.value.faults
    assert (fault.field, fault.rule) == ("items[1].proof_quantity", "claim.proof_exceeded")
    assert "33600" in fault.message and "40000" in fault.message
    assert traces() == before

    covered = (replace(lines[0], proof_quantity=Decimal(40000)), lines[1])
    declaration = file_full(clerk=clerk, items=covered)
    assert declaration.items.first().claims["proof_quantity"] == "40000"


@pytest.mark.feature("C-05")
def test_other_charges_have_a_line_of_their_own_in_the_bill(clerk):
    declaration = file_full(clerk=clerk, other_cny=Decimal("300"))
    (duty, *_others) = bill_of(bill_no=declaration.bill_no).lines
    assert "Freight 1,200.00 + other charges 300.00 = 1,500.00" in [
        step.text for step in duty.steps
    ]
