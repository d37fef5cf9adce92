"""Photographs: encoded anew, kept with hash, place and time; numbers read by the real eyes."""

import hashlib
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from PIL import Image

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.delivery import deliver
from customs_portal.journal.models import Delivery, JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, NotFound
from customs_portal.kit.identifiers import container_check_digit
from hardware_adapters.devices.optics.painter import Weather, container_picture
from inspection.handheld.models import FieldRecord, Photograph
from inspection.handheld.operations.open_photograph import open_photograph
from inspection.handheld.operations.open_record import ActNumberUsed
from inspection.handheld.operations.read_number import read_number
from inspection.handheld.operations.take_photograph import Spot, remove_photograph
from inspection.handheld.rules.numbers import seal_among
from inspection.orders.operations.accept_order import NotInCrew
from tests.factories.inspection import BOX, an_officer
from tests.inspection.handheld.conftest import LATER, Crew, a_photograph

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-18")]
SPOT = Spot(latitude=Decimal("26.06667"), longitude=Decimal("119.30000"), accuracy_m=12)
OTHER = "TGHU765432" + container_check_digit("TGHU765432")


def read_in_the_background():
    """What the workers owe, as one of them pays it."""
    for delivery_id in Delivery.objects.filter(delivered_at=None).values_list("pk", flat=True):
        deliver(delivery_id=delivery_id)


def painted(number):
    return container_picture(container_no=number, seed=5, weather=Weather(murk=0.2))


def test_what_the_camera_wrote_beside_the_pixels_is_gone(crew, told):
    sent = a_photograph()
    assert Image.open(io.BytesIO(sent)).getexif()
    crew.photographs(data=sent, spot=SPOT)
    kept = Photograph.objects.get()
    data = storage.read(kept.picture_key)
    assert not Image.open(io.BytesIO(data)).getexif()
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert kept.sent_sha256 == hashlib.sha256(sent).hexdigest()
    assert (kept.latitude, kept.longitude, kept.accuracy_m) == (
        SPOT.latitude, SPOT.longitude, SPOT.accuracy_m,
    )  # fmt: skip
    assert (kept.width, kept.height) == (900, 600)
    assert told()[-1] == "inspection.photograph-kept"


def test_the_same_photograph_sent_twice_is_kept_once(crew):
    entry_id = uuid4()
    first = crew.photographs(entry_id=entry_id)
    assert crew.photographs(entry_id=entry_id) == first
    with pytest.raises(ActNumberUsed):
        crew.photographs(entry_id=entry_id, data=a_photograph("another"))
    assert Photograph.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"data": b""}, "file"),
        ({"data": b"not a picture"}, "file"),
        ({"data": a_photograph()[:900]}, "file"),
        ({"data": b"\xff\xd8\xff" + b"0" * (12 * 1024 * 1024)}, "file"),
        ({"kind": "SELFIE"}, "kind"),
    ],
    ids=["nothing", "a text", "half a picture", "too much", "of no kind"],
)
def test_what_is_no_photograph_leaves_no_trace(crew, told, changes, field):
    before = told()
    with pytest.raises(Fault) as refused:
        crew.photographs(**changes)
    assert refused.value.field == field
    assert refused.value.remedy
    assert not Photograph.objects.exists()
    assert not FieldRecord.objects.exists()
    assert told() == before


def test_a_record_holds_so_many_photographs(crew):
    crew.photographs()
    kept = Photograph.objects.get()
    more = []
    for seq in range(2, 61):
        one = Photograph.objects.get(pk=kept.pk)
        one.pk, one.entry_id, one.seq = None, uuid4(), seq
        more.append(one)
    Photograph.objects.bulk_create(more)
    with pytest.raises(Fault) as refused:
        crew.photographs()
    assert refused.value.rule == "handheld.most_photographs"


def test_a_photograph_taken_out_leaves_the_record_and_stays_in_the_store(crew):
    photograph_id = crew.photographs()
    who = {"order_no": crew.order_no, "photograph_id": photograph_id, "now": LATER}
    remove_photograph(**who, by=crew.second)
    remove_photograph(**who, by=crew.second)
    assert crew.record.photographs == ()
    assert storage.read(Photograph.objects.get().picture_key)
    with pytest.raises(NotFound):
        remove_photograph(**(who | {"photograph_id": 999_999}), by=crew.second)


def test_every_look_at_a_photograph_is_journalled(crew, dispatcher):
    photograph_id = crew.photographs()
    for by, whole in ((crew.second, False), (dispatcher, True)):
        data, digest = open_photograph(
            order_no=crew.order_no, photograph_id=photograph_id, whole=whole, by=by, now=LATER
        )
        assert hashlib.sha256(data).hexdigest() == digest
    looks = JournalEntry.objects.filter(name="accounts.evidence-viewed").order_by("id")
    assert {one.payload["reference"] for one in looks} == {crew.order_no}
    assert [User.objects.get(pk=one.actor_id) for one in looks] == [crew.second, dispatcher]
    with pytest.raises(NotInCrew):
        open_photograph(
            order_no=crew.order_no, photograph_id=photograph_id, whole=False,
            by=an_officer("inspector9", Duty.INSPECT_GOODS), now=LATER,
        )  # fmt: skip
    assert len(looks.all()) == 2


@pytest.mark.parametrize(("ordered", "reading"), [(OTHER, "AGREES"), (BOX, "DIFFERS")])
def test_a_container_number_is_read_by_the_real_eyes(told, ordered, reading):
    crew = Crew(ordered)
    crew.photographs("CONTAINER", data=painted(OTHER))
    assert Photograph.objects.get().reading == "BEING_READ"  # the device does not wait for it
    read_in_the_background()
    kept = Photograph.objects.get()
    assert (kept.reading, kept.read_number, kept.expected_number) == (reading, OTHER, ordered)
    assert told()[-1] == "inspection.number-read-by-camera"


def test_what_cannot_be_read_is_for_a_person(crew):
    crew.photographs("CONTAINER", data=a_photograph(" "))
    read_in_the_background()
    kept = Photograph.objects.get()
    assert (kept.reading, kept.unread_because) == ("UNREADABLE", "UNCLEAR")
    assert crew.record.photographs[0].unread_label == "Nothing certain could be made out"


def test_a_photograph_that_breaks_the_reader_costs_itself_only(crew):
    crew.photographs("CONTAINER", data=a_photograph("one"))
    broken = Photograph.objects.get()
    storage.path_of(broken.picture_key).unlink()
    crew.says("seal_before", "SL0001234")
    crew.photographs("SEAL", data=a_photograph("SL0001234"))
    read_in_the_background()
    broken.refresh_from_db()
    assert (broken.reading, broken.unread_because) == ("UNREADABLE", "FAILED")
    assert Photograph.objects.get(kind="SEAL").reading == "AGREES"
    assert not Delivery.objects.filter(delivered_at=None).exists()


def test_a_worker_that_dies_loses_no_reading(crew):
    """What it had begun is rolled back with it, the debt stays, and the next one reads it once."""
    crew.says("seal_before", "SL0001234")
    crew.photographs("SEAL", data=a_photograph("SL0001234"))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        read_in_the_background()
        raise KeyboardInterrupt
    assert Photograph.objects.get().reading == "BEING_READ"
    read_in_the_background()
    assert Photograph.objects.get().reading == "AGREES"
    read_number(photograph_id=Photograph.objects.get().pk, now=LATER)  # told twice, read once
    assert JournalEntry.objects.filter(name="inspection.number-read-by-camera").count() == 1


def test_what_is_being_read_holds_up_no_confirmation_and_is_not_part_of_it(crew):
    crew.says_all()
    crew.photographs("SEAL", data=a_photograph("SL0001234"))
    before = crew.record.content_hash
    read_in_the_background()
    assert crew.record.content_hash == before


def test_a_seal_is_held_against_the_seals_of_the_record(crew):
    crew.says("seal_before", "SL-0001234")
    crew.photographs("SEAL", data=a_photograph("SL0001234"))
    read_in_the_background()
    kept = Photograph.objects.get()
    assert (kept.reading, kept.read_number) == ("AGREES", "SL0001234")


@pytest.mark.parametrize(
    ("words", "typed", "read"),
    [
        (("CUSTOMS", "SL0001234"), ("sl 0001234", ""), "SL0001234"),
        (("2026", "SL0001235"), ("SL0001234",), "SL0001235"),
        (("CUSTOMS", "2026"), ("SL0001234",), ""),
        ((), (), ""),
    ],
)
def test_which_word_is_the_seal(words, typed, read):
    assert seal_among(words=words, typed=typed)[1] == read
