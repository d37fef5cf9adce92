"""A file of old declarations: what it lacks is marked, nothing comes twice."""

import csv
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clearance.declarations.models import Declaration
from clearance.declarations.operations.import_chunk import import_chunk
from clearance.declarations.operations.import_row import FileRow
from customs_portal.journal.models import JournalEntry
from customs_portal.registry.models import CustomsOffice, Enterprise, Place
from risk.assessments.models import Assessment
from tests.factories.clearance import reference_data
from tests.refusals.conftest import HAN

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("PORTAL_SHARED", ROOT.parent / "shared"))
REAL = SHARED / "data" / "risk" / "df_syn_valid_eng.csv"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEADS = [
    *("Declaration ID", "Date", "Office ID", "Process Type", "Import Type", "Import Use"),
    *("Payment Type", "Mode of Transport", "Declarant ID", "Importer ID", "Seller ID"),
    *("Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate"),
    *("Tax Type", "Country of Origin Indicator", "Net Mass", "Item Price", "Fraud"),
    "Critical Fraud",
]


def a_row(**changes):
    usual = dict.fromkeys(HEADS, "") | {
        "Declaration ID": "56839011",
        "Date": "2021-01-04",
        "Mode of Transport": "40",
        "Importer ID": "SHHZGSL",
        "HS6 Code": "610910",
        "Country of Departure": "VN",
        "Country of Origin": "VN",
        "Tax Rate": "7.2",
        "Net Mass": "901.2",
        "Item Price": "415092.72",
        "Fraud": "1",
        "Critical Fraud": "2",
    }
    return usual | changes


def file_row(number):
    return FileRow(
        declaration_id=f"5{number:07d}",
        date="2021-01-04",
        mode="40",
        importer=f"FIRM{number % 4}",
        hs6="610910",
        departure="VN",
        origin="VN",
        tax_rate="7.2",
        net_mass="901.2",
        item_price="415092.72",
        currency="KRW",
    )


@pytest.fixture
def take(registers, tmp_path, capsys):
    def run(*rows, **options):
        path = tmp_path / "old.csv"
        with path.open("w", newline="") as out:
            writer = csv.DictWriter(out, HEADS)
            writer.writeheader()
            writer.writerows(rows)
        refused = tmp_path / "refused.csv"
        call_command("import_declarations", str(path), refused=refused, **options)
        with refused.open() as found:
            return capsys.readouterr().out, list(csv.DictReader(found))

    return run


def test_what_the_file_lacks_is_marked_and_its_day_rules(take):
    out, refused = take(a_row())

    declaration = Declaration.objects.get()
    assert "1 accepted, 0 refused" in out
    assert not refused
    assert (declaration.source, declaration.transport_document) == ("FILE", "56839011")
    assert declaration.accepted_at.date().isoformat() == "2021-01-04"
    assert declaration.declaration_no[4:8] == "2021"
    assert {"container_nos", "consignee_uscc", "quantity", "currency"} <= set(declaration.absent)
    assert declaration.gross_weight_kg is None
    assert declaration.items.get().net_weight_kg == Decimal("901.2")
    assert not declaration.containers.exists()
    firm = Enterprise.objects.get(file_reference="SHHZGSL")
    assert (firm.source, firm.uscc) == ("FILE", None)


def test_what_an_inspection_found_never_reaches_the_house(take):
    take(a_row())
    everything = str(list(JournalEntry.objects.values_list("payload", flat=True)))
    assert "raud" not in everything
    assert Declaration.objects.get().state != "DETAINED"


def test_refused_rows_say_field_rule_and_remedy_and_leave_no_trace(take):
    out, refused = take(
        a_row(**{"Item Price": "0.0"}),
        a_row(**{"Declaration ID": "2", "HS6 Code": "999999"}),
        a_row(**{"Declaration ID": "3", "Date": "someday"}),
        a_row(**{"Declaration ID": "4", "Net Mass": "much"}),
    )

    assert "0 accepted, 4 refused" in out
    assert {(one["field"], one["rule"]) for one in refused} >= {
        ("items[0].value", "value.positive"),
        ("date", "date.shape"),
        ("items[0].net_weight_kg", "number.shape"),
    }
    assert all(one["remedy"] for one in refused)
    assert all(HAN.search(one["message_zh"] + one["remedy_zh"]) for one in refused)
    assert not Declaration.objects.exists()
    assert not Enterprise.objects.filter(source="FILE").exists()


def test_a_file_taken_again_changes_nothing_and_is_no_news(take):
    rows = (a_row(), a_row(**{"Declaration ID": "56839012", "Item Price": "0"}))
    take(*rows)
    told = JournalEntry.objects.count()

    out, refused = take(*rows)

    assert "0 accepted, 1 refused" in out
    assert [one["Declaration ID"] for one in refused] == ["56839012"]
    assert JournalEntry.objects.count() == told


def test_the_same_file_again_brings_nothing_twice(take):
    take(a_row())
    out, _refused = take(a_row(), a_row(**{"Declaration ID": "57000001"}))

    assert "1 accepted, 0 refused" in out
    assert "1 were there already" in out
    assert Declaration.objects.count() == 2


def test_a_file_with_other_columns_is_refused(registers, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="lacks the columns"):
        call_command("import_declarations", str(path), refused=tmp_path / "r.csv")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_declarations", str(tmp_path / "no.csv"))


@pytest.mark.parametrize(("office", "words"), [("", "./portal run"), ("9999", "9999")])
def test_without_an_office_it_is_said_once_before_reading(take, office, words):
    if not office:
        Place.objects.all().delete()
        CustomsOffice.objects.all().delete()
    with pytest.raises(CommandError, match=words):
        take(a_row(), office=office)
    assert not Declaration.objects.exists()
    assert not Enterprise.objects.filter(source=Enterprise.Source.FILE).exists()


def test_a_chunk_is_one_entry_and_what_is_held_has_news_of_its_own(take):
    rows = [a_row(**{"Declaration ID": f"5683901{number}"}) for number in range(5)]
    take(*rows, a_row(**{"Declaration ID": "56839019", "Item Price": "0"}))

    held = set(Declaration.objects.filter(state="HELD").values_list("declaration_no", flat=True))
    chunk = JournalEntry.objects.get(name="clearance.declarations-imported")
    told = JournalEntry.objects.exclude(pk=chunk.pk)
    assert chunk.payload["accepted"] == 5
    assert chunk.payload["refused"] == ["56839019"]
    assert set(chunk.payload["held"]) == held
    assert set(chunk.subjects) == set(Declaration.objects.values_list("declaration_no", flat=True))
    assert {entry.payload["declaration_no"] for entry in told} == held
    assert Assessment.objects.count() == 5


def test_a_row_asks_the_database_less_than_twenty_five_times(registers):
    def rows(first):
        return [file_row(number) for number in range(first, first + 20)]

    with CaptureQueriesContext(connection) as asked:
        import_chunk(rows=rows(0), office_code="", file_name="old.csv", now=NOW)

    assert Declaration.objects.count() == 20
    assert len(asked) / 20 < 25


def test_an_import_that_was_killed_in_the_middle_goes_on_where_it_stood(registers):
    rows = [file_row(number) for number in range(6)]
    import_chunk(rows=rows[:3], office_code="", file_name="old.csv", now=NOW)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        import_chunk(rows=rows[3:], office_code="", file_name="old.csv", now=NOW)
        raise KeyboardInterrupt

    assert Declaration.objects.count() == 3
    again = import_chunk(rows=rows, office_code="", file_name="old.csv", now=NOW)
    third = import_chunk(rows=rows, office_code="", file_name="old.csv", now=NOW)

    assert (again.accepted, again.already_there) == (3, 3)
    assert (third.accepted, third.already_there) == (0, 6)
    assert JournalEntry.objects.filter(name="clearance.declarations-imported").count() == 2


@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
def test_two_hundred_rows_of_the_real_file_go_through(registers, tmp_path, capsys):
    call_command("load_reference", verbosity=0)
    reference_data()
    capsys.readouterr()

    call_command("import_declarations", str(REAL), limit=200, refused=tmp_path / "r.csv")

    accepted = Declaration.objects.filter(source="FILE").count()
    assert accepted > 150
    assert f"{accepted} accepted" in capsys.readouterr().out
