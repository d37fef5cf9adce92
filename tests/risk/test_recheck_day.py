"""A living day with everything that moves in it is recomputed; what is altered is found and named.

Books change at noon, a rule is switched off, models come and go, orders are placed and withdrawn,
and the law is another one after midnight.
"""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from customs_portal.kit import seals
from customs_portal.registry.law.pack import FOLDER, LawPack, standing_in
from risk.assessments.models import Assessment
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.learning.management.commands import export_scores
from risk.learning.operations.put_to_service import put_in_shadow, roll_back
from risk.learning.operations.register_model import register_model
from risk.models import recheck_scores
from risk.models.shipped import SHIPPED
from risk.rulebooks.operations.switch_rules import ask_switch, decide_switch
from risk.rules.demo_rules import DEMO_RULES
from risk.targeting.operations.end_order import withdraw_order
from risk.targeting.operations.extend_order import extend_order
from tests.factories.people import UserFactory
from tests.factories.risk import PERIOD, WHY, a_rule, published
from tests.factories.targeting import an_order
from tests.risk import test_model_services
from tests.risk.alterations import ALTERED, SILENT, first, has
from tests.risk.test_model_services import counting
from tests.risk.test_recheck_scores import run, some_facts

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-01")]
own_store, small_folder = test_model_services.own_store, test_model_services.small_folder
MIDNIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # of the port
BEFORE = MIDNIGHT - timedelta(hours=14)
ROUTE = {"op": "in", "left": {"fact": "departure_country"}, "right": {"value": ["VN"]}}
DEAR = {"op": "ge", "left": {"fact": "value_cny"}, "right": {"parameter": "floor"}}
MORNING = (*DEMO_RULES, a_rule(when=ROUTE))
AFTERNOON = (
    *DEMO_RULES,
    a_rule(when=ROUTE, points=9),
    a_rule(
        code="D-902", when=DEAR, points=0, at_least="DOCUMENTS",
        parameters={"floor": [PERIOD | {"value": 90_000}]},
    ),
    a_rule(
        code="D-903", when=DEAR,
        parameters={"floor": [PERIOD | {"value": 90_000, "valid_to": "2026-11-21"}]},
    ),
)  # fmt: skip


def hour(number, minute=0):
    return MIDNIGHT + timedelta(hours=number, minutes=minute)


@pytest.fixture
def law(tmp_path):
    """The pack of the house; from that day on weights are tolerated otherwise, and models rank by
    revenue."""
    folder = tmp_path / "law"
    shutil.copytree(FOLDER, folder, ignore=lambda _at, names: [
        one for one in names if not one.endswith(".toml")])  # fmt: skip
    path = folder / "risk.toml"
    text = path.read_text("utf-8")
    for key, value in (("weight_tolerance_permille", "0"), ("model_ranking", '"REVENUE"')):
        (whole,) = re.findall(rf'\[\["risk.{key}"\]\].*?(?=\n\[\[|\Z)', text, re.S)
        dated = "valid_from = 2014-12-01"
        old = whole.replace(dated, f"{dated}\nvalid_to = 2026-11-21")
        new = re.sub(r"value = .*", f"value = {value}", whole.replace("2014-12-01", "2026-11-21"))
        text = text.replace(whole, f"{old}\n{new}")
    path.write_text(text, "utf-8")
    return folder


_kept: list[Path] = []  # the day is lived once; who alters it has a copy


@pytest.fixture
def living(registers, law, small_folder, tmp_path, monkeypatch):
    """The export of one day of the port, whose tables are there."""
    monkeypatch.setattr(export_scores, "FOLDER", law)
    with standing_in(LawPack(law)):
        lived(small_folder)
        out = tmp_path / "living"
        call_command("export_scores", "--day", "2026-11-21", "--out", str(out))
    return out


@pytest.fixture
def day(request, tmp_path, tmp_path_factory):
    """The export alone."""
    if not _kept:
        kept = tmp_path_factory.mktemp("kept") / "day"
        shutil.copytree(request.getfixturevalue("living"), kept)
        _kept.append(kept)
    shutil.copytree(_kept[0], tmp_path / "day")
    return tmp_path / "day"


def lived(small_folder):
    dice, numbers = np.random.default_rng(12), iter(range(10_000))
    writer, chief = UserFactory(risk_officer=True), UserFactory(risk_publisher=True)
    second = UserFactory(risk_officer=True)

    def judged(at, many=14):
        for _n in range(many):
            facts = some_facts(dice, next(numbers))
            odd = {
                "vessel": "HAI YANG 7",
                "voyage": "026E",
                "port": "VNSGN",
                "container_nos": ("MSKU1234565",),
                "consignee_address": "1 Dock Road, Ningbo",
            }
            taxed = tuple(replace(item, tax_cny=item.value_cny / 8) for item in facts.items)
            facts = replace(facts, items=taxed, on=date(2026, 11, 20 + int(dice.integers(2))),
                            gross_weight_kg=Decimal(900), manifest_weight_kg=Decimal(901),
                            **(odd if dice.integers(2) else {}))  # fmt: skip
            assess_shipment(facts=facts, now=at)

    published(*MORNING, now=BEFORE)
    shipped = register_model(folder=SHIPPED, by=writer, now=BEFORE)
    small = register_model(folder=small_folder, by=writer, now=BEFORE)
    judged(hour(0))
    number = ask_switch(code="D-901", off=True, reason=WHY, by=writer, now=hour(0, 50))
    decide_switch(switch_no=number, agreed=True, answer=WHY, by=chief, now=hour(1))
    judged(hour(2))
    put_in_shadow(model_no=shipped, by=writer, now=hour(2, 30))
    judged(hour(3))
    number = ask_switch(code="D-901", off=False, reason=WHY, by=writer, now=hour(3, 10))
    decide_switch(switch_no=number, agreed=True, answer=WHY, by=chief, now=hour(3, 20))
    published(*AFTERNOON, now=hour(4))
    judged(hour(4))
    counting(shipped, writer, second, hour(5))
    judged(hour(6))
    counting(small, writer, second, hour(7))
    judged(hour(7))
    order = an_order(now=hour(8), container_no="MSKU1234565", until=hour(30))
    an_order(now=hour(8), vessel="hai yang 7", method="OPEN", until=hour(11))
    judged(hour(9))
    for target in ({"vessel": "HAI YANG 7", "voyage": "026e"}, {"port": "VNSGN"},
                   {"address": "1 dock road, ningbo"}):  # fmt: skip
        an_order(now=hour(9), until=hour(11), **target)
    judged(hour(10))
    extend_order(order_no=order.order_no, until=hour(300), reason=WHY, by=second, now=hour(9))
    roll_back(reason=WHY, by=writer, now=hour(11))
    judged(hour(12))
    withdraw_order(order_no=order.order_no, reason=WHY, by=writer, now=hour(13))
    judged(hour(14))
    for facts in odd_facts():
        assess_shipment(facts=facts, now=hour(15))
    roll_back(reason=WHY, by=writer, now=hour(16))
    judged(hour(23, 59))
    judged(hour(24))  # the next day: not of this export


def odd_facts():
    """What nobody can read: no number, no country, no goods."""
    base = replace(some_facts(np.random.default_rng(1), 9_000), departure_country="VN")
    yield replace(base, reference="510120261000091001", value_cny=Decimal("NaN"))
    yield replace(base, reference="510120261000091002", departure_country="QX")
    yield replace(base, reference="510120261000091003", departure_country="")
    yield replace(base, reference="510120261000091004", items=())
    yield replace(base, reference="510120261000091005", gross_weight_kg=Decimal("Infinity"))


def rows_of(day):
    return [json.loads(line) for line in (day / "scores.jsonl").read_text("utf-8").splitlines()]


def written(day, rows):
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (day / "scores.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def test_a_day_in_which_everything_moves_agrees_to_the_last_bit(day):
    rows = rows_of(day)
    done = run(day)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(rows)} scores recomputed, all the same" in done.stdout
    assert "DIFFERS" not in done.stdout
    assert len(rows) == 14 * 11 + 5
    kinds = {re.split(r"[-\d]", hit["rule"])[0] for row in rows for hit in row["hits"]}
    assert kinds == {"S", "D", "T", "M", "X"}
    spoke = {hit["rule"] for row in rows for hit in row["hits"]}
    assert {"X-901", "X-902", "X-903", "S-201", "D-901", "D-902"} <= spoke
    assert len({row["book_digest"] for row in rows}) == 3  # the rule off, too, is a book of its own
    assert len({row["law"]["risk.weight_tolerance_permille"] for row in rows}) == 2
    assert len(list(day.glob("model-*.json"))) == 2
    ranked = {one["ranking"] for row in rows for one in row["readings"]}
    assert ranked == {"PROBABILITY", "REVENUE"}
    orders = json.loads((day / "orders.json").read_text("utf-8"))
    for kind in ("voyage", "port", "address"):
        told = {one["order_no"] for one in orders if one["target"].get(kind)}
        assert told & {hit["rule"] for row in rows for hit in row["hits"]}, kind


def test_the_export_says_whose_it_is(day):
    key = seals.public_key(purpose=export_scores.PURPOSE)
    assert f"key {key}" in run(day).stdout
    other = seals.public_key(purpose="something else")
    done = run_with_key(day, other)
    assert done.returncode == 1
    assert "DIFFERS export.json: not signed with this key" in done.stdout


def run_with_key(day, key):
    import subprocess
    import sys

    words = [sys.executable, "-I", recheck_scores.__file__, str(day), "--public-key", key]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_each_of_many_alterations_is_found_and_the_row_named(day):
    """Once as it is signed, and once by somebody who signed it anew: by what follows from it."""
    whole = rows_of(day)
    again = recheck_scores.Day(day)
    assert not [told for row in whole if (told := again.difference(row))]
    assert not [name for name, (holds, _alter) in ALTERED.items() if not any(map(holds, whole))]
    unseen = []
    for name, (holds, alter) in ALTERED.items():
        row = first(rows_of_text(whole), holds)
        alter(row)
        if not again.difference(row):
            unseen.append(name)
    assert not unseen
    for name, alter in (*((name, one[1]) for name, one in ALTERED.items()), *SILENT.items()):
        rows = rows_of_text(whole)
        row = first(rows, ALTERED[name][0] if name in ALTERED else has("S-"))
        alter(row)
        written(day, rows)
        seal = recheck_scores.beside("recheck_seal").looked(day)
        assert f"row {row['assessment_no']}: was altered" in seal.faults, name
        assert "scores.jsonl: was altered" in seal.faults, name


def rows_of_text(whole):
    return json.loads(json.dumps(whole))


def changed(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


FILES = {
    "a parameter of the book": (
        "book-*.json", lambda path: changed(path, b'"value": 5000000', b'"value": 5000001'),
    ),
    "the points of a data rule": (
        "book-*.json", lambda path: changed(path, b'"points": 8', b'"points": 7'),
    ),
    "a byte of a model": ("model-*.json", lambda path: changed(path, b'"trees"', b'"trees" ')),
    "a byte of its other form": (
        "model-*.onnx", lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\0\1"),
    ),
    "a value of the law": (
        "law-*/risk.toml", lambda path: changed(path, b"DOCUMENTS = 46", b"DOCUMENTS = 47"),
    ),
    "an order": ("orders.json", lambda path: changed(path, b'"SCAN"', b'"OPEN"')),
    "a service": ("services.json", lambda path: changed(path, b"true", b"false")),
    "a country": ("countries.json", lambda path: changed(path, b'"VN"', b'"XV"')),
    "the count of rows": (
        "export.json", lambda path: changed(path, b'"rows": 159', b'"rows": 158'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_altered_is_named(day, name):
    pattern, alter = FILES[name]
    path = sorted(day.glob(pattern))[0]
    alter(path)
    done = run(day)
    assert done.returncode == 1
    named = path.relative_to(day).as_posix()
    said = "not signed with this key" if named == "export.json" else "was altered"
    assert f"DIFFERS {named}: {said}" in done.stdout


def test_a_book_and_a_model_under_a_digest_that_is_not_theirs_are_named(day):
    """Even when whoever altered them signed everything anew."""
    for pattern, old, new in (
        ("book-*.json", b'"points": 8', b'"points": 7'),
        ("model-*.json", b'"version":1', b'"version":2'),
        ("model-*.json", b'"version": 1', b'"version": 2'),
    ):
        for path in day.glob(pattern):
            if old in path.read_bytes():
                changed(path, old, new)
    found = recheck_scores.beside("recheck_seal").looked(day).faults
    assert sum(one.startswith("book-") and "digest says" in one for one in found) >= 1
    assert sum(one.startswith("model-") and "digest says" in one for one in found) >= 1


def test_rows_that_are_missing_added_or_moved_are_named(day):
    rows = rows_of(day)
    gone = rows.pop(20)
    written(day, rows)
    assert f"DIFFERS row {gone['assessment_no']}: missing" in run(day).stdout
    rows.insert(20, gone)
    written(day, [*rows, rows[0] | {"assessment_no": "f" * 32}])
    assert f"DIFFERS row {'f' * 32}: was not exported" in run(day).stdout
    rows[3], rows[4] = rows[4], rows[3]
    written(day, rows)
    assert "DIFFERS rows: stand in another order" in run(day).stdout


def test_a_file_that_is_missing_or_foreign_is_named(day):
    next(day.glob("model-*.onnx")).unlink()
    (day / "more.txt").write_text("x")
    said = run(day).stdout
    assert "DIFFERS more.txt: is no part of the export" in said
    assert ".onnx: missing" in said
    (day / "export.json").unlink()
    done = run(day)
    assert done.returncode == 1
    assert "DIFFERS the export cannot be read" in done.stdout


def test_what_is_altered_in_the_tables_is_found_in_the_next_export(living, law, tmp_path):
    """Not only what somebody does to the file: what the house itself would do to its past."""
    row = next(one for one in Assessment.objects.order_by("id") if one.channel == "SCAN")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET hits = '[]', score = 0, at_least = '',"
            " channel = 'RELEASE', controlled = false WHERE id = %s", [row.pk],
        )  # fmt: skip
    with standing_in(LawPack(law)):
        call_command("export_scores", "--day", "2026-11-21", "--out", str(tmp_path / "again"))
    done = run(tmp_path / "again")
    assert done.returncode == 1
    assert f"{row.subject_reference} ({row.assessment_no}) differs. hits:" in done.stdout
    assert "1 differ" in done.stdout


def test_an_export_is_never_mixed_with_another(day):
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_scores", "--day", "2026-11-21", "--out", str(day))
