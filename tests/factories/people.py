"""People, firms, offices, places and devices, legal by default.

``UserFactory(inspector=True)`` is an officer with that post; ``UserFactory(clerk=True)`` a member
of an enterprise in good standing. Posts began long ago, so any test clock finds them in force.
"""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory, Password

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, Post, User
from customs_portal.kit.identifiers import compose_uscc
from customs_portal.registry.models import CreditGrade, CustomsOffice, Enterprise, Place

LONG_AGO = datetime(2014, 12, 1, tzinfo=UTC)
SCHEME_START = date(2014, 12, 1)
PASSWORD = "only-for-tests"
TOKEN = "token-only-for-tests"


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = CustomsOffice
        django_get_or_create = ("code",)

    code = "5101"
    level = CustomsOffice.Level.SUBORDINATE
    name_en = "Haidong Harbour Customs"
    name_zh = "海东港海关"


class PlaceFactory(DjangoModelFactory):
    """A berth by default; traits give the other kinds."""

    class Meta:
        model = Place
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"B{n + 100}")
    kind = Place.Kind.BERTH
    office = factory.SubFactory(OfficeFactory)
    name_en = factory.LazyAttribute(lambda place: f"Place {place.code}")
    name_zh = factory.LazyAttribute(lambda place: f"场所{place.code}")

    class Params:
        lane = factory.Trait(
            kind=Place.Kind.LANE, code=factory.Sequence(lambda n: f"G9-{n % 1000}")
        )
        xray = factory.Trait(kind=Place.Kind.XRAY, code=factory.Sequence(lambda n: f"X{n + 100}"))
        yard = factory.Trait(kind=Place.Kind.YARD, code=factory.Sequence(lambda n: f"Y{n + 100}"))
        hall = factory.Trait(kind=Place.Kind.HALL, code=factory.Sequence(lambda n: f"H{n + 100}"))


class EnterpriseFactory(DjangoModelFactory):
    """A registered trader; ``grade`` is the credit grade in force, None for none."""

    class Meta:
        model = Enterprise

    uscc = factory.Sequence(lambda n: compose_uscc(place="440101", body=f"MA5{n % 100_000:05d}"))
    customs_code = factory.Sequence(lambda n: f"51019{n % 100_000:05d}")
    name_en = factory.Sequence(lambda n: f"Trading House {n}")
    name_zh = factory.Sequence(lambda n: f"第{n}商行有限公司")
    kind = Enterprise.Kind.TRADER
    grade = CreditGrade.Grade.ORDINARY

    class Params:
        advanced = factory.Trait(grade=CreditGrade.Grade.ADVANCED)
        certified = factory.Trait(grade=CreditGrade.Grade.CERTIFIED)
        dishonest = factory.Trait(grade=CreditGrade.Grade.DISHONEST)
        agent = factory.Trait(kind=Enterprise.Kind.AGENT)
        carrier = factory.Trait(kind=Enterprise.Kind.CARRIER)
        terminal = factory.Trait(kind=Enterprise.Kind.TERMINAL)

    @classmethod
    def _create(cls, model_class, *args, grade=None, **fields):
        enterprise = super()._create(model_class, *args, **fields)
        if grade is not None:
            CreditGrade.objects.create(
                enterprise=enterprise, grade=grade, valid_from=SCHEME_START, source="test"
            )
        return enterprise


class UserFactory(DjangoModelFactory):
    """Without a trait: somebody who may sign in and nothing else."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person-{n}")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    display_name_zh = factory.Sequence(lambda n: f"关员{n}")
    password = Password(PASSWORD)
    enterprise = None
    enterprise_duties = factory.LazyFunction(list)
    duties = ()
    office = None
    place = None

    class Params:
        clerk = factory.Trait(
            enterprise=factory.SubFactory(EnterpriseFactory),
            enterprise_duties=[Duty.FILE_DECLARATION, Duty.PAY_TAX, Duty.APPLY_GATE_PASS],
        )
        agent = factory.Trait(
            enterprise=factory.SubFactory(EnterpriseFactory, agent=True),
            enterprise_duties=[Duty.FILE_DECLARATION, Duty.APPLY_GATE_PASS],
        )
        carrier = factory.Trait(
            enterprise=factory.SubFactory(EnterpriseFactory, carrier=True),
            enterprise_duties=[Duty.FILE_MANIFEST],
        )
        manifest_officer = factory.Trait(duties=(Duty.WORK_MANIFEST,))
        reviewer = factory.Trait(duties=(Duty.REVIEW_DECLARATION, Duty.READ_LAW))
        risk_officer = factory.Trait(duties=(Duty.JUDGE_RISK, Duty.READ_LAW))
        risk_publisher = factory.Trait(duties=(Duty.PUBLISH_RISK_RULES, Duty.READ_LAW))
        reading_officer = factory.Trait(duties=(Duty.CONFIRM_READING,))
        dispatcher = factory.Trait(duties=(Duty.DISPATCH_INSPECTION,))
        analyst = factory.Trait(duties=(Duty.REVIEW_IMAGE,))
        inspector = factory.Trait(duties=(Duty.INSPECT_GOODS,))
        gate_officer = factory.Trait(duties=(Duty.WORK_GATE,))
        tax_officer = factory.Trait(duties=(Duty.ASSESS_TAX, Duty.READ_LAW))
        commander = factory.Trait(duties=(Duty.WATCH_WALL, Duty.ANSWER_ALARM))
        watcher = factory.Trait(duties=(Duty.WATCH_WALL,))
        auditor = factory.Trait(duties=(Duty.READ_JOURNAL, Duty.READ_LAW))
        administrator = factory.Trait(duties=(Duty.MANAGE_ACCOUNTS,))

    @classmethod
    def _create(cls, model_class, *args, duties=(), office=None, place=None, **fields):
        user = super()._create(model_class, *args, **fields)
        if duties:
            Post.objects.create(
                user=user,
                office=office or (place.office if place else OfficeFactory()),
                place=place,
                duties=[Duty(duty).value for duty in duties],
                valid_from=LONG_AGO,
            )
        return user


class DeviceFactory(DjangoModelFactory):
    """A quay camera whose token is ``TOKEN``; pass ``code`` and ``kind`` for others."""

    class Meta:
        model = DeviceAccount

    code = factory.Sequence(lambda n: f"QC-{n + 100}")
    kind = "quay_camera"
    place = factory.SubFactory(PlaceFactory)
    token_hash = DeviceAccount.hash_of(TOKEN)
