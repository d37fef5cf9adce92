"""Recompute every score of an exported day, with nothing of the portal: Python and its library.

    python recheck_scores.py FOLDER [--public-key HEX]

FOLDER comes from ``./portal manage export_scores``. First ``recheck_seal.py``, which lies beside
this file, looks whether the export is whole and signed. Then each row is judged anew: the rules of
the book (written here a second time), data rules, control orders, models and the lot, points and
channel, by the law of its day. Every row that differs is named. Exit code 0: all the same; 1: not.
Taken as stored and counted: a model or a book that could not be read that day (X-901, X-902).
"""

import argparse
import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

CHANNELS = ["RELEASE", "DOCUMENTS", "SCAN", "OPEN"]
ONE = 10_000
MOST_TOLD = 50
SLACK = timedelta(minutes=1)  # what was switched within it of a judgement may be seen by it or not


def beside(name: str) -> Any:
    """The script of that name in the folder of this one."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RULES = beside("recheck_rules")
AMOUNTS, DataRule = RULES.AMOUNTS, RULES.DataRule


class Model:
    """A learned model, read from its JSON with dictionaries instead of arrays."""

    def __init__(self, document: Any) -> None:
        self.document, self.trees = document, document["trees"]
        rows = document["rows"]
        self.names = [path.split("+") for path in document["encodings"]]
        self.counts: Any = [defaultdict(lambda: [0, 0]) for _ in self.names]
        columns = {name: [held["values"][code] for code in held["codes"]]
                   for name, held in rows.items() if isinstance(held, dict)}  # fmt: skip
        for at, (count, faults) in enumerate(zip(rows["counts"], rows["faults"], strict=True)):
            row = widened({name: values[at] for name, values in columns.items()})
            for names, table in zip(self.names, self.counts, strict=True):
                key = tuple(row[name] for name in names)
                if "" not in key and -1 not in key:
                    table[key][0] += count
                    table[key][1] += faults
        self.base = ONE * sum(rows["faults"]) // max(1, sum(rows["counts"]))
        self.told: Any = {}

    def features(self, row: Any) -> Any:
        row, weight = widened(row), self.document["weight"]
        shares, counts = {(): self.base}, []
        for names, table in zip(self.names, self.counts, strict=True):
            key = tuple(row[name] for name in names)
            count, faults = table.get(key, (0, 0))
            before = shares[tuple(names[:-1])]
            shares[tuple(names)] = (ONE * faults + weight * before) // (count + weight)
            counts.append(min(count, 1_000_000))
        # masses and prices of the training set are of another kind: never known here
        return [*(shares[tuple(names)] for names in self.names), *counts, -1, -1, -1]

    def read(self, facts: Any) -> Any:
        """The reading of the riskiest item, the first of equals."""
        goods = [(one["hs6"][:6], facts["departure_country"], one["origin"])
                 for one in facts["items"]]  # fmt: skip
        return max((self.once(*one) for one in goods), key=lambda one: one["score"])

    def once(self, hs6: str, departure: str, origin: str) -> Any:
        if (hs6, departure, origin) not in self.told:
            row = {"hs6": hs6, "departure": departure, "origin": origin, "tax_type": "",
                   "rate": -1, "mass": -1, "price": -1}  # fmt: skip
            self.told[hs6, departure, origin] = self.score(self.features(row))
        return self.told[hs6, departure, origin]

    def score(self, row: Any) -> Any:
        trees = self.trees
        parts = {"base": sum(trees["value"][root] for root in trees["roots"])}
        moved: Counter[int] = Counter()
        score = 0
        for node in trees["roots"]:
            while (asked := trees["feature"][node]) != -1:
                side = "left" if row[asked] <= trees["threshold"][node] else "right"
                then = trees[side][node]
                moved[asked] += trees["value"][then] - trees["value"][node]
                node = then
            score += trees["value"][node]
        for at, name in enumerate(self.document["features"]):
            if moved[at]:
                part = name.removeprefix("share of ").removeprefix("number of ")
                parts[part] = parts.get(part, 0) + moved[at]
        steps = self.document["calibration"]
        place = max(0, bisect_right(steps["scores"], score) - 1)
        return {"score": score, "probability_ppm": steps["ppm"][place],
                "parts": [list(part) for part in parts.items()]}  # fmt: skip


def widened(row: Any) -> Any:
    return row | {"hs2": row["hs6"][:2], "hs4": row["hs6"][:4]}


def ranked(facts: Any, law: Any, ppm: int) -> tuple[str, Any, Any]:
    """What the policy of the day ranks by, the taxes at stake and the part expected to be lost."""
    taxes = [one.get("tax_cny") for one in facts["items"]]
    if not taxes or None in taxes or not all(Decimal(one).is_finite() for one in taxes):
        return "PROBABILITY", None, None
    stake = int(sum(map(Decimal, taxes)))
    return law.get("risk.model_ranking") or "PROBABILITY", stake, ppm * stake // 1_000_000


class Orders:
    """Control orders, found by the rarest thing that they name."""

    def __init__(self, listed: Any) -> None:
        self.by_no = {one["order_no"]: one for one in listed}
        self.by_key: Any = defaultdict(list)
        for one in listed:
            name, value = next((name, value) for name, value in one["target"].items() if value)
            self.by_key[name, folded(value)].append(one)

    def concerning(self, facts: Any) -> Any:
        said = said_by(facts)
        keys = [(name, value) for name, values in said.items() for value in values]
        return [one for key in keys for one in self.by_key.get(key, ()) if concerns(one, said)]


def said_by(facts: Any) -> Any:
    """What orders ask of the facts, spelled alike."""
    prefixes = {one["hs6"][:length] for one in facts["items"] for length in (2, 4, 6)}
    single = {"enterprise": "enterprise_key", "departure": "departure_country", "port": "port",
              "vessel": "vessel", "declarant": "declarant", "voyage": "voyage",
              "address": "consignee_address"}  # fmt: skip
    return {"container_no": {folded(one) for one in facts["container_nos"]}, "hs_prefix": prefixes,
            **{name: {folded(facts.get(key) or "")} for name, key in single.items()}}  # fmt: skip


def folded(value: str) -> str:
    return " ".join(value.split()).upper()


def concerns(order: Any, said: Any) -> bool:
    return all(folded(value) in said[name] for name, value in order["target"].items() if value)


def stood(order: Any, at: datetime) -> bool:
    """Whether the order was in force at that moment; its term may have been lengthened since."""
    terms = [until for since, until in order["terms"] if moment(since) <= at]
    ended = order["ended_at"] and moment(order["ended_at"]) <= at
    return bool(terms) and moment(order["starts_at"]) <= at < moment(terms[-1]) and not ended


def served(service: Any, at: datetime) -> bool:
    began, ended = moment(service["began_at"]), service["ended_at"]
    return began <= at and not (ended and moment(ended) <= at)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def around(what: Any, thing: Any, at: datetime) -> list[bool]:
    return [what(thing, at + slack) for slack in (-SLACK, timedelta(0), SLACK)]


class Day:
    """Everything that an export holds beside its rows."""

    def __init__(self, folder: Path) -> None:
        def of(name: str) -> Any:
            return json.loads((folder / name).read_text("utf-8"))

        self.books = {path.stem[5:]: [DataRule(one) for one in of(path.name)]
                      for path in folder.glob("book-*.json")}  # fmt: skip
        self.models = {path.stem[6:]: Model(of(path.name)) for path in folder.glob("model-*.json")}
        self.orders, self.services = Orders(of("orders.json")), of("services.json")
        self.countries = set(of("countries.json"))

    def difference(self, row: Any) -> str:
        """What differs, "" when everything is the same."""
        facts, law, at = row["facts"], row["law"], moment(row["assessed_at"])
        stored = [(hit["rule"], hit["points"], hit.get("at_least", "")) for hit in row["hits"]]
        book = self.books.get(row.get("book_digest", ""), [])
        if row.get("book_digest") and row["book_digest"] not in self.books:
            return f"the book {row['book_digest']} was not exported"
        found = [
            *RULES.written_rules(facts, law),
            *RULES.data_rules(book, facts),
            *self.unsound(facts),
        ]
        found += [("X-901", 0, "DOCUMENTS") for hit in row["hits"] if is_taken(hit)]
        asked = [one["order_no"] for one in self.orders.concerning(facts)]
        for number in sorted({*asked, *(rule for rule, _, _ in stored if rule[:2] == "T-")}):
            order = self.orders.by_no.get(number)
            if order is None or number not in asked:
                return f"the order {number} spoke, and does not concern this"
            stands, spoke = around(stood, order, at), number in [rule for rule, _, _ in stored]
            if spoke != all(stands) and spoke != any(stands):
                return f"the order {number} {'spoke out of' if spoke else 'was silent in'} its time"
            if spoke:
                found.append((number, law["risk.order_points"][order["method"]], order["method"]))
        if told := self.readings(row, found, at):
            return told
        if sorted(found) != sorted(stored):
            return f"hits: stored {sorted(stored)}, found {sorted(found)}"
        return decision(row, found)

    def readings(self, row: Any, found: Any, at: datetime) -> str:
        """What a reading differs by; the hits of those that count come to ``found``."""
        facts, law = row["facts"], row["law"]
        counting = [around(served, one, at) for one in self.services if one["counts"]]
        failed = [("X-902", 0, "DOCUMENTS") for hit in row["hits"] if hit["rule"] == "X-902"]
        if not legible(facts):
            surely, perhaps = any(map(all, counting)), any(map(any, counting))
            found += [("X-902", 0, "DOCUMENTS")] if surely else failed if perhaps else []
            return "models read what cannot be read" if row["readings"] else ""
        found += failed
        for reading in row["readings"]:
            model, name = self.models.get(reading["digest"]), reading["model"]
            if model is None:
                return f"the model {reading['digest']} was not exported"
            if not any(any(around(served, one, at)) for one in self.services if all(
                    one[key] == reading[key] for key in ("digest", "counts"))):  # fmt: skip
                return f"{name} was not in service so"
            again = model.read(facts) | {"model": model.document["name"]}
            for part in ("score", "probability_ppm", "parts", "model"):
                if again[part] != reading[part]:
                    return f"{name} {part}: stored {reading[part]}, found {again[part]}"
            ranking, stake, expected = ranked(facts, law, again["probability_ppm"])
            by = {"ranking": ranking, "stake_cny": stake, "expected_cny": expected}
            for part in by.keys() & reading.keys():
                if by[part] != reading[part]:
                    return f"{name} {part}: stored {reading[part]}, found {by[part]}"
            table, rank = ("risk.model_revenue_points", expected) if ranking == "REVENUE" else (
                "risk.model_points", again["probability_ppm"])  # fmt: skip
            points = max(step for step in law[table] if step[0] <= rank)[1]
            if reading["counts"] and points:
                found.append((f"M-{name}", points, ""))
        read = any(reading["counts"] for reading in row["readings"])
        silent = any(map(all, counting)) and not read and not failed
        return "a model counted, and did not read this" if silent else ""

    def unsound(self, facts: Any) -> Any:
        """X-903: no finite number, or a country that does not exist."""
        for one in (facts, *facts["items"]):
            country = one.get("departure_country", one.get("origin"))
            odd = [name for name in AMOUNTS if name in one and isinstance(one[name], str)
                   and not Decimal(one[name]).is_finite()]  # fmt: skip
            for _name in (*odd, *([country] if country and country not in self.countries else [])):
                yield "X-903", 0, "DOCUMENTS"


def legible(facts: Any) -> bool:
    """Whether a model can read these facts: goods, countries and finite numbers."""
    numbers = [facts[name] for name in ("value_cny", "gross_weight_kg", "manifest_weight_kg")]
    numbers += [one["value_cny"] for one in facts["items"]]
    named = [(one["hs6"], facts["departure_country"], one["origin"]) for one in facts["items"]]
    return bool(named) and all(map(all, named)) and all(
        one is None or Decimal(one).is_finite() for one in numbers
    )  # fmt: skip


def is_taken(hit: Any) -> bool:
    """A book that could not be read that day; a rule that raised raises again."""
    return bool(hit["rule"] == "X-901" and not hit["reason_en"].startswith("Rule "))


def decision(row: Any, found: Any) -> str:
    """Whether score, borders and channel follow from the hits and the law."""
    law, score = row["law"], sum(points for _, points, _ in found)
    if score != row["score"]:
        return f"score: stored {row['score']}, found {score}"
    borders = [row["documents_from"], row["threshold"], row["open_from"]]
    named = law.get("risk.channel_thresholds")
    by_law = [int(one) for one in (named["DOCUMENTS"], law["risk.control_threshold"],
                                   named["OPEN"])] if named else borders  # fmt: skip
    if borders != by_law:
        return f"borders of the channels: stored {borders}, found {by_law}"
    asked = max((CHANNELS.index(least) for _, _, least in found if least), default=0)
    channel = CHANNELS[max(bisect_right(borders, score), asked)]
    for name, again in (("channel", channel), ("at_least", CHANNELS[asked] if asked else ""),
                        ("controlled", channel in ("SCAN", "OPEN"))):  # fmt: skip
        if row[name] != again:
            return f"{name}: stored {row[name]}, found {again}"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--public-key", default="", help="64 hex digits, had from the house")
    asked = parser.parse_args()
    whole = beside("recheck_seal").looked(asked.folder, public_key=asked.public_key)
    print(*whole.said, *(f"DIFFERS {one}" for one in whole.faults[:MOST_TOLD]), sep="\n")
    if whole.unreadable:
        return 1
    day, same, taken, bad = Day(asked.folder), 0, 0, 0
    with (asked.folder / "scores.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if told := day.difference(row):
                bad += 1
                if bad <= MOST_TOLD:
                    print(f"{row['subject_reference']} ({row['assessment_no']}) differs. {told}")
                continue
            same += 1
            taken += sum(is_taken(hit) or hit["rule"] == "X-902" for hit in row["hits"])
    rest = "all the same" if not bad else f"{bad} differ"
    print(f"{same} scores recomputed, {rest}; {taken} failed sources taken as stored")
    return 1 if bad or whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
