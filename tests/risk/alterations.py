"""What may be altered in a row of a day's export, each so that it bears on the score."""


def first(rows, holds):
    return next(row for row in rows if holds(row))


def hit_of(row, kind):
    return next(hit for hit in row["hits"] if hit["rule"].startswith(kind))


def has(kind):
    return lambda row: any(hit["rule"].startswith(kind) for hit in row["hits"])


def asked_by_order(row, channel):
    return any(hit["rule"][0] == "T" and hit["at_least"] == channel for hit in row["hits"])


def counted(row):
    return any(one["counts"] for one in row["readings"])


def points(row, kind, by=1):
    hit_of(row, kind)["points"] += by
    row["score"] += by


def dropped(row, kind):
    row["score"] -= hit_of(row, kind)["points"]
    row["hits"].remove(hit_of(row, kind))


def reading(row, **changes):
    row["readings"][0] |= changes


def parts(row):
    row["readings"][0]["parts"][0][1] += 1
    row["readings"][0]["parts"][1][1] -= 1


def item(row, **changes):
    row["facts"]["items"][0] |= changes


UNBOOKED = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ALTERED = {  # by its name: the row it is done to, and what is done; each bears on the score
    "points of a rule": (has("S-2"), lambda row: points(row, "S-2")),
    "points of a data rule": (has("D-9"), lambda row: points(row, "D-9")),
    "points of an order": (has("T-"), lambda row: points(row, "T-")),
    "points of a model": (has("M-"), lambda row: points(row, "M-")),
    "points of the failed": (has("X-9"), lambda row: points(row, "X-9")),
    "a rule left out": (has("S-2"), lambda row: dropped(row, "S-2")),
    "a data rule left out": (has("D-9"), lambda row: dropped(row, "D-9")),
    "an order left out": (has("T-"), lambda row: dropped(row, "T-")),
    "a model left out": (has("M-"), lambda row: dropped(row, "M-")),
    "a failure left out": (has("X-903"), lambda row: dropped(row, "X-903")),
    "a hit that was not": (
        lambda row: not has("S-900")(row),
        lambda row: (row["hits"].append({"rule": "S-900", "points": 100, "reason_en": ""}),
                     row.update(score=row["score"] + 100)),
    ),
    "an order of another": (
        lambda row: not has("T-")(row),
        lambda row: row["hits"].append({"rule": "T-999999", "points": 0, "reason_en": ""}),
    ),
    "the least channel of a hit": (
        has("D-902"), lambda row: hit_of(row, "D-902").update(at_least="OPEN"),
    ),
    "the score": (has("S-"), lambda row: row.update(score=row["score"] - 1)),
    "the channel": (
        lambda row: row["channel"] == "SCAN", lambda row: row.update(channel="RELEASE"),
    ),
    "whether it was controlled": (
        lambda row: row["channel"] == "SCAN", lambda row: row.update(controlled=False),
    ),
    "the least channel": (has("D-902"), lambda row: row.update(at_least="")),
    "a border": (has("S-"), lambda row: row.update(threshold=row["threshold"] + 1)),
    "the other border": (has("S-"), lambda row: row.update(open_from=row["open_from"] - 1)),
    "the grade": (has("S-102"), lambda row: row["facts"].update(grade="ADVANCED")),
    "the manifest": (
        has("S-201"), lambda row: row["facts"].update(manifest_weight_kg="900"),
    ),
    "the pieces": (has("S-202"), lambda row: row["facts"].update(declared_pieces=4)),
    "the lot": (
        lambda row: not has("S-900")(row), lambda row: row["facts"].update(lot=0),
    ),
    "the history": (has("S-104"), lambda row: row["facts"].update(declarations_last_90_days=3)),
    "the faults": (has("S-105"), lambda row: row["facts"].update(faults_last_365_days=0)),
    "a licence": (has("S-206"), lambda row: row["facts"].update(involves_licence=True)),
    "an origin": (
        lambda row: row["readings"] and len(row["facts"]["items"]) == 1,
        lambda row: item(row, origin="KP"),
    ),
    "a heading": (
        lambda row: row["readings"] and len(row["facts"]["items"]) == 1,
        lambda row: item(row, hs6="930190"),
    ),
    "the vessel": (
        lambda row: asked_by_order(row, "OPEN"),
        lambda row: row["facts"].update(vessel="OTHER"),
    ),
    "the containers": (
        lambda row: asked_by_order(row, "SCAN"),
        lambda row: row["facts"].update(container_nos=[]),
    ),
    "the departure": (has("D-901"), lambda row: row["facts"].update(departure_country="US")),
    "a country": (has("X-903"), lambda row: row["facts"].update(
        departure_country="VN", value_cny="1", gross_weight_kg="1")),
    "the day": (
        lambda row: row["facts"]["on"] == "2026-11-21" and has("D-902")(row),
        lambda row: row["facts"].update(on="2026-11-20"),
    ),
    "a value of the law": (
        has("T-"), lambda row: row["law"]["risk.order_points"].update(SCAN=51, OPEN=101),
    ),
    "a border of the law": (
        has("S-"), lambda row: row["law"].update({"risk.control_threshold": 9}),
    ),
    "the book": (has("D-9"), lambda row: row.update(book_digest=UNBOOKED)),
    "what a model read": (
        lambda row: row["readings"],
        lambda row: reading(row, score=row["readings"][0]["score"] + 1),
    ),
    "what a model expected": (lambda row: row["readings"], lambda row: reading(
        row, probability_ppm=row["readings"][0]["probability_ppm"] + 1)),
    "why a model says so": (
        lambda row: row["readings"] and len(row["readings"][0]["parts"]) > 1, parts,
    ),
    "whether a model counted": (
        lambda row: row["readings"] and not counted(row), lambda row: reading(row, counts=True),
    ),
    "which model read": (lambda row: row["readings"], lambda row: reading(row, digest="0" * 64)),
    "what a model is called": (lambda row: row["readings"], lambda row: reading(row, model="x")),
    "a reading left out": (
        lambda row: counted(row) and not has("M-")(row), lambda row: row.update(readings=[]),
    ),
    "the hour": (
        has("T-"), lambda row: row.update(assessed_at="2026-11-20T17:00:00Z"),
    ),
}  # fmt: skip
SILENT = {  # what bears on no score: found because the row is not the one that was signed
    "a name": lambda row: row["facts"].update(seller="Somebody else"),
    "a sentence": lambda row: row["hits"][0].update(reason_en="Nothing."),
    "the law of another day": lambda row: row.update(law_digest="0" * 64),
    "the rules": lambda row: row.update(rules_digest="0" * 64),
}
