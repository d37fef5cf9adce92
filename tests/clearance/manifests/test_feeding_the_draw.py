"""Landed boxes that no bill names lie in the next pool; drawn, they are ordered like any other."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from clearance.gates.events import ContainerLeftPort
from clearance.manifests.facts import TallyEntry
from clearance.manifests.models import LandedDifference
from clearance.manifests.operations.report_tally import report_tally
from clearance.manifests.operations.resolve_difference import resolve_difference
from clearance.manifests.states import Resolution
from customs_portal.journal import sealing
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Faults
from customs_portal.registry.law import current_pack, standing_in
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.fix_beacon import fix_beacon
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.order_drawn import order_drawn
from tests.factories.clearance import BERTH, MORNING, a_container_no
from tests.factories.draws import VALUE, an_auditor
from tests.factories.inspection import inspectors
from tests.factories.manifests import REASON, a_bill, arrived, counted
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-01")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
HOUR = timedelta(hours=1)


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


@pytest.fixture
def officer(registers):
    return UserFactory(reviewer=True)


@pytest.fixture
def ship(carrier):
    line = a_bill()
    return arrived(line, by=carrier), line


def empty(box, line, **changes):
    usual = {"pieces": 0, "gross_weight_kg": Decimal(0), "container_no": box}
    return TallyEntry(transport_document=line.transport_document, **(usual | changes))


def tally(manifest, *entries, by, now=MORNING):
    return report_tally(
        manifest_no=manifest.manifest_no, entries=entries, finished_at=now, by=by, now=now
    )


def waiting():
    return sorted(PoolSubject.objects.waiting().values_list("reference", flat=True))


def drawn_at_any_rate():
    entry = {
        "valid_from": MORNING.date().replace(year=2016),
        "value": dict.fromkeys(
            ("ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST", "UNKNOWN"),
            1000,
        ),
        "source": "the test",
        "mark": "D",
    }
    return standing_in(current_pack().with_entries("draw.container_permille", [entry], digest="t"))


def a_drawn_pool():
    draw_no = commit_pool(place_code=BERTH, cut_off_at=MORNING + HOUR, now=MORNING + HOUR)
    sealing.seal_outstanding(now=MORNING + HOUR)
    return draw_no


def draw(draw_no):
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=MORNING + 2 * HOUR)
    return order_drawn(draw_no=draw_no, now=MORNING + 2 * HOUR)


def test_a_box_that_no_bill_names_waits_with_the_grade_and_the_receipt_of_its_carrier(
    client, carrier, ship, monkeypatch
):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    manifest, line = ship
    box = a_container_no()
    client.force_login(carrier, backend=BACKEND)
    answer = client.post(
        f"/api/v1/manifests/{manifest.manifest_no}/tally",
        {
            "finished_at": MORNING.isoformat(),
            "rows": [
                {
                    "transport_document": line.transport_document,
                    "container_no": line.container_nos[0],
                    "pieces": line.pieces,
                    "gross_weight_kg": str(line.gross_weight_kg),
                },
                {
                    "transport_document": line.transport_document,
                    "container_no": box,
                    "pieces": 0,
                    "gross_weight_kg": "0",
                },
            ],
        },
        content_type="application/json",
    )
    assert answer.status_code < 300, answer.content
    row = PoolSubject.objects.get()
    given = carrier.enterprise.grade_on(MORNING.date())
    assert (row.reference, row.kind, row.place_code) == (box, "container", BERTH)
    assert row.grade == (given.grade if given else "UNKNOWN")
    assert row.enterprise == carrier.enterprise
    assert box in client.get("/enterprise/draws/").content.decode()


def test_drawn_it_becomes_an_order_with_its_reason_like_any_other(carrier, ship):
    manifest, line = ship
    box = a_container_no()
    inspectors(4)
    with drawn_at_any_rate():
        tally(manifest, counted(line), empty(box, line), by=carrier)
        draw_no = a_drawn_pool()
        (order_no,) = draw(draw_no)
        assert order_drawn(draw_no=draw_no, now=MORNING + 3 * HOUR) == [order_no]
    order = InspectionOrder.objects.get()
    assert (order.subject_kind, order.container_no, order.drawn_in) == ("container", box, draw_no)
    assert draw_no in str(order.reasons)
    assert order.firm_notice.enterprise == carrier.enterprise


def test_nothing_lies_there_twice_and_a_later_count_takes_out_what_was_not_landed(
    carrier, ship, told
):
    manifest, line = ship
    one, two = a_container_no(), a_container_no()
    tally(manifest, counted(line), empty(one, line), empty(two, line), by=carrier)
    tally(manifest, counted(line), empty(one, line), empty(two, line), by=carrier)
    assert waiting() == sorted([one, two])
    assert PoolSubject.objects.count() == 2
    tally(manifest, counted(line), empty(one, line), by=carrier)
    assert waiting() == [one]
    assert told().count("inspection.subject-taken-out") == 1
    assert PoolSubject.objects.get(reference=two).out_reason.startswith("Counted again")

    inspectors(3)
    a_drawn_pool()
    tally(manifest, counted(line), empty(one, line), empty(two, line), by=carrier)
    assert waiting() == [two]  # the first lay in its pool, the second is landed after all


def test_a_box_that_left_leaves_the_pool_and_is_excused_after_the_commitment(carrier, ship, told):
    manifest, line = ship
    early, late = a_container_no(), a_container_no()
    inspectors(4)

    def leaves(box):
        with transaction.atomic():
            announce(
                ContainerLeftPort(
                    container_no=box, declaration_no="", pass_no="", plate_no="闽A12345",
                    left_at=MORNING + HOUR,
                )
            )  # fmt: skip

    with drawn_at_any_rate():
        tally(manifest, counted(line), empty(early, line), empty(late, line), by=carrier)
        leaves(early)
        assert waiting() == [late]
        draw_no = a_drawn_pool()
        leaves(late)
        leaves(late)
        assert told().count("inspection.subject-excused") == 1
        assert draw(draw_no) == []
    row = PoolSubject.objects.get(reference=late)
    assert (row.drawn, row.gone_reason) == (True, "It left the port with truck 闽A12345.")
    assert row.subject_id in PoolDraw.objects.get().leaves
    assert not InspectionOrder.objects.exists()


def test_a_box_that_a_bill_was_corrected_to_name_has_the_lot_of_its_declaration(
    carrier, ship, officer
):
    manifest, line = ship
    box = a_container_no()
    tally(manifest, counted(line), empty(box, line), by=carrier)
    over = LandedDifference.objects.get(container_no=box)
    resolve_difference(
        difference_id=over.pk,
        resolution=Resolution.CORRECTED,
        reason=REASON,
        by=officer,
        now=MORNING,
    )
    assert waiting() == []


def test_a_refused_count_feeds_no_pool(carrier, ship, told):
    manifest, line = ship
    before = told()
    with pytest.raises(Faults):
        tally(manifest, counted(line), empty("NOBOX", line), by=carrier)
    assert told() == before
    assert not PoolSubject.objects.exists()
