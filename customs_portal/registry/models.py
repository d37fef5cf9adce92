"""Who and where: offices, places, enterprises, countries, currencies, ports, nomenclature."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.statements import Question, columns, read


class Bilingual(models.Model):
    """A name in both languages; ``name`` is the one of the reader."""

    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        if (get_language() or "").startswith("zh") and self.name_zh:
            return self.name_zh
        return self.name_en


class CustomsOffice(Bilingual):
    """An office of customs: GACC, district (直属), subordinate (隶属) or site."""

    class Level(models.TextChoices):
        GACC = "GACC", _("General Administration")
        DISTRICT = "DISTRICT", _("District customs")
        SUBORDINATE = "SUBORDINATE", _("Subordinate customs")
        SITE = "SITE", _("Site")

    code = models.CharField(max_length=8, unique=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")


class Place(Bilingual):
    """A place that customs watches: berth, yard, lane, X-ray, warehouse, rail, hall.

    ``map_x`` and ``map_y`` are permille of the port plan's width and height.
    """

    class Kind(models.TextChoices):
        BERTH = "BERTH", _("Berths")
        YARD = "YARD", _("Yards")
        LANE = "LANE", _("Gate lanes")
        XRAY = "XRAY", _("X-ray")
        WAREHOUSE = "WAREHOUSE", _("Warehouses")
        RAIL = "RAIL", _("Rail")
        HALL = "HALL", _("Halls and centres")

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    office = models.ForeignKey(CustomsOffice, models.PROTECT, related_name="places")
    map_x = models.PositiveSmallIntegerField(default=0)
    map_y = models.PositiveSmallIntegerField(default=0)


class Enterprise(Bilingual):
    """A firm known to customs. ``source`` says how it became known.

    A party that only stands in an imported file has no USCC: it is marked, not invented.
    """

    class Source(models.TextChoices):
        REGISTERED = "REGISTERED", _("Registered")
        FILE = "FILE", _("From a file")

    class Kind(models.TextChoices):
        TRADER = "TRADER", _("Importer or exporter")
        AGENT = "AGENT", _("Customs agent")
        CARRIER = "CARRIER", _("Carrier")
        TERMINAL = "TERMINAL", _("Terminal operator")
        PARTY = "PARTY", _("Other party")

    uscc = models.CharField(max_length=18, null=True, unique=True)
    customs_code = models.CharField(max_length=10, null=True, unique=True)
    file_reference = models.CharField(max_length=40, null=True, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TRADER)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.REGISTERED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enterprise_registered_has_uscc",
                condition=Q(source="FILE", file_reference__isnull=False)
                | Q(source="REGISTERED", uscc__isnull=False),
            )
        ]

    def grade_on(self, on: date) -> "CreditGrade | None":
        """The credit grade in force on that day, or None when none was ever given."""
        row = _GRADE.row(enterprise_id=self.pk, on=on)
        return None if row is None else read(CreditGrade, row)


class CreditGrade(models.Model):
    """A credit grade under one scheme, from (inclusive) to (exclusive).

    The grades each scheme knows, and since when, stand in the law pack (``credit.grades``).
    """

    class Grade(models.TextChoices):
        ADVANCED = "ADVANCED", _("Advanced certified (AEO)")
        CERTIFIED = "CERTIFIED", _("Certified")
        ORDINARY = "ORDINARY", _("Ordinary")
        DISHONEST = "DISHONEST", _("Dishonest")
        SERIOUSLY_DISHONEST = "SERIOUSLY_DISHONEST", _("Seriously dishonest")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="grades")
    grade = models.CharField(max_length=24, choices=Grade.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(valid_to=None),
                name="one_grade_in_force_per_enterprise",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.grade}"


def _grades(enterprise_id: int, on: date) -> "models.QuerySet[CreditGrade, Any]":
    in_force = Q(valid_to=None) | Q(valid_to__gt=on)
    rows = CreditGrade.objects.filter(in_force, enterprise_id=enterprise_id, valid_from__lte=on)
    return rows.order_by("pk").values_list(*columns(CreditGrade))


_GRADE = Question(_grades, enterprise_id=int, on=date)


class Country(Bilingual):
    code = models.CharField(max_length=2, primary_key=True)
    alpha3 = models.CharField(max_length=3, unique=True)


class Currency(Bilingual):
    code = models.CharField(max_length=3, primary_key=True)


class CustomsRate(models.Model):
    """Customs exchange rate: CNY for one unit of the currency, from (incl.) to (excl.)."""

    currency = models.ForeignKey(Currency, models.PROTECT, related_name="rates")
    cny_per_unit = models.DecimalField(max_digits=16, decimal_places=8)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="one_rate_per_start"),
            models.CheckConstraint(name="rate_is_positive", condition=Q(cny_per_unit__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.currency_id} {self.cny_per_unit} from {self.valid_from}"


class Port(Bilingual):
    """A port by UN/LOCODE (five characters)."""

    code = models.CharField(max_length=5, primary_key=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="ports")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)


class HsCode(models.Model):
    """A line of the Harmonized System 2022: chapter (2), heading (4) or subheading (6)."""

    code = models.CharField(max_length=6, primary_key=True)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    description_en = models.TextField()
    description_zh = models.TextField(blank=True)
    words = models.TextField(default="", help_text="Lower case, both languages, with the parents'")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="hs_by_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description_en[:60]}"

    @property
    def description(self) -> str:
        if (get_language() or "").startswith("zh") and self.description_zh:
            return self.description_zh
        return self.description_en


class HsWord(models.Model):
    """A word of the nomenclature, to find what was nearly typed right."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="hs_words_alike", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class ReferenceLoad(models.Model):
    """What was loaded from a package or file, so that an unchanged source is skipped."""

    name = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.rows}"
