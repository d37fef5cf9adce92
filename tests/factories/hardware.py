"""Devices with tokens that a test knows, and what they left behind."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, Post, User
from customs_portal.registry.models import CustomsOffice, Place
from hardware_adapters.models import Buzz, Sighting
from tests.factories.moving import FoundFactory

TOKEN = "only-for-tests"


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = CustomsOffice
        django_get_or_create = ("code",)

    code = "5199"
    level = CustomsOffice.Level.SUBORDINATE
    name_en = "Test customs"
    name_zh = "测试海关"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ("code",)

    code = "G1-1"
    kind = Place.Kind.LANE
    office = factory.SubFactory(OfficeFactory)
    name_en = "Lane"
    name_zh = "车道"


class OfficerFactory(DjangoModelFactory):
    """An officer with one post; ``duties`` names what the post gives."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"officer{n}")
    display_name = "Officer"

    @factory.post_generation
    def duties(self, create, extracted, **_):
        Post.objects.create(
            user=self,
            office=OfficeFactory(),
            duties=[duty.value for duty in extracted or [Duty.INSPECT_GOODS]],
            valid_from=timezone.now() - timedelta(days=1),
        )


class DeviceFactory(DjangoModelFactory):
    """A gate lane; give ``kind`` and ``code`` for others. The token is ``TOKEN``."""

    class Meta:
        model = DeviceAccount

    code = factory.Sequence(lambda n: f"GL-{n}")
    kind = "gate_lane"
    place = factory.SubFactory(PlaceFactory)
    token_hash = DeviceAccount.hash_of(TOKEN)


class BuzzFactory(DjangoModelFactory):
    class Meta:
        model = Buzz

    buzz_no = factory.Sequence(lambda n: f"BZ{n:06d}")
    officer = "inspector"
    order_no = factory.Sequence(lambda n: f"IO{n:06d}")
    title_en = "Open the box"
    title_zh = "开箱查验"
    container_no = "TEMU3108252"
    place_code = "Y01"
    created_at = factory.LazyFunction(timezone.now)
    buzzed_at = factory.SelfAttribute("created_at")


class SightingFactory(FoundFactory):
    """A picture nobody has looked at yet."""

    class Meta:
        model = Sighting

    _flow = "sighting"

    sighting_no = factory.Sequence(lambda n: f"SG{n:06d}")
    device_code = "QC-05"
    place_code = "B01"
    readings = ("frame TEMU310825",)
    picture_key = "0" * 64 + ".jpg"
    seen_at = factory.LazyFunction(timezone.now)
