"""Released containers, passes for them, lanes with barriers; other states as traits."""

from datetime import timedelta

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from clearance.gates.models import (
    DocumentLedger,
    GatePass,
    Lock,
    Passage,
    PassDocument,
    SafetyLockUse,
    Truck,
    Turn,
)
from clearance.gates.operations.follow_journey import start_journey
from clearance.gates.states import PassageState, PassState
from customs_portal.accounts.models import DeviceAccount
from customs_portal.registry.models import Place
from tests.factories.clearance import MORNING, a_container_no, file_summary, see_at_shipside
from tests.factories.moving import FoundFactory
from tests.factories.people import DeviceFactory, EnterpriseFactory, PlaceFactory, UserFactory


def a_released_container(*, clerk=None):
    """A declaration filed, judged and released at the ship side; returns clerk and numbers."""
    clerk = clerk or UserFactory(clerk=True)
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    container_no = declaration.containers.get().container_no
    return clerk, declaration.declaration_no, container_no


def a_lane(code: str = "G1-1") -> Place:
    """A gate lane with its reader and its barrier."""
    place = PlaceFactory(code=code, kind=Place.Kind.LANE)
    for kind, prefix in (("gate_lane", "GL"), ("barrier", "BR")):
        if not DeviceAccount.objects.filter(code=f"{prefix}-{code}").exists():
            DeviceFactory(code=f"{prefix}-{code}", kind=kind, place=place)
    return place


class GatePassFactory(FoundFactory):
    """An approved pass: 38,000 kg in all, good for two days."""

    class Meta:
        model = GatePass

    _flow = "gate pass"
    pass_no = factory.Sequence(lambda n: f"510120261121{900_000_000_000 + n}")
    pre_entry_no = factory.LazyAttribute(lambda one: one.pass_no[:8] + one.pass_no[-10:])
    binding = 3
    linked_kind = 3
    document_count = 1
    enterprise = factory.SelfAttribute("applied_by.enterprise")
    applied_by = factory.SubFactory(UserFactory, clerk=True)
    declaration_no = factory.Sequence(lambda n: f"510120261{900_000_000 + n}")
    container_no = factory.LazyFunction(a_container_no)
    plate_no = "粤B12345"
    truck_kg = 8_000
    frame_kg = 6_000
    container_kg = 4_000
    goods_kg = 20_000
    state = PassState.APPROVED
    applied_at = MORNING
    approved_at = MORNING
    valid_until = MORNING + timedelta(hours=48)

    class Params:
        passed = factory.Trait(state=PassState.PASSED, ended_at=MORNING)
        voided = factory.Trait(state=PassState.VOID, ended_at=MORNING)
        bare = factory.Trait(
            pass_type=6,
            binding=None,
            linked_kind=None,
            document_count=0,
            declaration_no="",
            container_no="",
            container_kg=0,
            goods_kg=0,
        )

    @classmethod
    def _create(cls, model_class, *args, document_no="", **fields):
        """The documents come with the pass, or the database refuses it at the commit."""
        with transaction.atomic():
            made = super()._create(model_class, *args, **fields)
            if made.document_count:
                PassDocument.objects.create(
                    gate_pass=made,
                    kind=made.linked_kind,
                    number=document_no or f"BL{made.pass_no[-8:]}",
                    goods_kg=made.goods_kg,
                    is_exclusive=made.binding != 3,
                    is_open=made.ended_at is None,
                )
        return made


class TruckFactory(DjangoModelFactory):
    """A registered truck with an electronic plate."""

    class Meta:
        model = Truck

    plate_no = factory.Sequence(lambda n: f"粤B{n % 100_000:05d}")
    enterprise = factory.SelfAttribute("registered_by.enterprise")
    tag_id = factory.Sequence(lambda n: f"E2801160{n:016X}")
    truck_kg = 8_000
    frame_kg = 6_000
    registered_by = factory.SubFactory(UserFactory, clerk=True)
    registered_at = MORNING


def a_journey(*, clerk=None, destination="W6", now=None, **fields):
    """A pass that went through its gate with a positioner aboard: pass and positioner."""
    now = now or MORNING
    gate_pass = GatePassFactory(
        applied_by=clerk or UserFactory(clerk=True), destination_code=destination, **fields
    )
    device = DeviceFactory(
        code=f"PS-{gate_pass.pass_no[-4:]}", kind="positioner", place=PlaceFactory(code="G1-1")
    )
    TruckFactory(
        plate_no=gate_pass.plate_no,
        registered_by=gate_pass.applied_by,
        positioner_code=device.code,
    )
    with transaction.atomic():
        gate_pass.write_off(at=now)
        start_journey(gate_pass=gate_pass, at=now)
    return gate_pass, device


class LedgerFactory(DjangoModelFactory):
    """A checklist of twenty tonnes."""

    class Meta:
        model = DocumentLedger

    kind = 1
    number = factory.Sequence(lambda n: f"QD510126I{n:09d}")
    enterprise = factory.SubFactory(EnterpriseFactory)
    declared_kg = 20_000
    opened_at = MORNING


class LockFactory(FoundFactory):
    """A container that customs keeps; its owner unlocks it."""

    class Meta:
        model = Lock

    _flow = "gate lock"
    kind = Lock.Kind.CONTAINER
    number = factory.LazyFunction(a_container_no)
    reason = "tip from the carrier, look into it"
    owner = factory.SubFactory(UserFactory, gate_officer=True)
    unlocker = factory.SelfAttribute("owner")
    placed_at = MORNING


class PassageFactory(FoundFactory):
    """A vehicle that waits for its weight."""

    class Meta:
        model = Passage

    _flow = "passage"
    passage_no = factory.Sequence(lambda n: f"PG{n:08d}")
    place_code = "G1-1"
    plate_no = "粤B12345"
    container_no = factory.LazyFunction(a_container_no)
    state = PassageState.AWAITING_WEIGHT
    arrived_at = MORNING
    seen_at = MORNING

    class Params:
        refused = factory.Trait(state=PassageState.REFUSED, rule="G-09", decided_at=MORNING)
        opened = factory.Trait(
            state=PassageState.OPENED, decided_at=MORNING, identities=["PLATE", "CONTAINER"]
        )
        gone = factory.Trait(
            state=PassageState.PASSED,
            decided_at=MORNING,
            passed_at=MORNING,
            identities=["PLATE", "CONTAINER"],
        )


class SafetyLockUseFactory(FoundFactory):
    """A smart lock fitted on a container this morning; ``locked=True`` when it is shut."""

    class Meta:
        model = SafetyLockUse

    _flow = "safety lock"
    device_code = factory.Sequence(lambda n: f"SL-{n + 100}")
    container_no = factory.LazyFunction(a_container_no)
    plate_no = "粤B12345"
    fitted_at = MORNING
    fitted_by = factory.SubFactory(UserFactory, gate_officer=True)

    class Params:
        locked = factory.Trait(state="LOCKED", reported_at=MORNING, is_open=False)
        breached = factory.Trait(state="BREACHED", reported_at=MORNING, is_open=True)


class TurnFactory(FoundFactory):
    """A truck that waits before the gate."""

    class Meta:
        model = Turn

    _flow = "turn at the gate"
    plate_no = "粤B00001"
    pass_no = "5" * 24
    joined_at = MORNING
