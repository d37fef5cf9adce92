"""check_messages: a line for every file, whatever it is."""

import csv
import io
import os

import pytest
from django.core.management import CommandError, call_command

from tests.factories.messages import a_foreign_declaration, envelope


def run(folder, tmp_path, **options):
    out, said = tmp_path / "answer.csv", io.StringIO()
    call_command("check_messages", str(folder), out=str(out), stdout=said, **options)
    with out.open(newline="", encoding="utf-8") as source:
        rows = list(csv.reader(source))
    assert rows[0] == ["file", "read", "mapped", "round_trip", "reason"]
    return {row[0]: row[1:] for row in rows[1:]}, said.getvalue()


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "messages"
    (inside / "deep" / "er").mkdir(parents=True)
    return inside


def test_every_file_has_its_line_and_only_schemas_are_left_out(folder, tmp_path):
    (folder / "good.xml").write_bytes(a_foreign_declaration())
    (folder / "deep" / "er" / "kept.XML").write_bytes(
        a_foreign_declaration(more="<Unheard>1</Unheard>")
    )
    (folder / "other.xml").write_bytes(b"<invoice><total>5</total></invoice>")
    (folder / "broken.xml").write_bytes(b"<a>\n<b></a>")
    (folder / "edifact.edi").write_bytes(b"UNB+UNOA:1+A+B'")
    (folder / "empty").write_bytes(b"")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(200))
    (folder / "odd,name;\n.xml").write_bytes(b"<a/>")
    (folder / "schema.xsd").write_bytes(b"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>")
    os.mkfifo(folder / "pipe.xml")
    (folder / "nowhere.xml").symlink_to(folder / "missing")
    (folder / "deep" / "circle").symlink_to(folder)

    rows, said = run(folder, tmp_path)

    assert rows["good.xml"] == ["yes", "yes", "yes", ""]
    assert rows["deep/er/kept.XML"][:3] == ["yes", "yes", "yes"]
    assert "1 kept as received: MetaData/Declaration/Unheard" in rows["deep/er/kept.XML"][3]
    assert rows["other.xml"][:3] == ["yes", "no", "yes"]
    assert "invoice is no message of clearance" in rows["other.xml"][3]
    assert rows["broken.xml"][:3] == ["no", "no", "no"]
    assert "line 2, column" in rows["broken.xml"][3]
    for name in ("edifact.edi", "empty", "image.png", "pipe.xml", "nowhere.xml"):
        assert rows[name][:3] == ["no", "no", "no"], name
        assert rows[name][3], name
    assert rows["odd,name;\n.xml"][0] == "yes"
    assert "schema.xsd" not in rows
    assert len(rows) == 10
    assert "10 files: 4 read, 2 mapped, 4 written again equal" in said


def test_one_file_may_be_named_instead_of_a_folder(folder, tmp_path):
    (folder / "good.xml").write_bytes(a_foreign_declaration())
    rows, _said = run(folder / "good.xml", tmp_path)
    assert rows == {"good.xml": ["yes", "yes", "yes", ""]}


def test_the_answer_may_lie_in_the_folder_itself(folder):
    (folder / "good.xml").write_bytes(a_foreign_declaration())
    run(folder, folder)
    rows, _said = run(folder, folder)
    assert set(rows) == {"good.xml"}


def test_a_huge_file_is_refused_by_its_size_before_it_is_read(folder, tmp_path):
    with (folder / "huge.xml").open("wb") as huge:
        huge.truncate(5_000_000_000)  # a hole: no disk is used
    rows, _said = run(folder, tmp_path)
    assert rows["huge.xml"][0] == "no"
    assert "bytes" in rows["huge.xml"][3]


def test_ten_thousand_items_are_read_mapped_and_written_again(folder, tmp_path):
    item = (
        "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>"
        "<Description>Shoes</Description></Commodity></GovernmentAgencyGoodsItem>"
    )
    (folder / "many.xml").write_bytes(
        envelope(
            "<FunctionCode>9</FunctionCode><GoodsShipment>" + item * 10_000 + "</GoodsShipment>",
            country="GB",
        )
    )
    rows, _said = run(folder, tmp_path)
    assert rows["many.xml"] == ["yes", "yes", "yes", ""]


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="is not there"):
        call_command("check_messages", str(tmp_path / "none"), out=str(tmp_path / "x.csv"))


def test_an_answer_that_cannot_be_written_is_said_in_one_sentence(folder, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("check_messages", str(folder), out=str(tmp_path / "none" / "x.csv"))
