"""``score_declarations`` and ``train_risk``: files in any order, rows refused one by one."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from risk.models.measures import figures
from tests.risk.test_learned_models import some_declarations

HEAD = [
    "Item Price", "Declaration ID", "HS6 Code", "Country of Origin", "Country of Departure",
    "Tax Rate", "Tax Type", "Net Mass", "Anything else",
]  # fmt: skip
GOOD = ["12.5", "A1", "610910", "CN", "CN", "8.0", "A", "3.0", "x"]
REAL = Path(os.environ.get("PORTAL_SHARED", "")) / "data/risk/df_syn_valid_eng.csv"


def file_of(folder, rows, head=HEAD):
    path = folder / "in.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def altered(**changes):
    row = dict(zip(HEAD, GOOD, strict=True))
    row.update({key.replace("_", " "): value for key, value in changes.items()})
    return list(row.values())


def test_scores_come_in_the_order_of_the_file_whatever_the_order_of_columns(tmp_path, capsys):
    path = file_of(tmp_path, [GOOD, altered(Declaration_ID="A2", Tax_Rate="", Tax_Type="")])
    call_command("score_declarations", str(path), "--out", str(tmp_path / "out.csv"))
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert [row["Declaration ID"] for row in rows] == ["A1", "A2"]
    assert all(0 < float(row["probability"]) < 1 and int(row["score"]) for row in rows)
    assert "2 scored" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (altered(HS6_Code="12345"), "HS6 Code"),
        (altered(Country_of_Origin="cn"), "Country of Origin"),
        (altered(Country_of_Departure=""), "Country of Departure"),
        (altered(Net_Mass="nan"), "Net Mass"),
        (altered(Item_Price="inf"), "Item Price"),
        (altered(Item_Price="-1"), "Item Price"),
        (altered(Tax_Rate="eight"), "Tax Rate"),
        (altered(Declaration_ID=" "), "Declaration ID"),
        (GOOD[:-1], "row"),
    ],
)
def test_a_bad_row_is_refused_by_itself_and_the_exit_code_says_so(tmp_path, capsys, row, field):
    path = file_of(tmp_path, [GOOD, row])
    with pytest.raises(SystemExit) as left:
        call_command("score_declarations", str(path), "--out", str(tmp_path / "out.csv"))
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "line 3" in said
    assert f"{field}. " in said
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 2


def test_a_file_without_a_column_leaves_nothing_behind(tmp_path):
    path = file_of(tmp_path, [GOOD[1:]], HEAD[1:])
    with pytest.raises(CommandError, match="Item Price"):
        call_command("score_declarations", str(path), "--out", str(tmp_path / "out.csv"))
    assert [one.name for one in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.skipif(not REAL.exists(), reason="the labelled declarations are not at hand")
def test_the_shipped_model_keeps_its_promise_on_the_quarter_after(tmp_path):
    call_command("score_declarations", str(REAL), "--out", str(tmp_path / "out.csv"))
    with REAL.open() as file:
        truth = np.array([row["Fraud"] == "1" for row in csv.DictReader(file)])
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    scores = np.array([int(row["score"]) for row in rows])
    ppm = np.array([round(float(row["probability"]) * 1e6) for row in rows])
    said = figures(truth, scores, ppm)
    assert said["precision_at_5"] >= 0.985
    assert said["precision_at_10"] >= 0.960
    assert said["auc"] >= 0.93
    assert said["ece"] < 0.02


def test_training_writes_a_model_and_its_card_in_both_languages(tmp_path, capsys):
    rows, truth = some_declarations()
    head = ["Declaration ID", "Date", "HS6 Code", "Country of Departure", "Country of Origin",
            "Tax Rate", "Tax Type", "Net Mass", "Item Price", "Fraud"]  # fmt: skip
    lines = [
        [at, f"2020-{1 + at // 220:02d}-{1 + at % 28:02d}", one["hs6"], one["departure"],
         one["origin"], one["rate"], one["tax_type"], one["mass"], one["price"], int(fault)]
        for at, (one, fault) in enumerate(zip(rows, truth, strict=True))
    ]  # fmt: skip
    path = file_of(tmp_path, [*lines, [*lines[0][:-1], "maybe"]], head)
    call_command("train_risk", str(path), "--valid", str(path), "--out", str(tmp_path / "m"))
    said = capsys.readouterr()
    assert "Fraud. It is neither 0 nor 1." in said.err
    card = (tmp_path / "m/card.md").read_text()
    assert card in said.out
    assert "训练数据" in card
    call_command(
        "score_declarations", str(file_of(tmp_path, [GOOD])),
        "--model", str(tmp_path / "m"), "--out", str(tmp_path / "out.csv"),
    )  # fmt: skip


def test_too_little_to_learn_from_is_refused(tmp_path):
    path = file_of(tmp_path, [[*GOOD, "2020-01-01", "1"]], [*HEAD, "Date", "Fraud"])
    with pytest.raises(CommandError, match="at least 500 rows"):
        call_command("train_risk", str(path), "--out", str(tmp_path / "m"))
    assert not (tmp_path / "m").exists()
