"""Forged lots of declarations: each done well, with order, root and digest of the file right."""

from inspection.draws.rules import lottery
from inspection.draws.rules.lottery import sha256
from tests.factories.drawn_days import a_filing, close
from tests.factories.forging import forgery, leaf_at, lots_rooted_again, said

ID, GRADE, RATE, LOT, DIGEST, DRAWN = 1, 3, 4, 5, 6, 7


def change(day, number, *changes):
    """Fields of the leaf of the declaration with that number, wherever it lies."""
    leaf = a_filing(number)["whole"]
    parts = leaf.split("|")
    for field, value in changes:
        parts[field] = str(value)
    day.rows[day.rows.index(leaf)] = "|".join(parts)
    lots_rooted_again(day)


def a_drawn_one():
    return next(n for n in range(40) if a_filing(n)["drawn"])


def an_undrawn_one():
    return next(n for n in range(40) if not a_filing(n)["drawn"])


@forgery()
def the_lot_of_a_declaration_is_altered(day):
    change(day, 4, (LOT, 998), (DRAWN, 0))


@forgery()
def the_rate_of_one_declaration_is_altered(day):
    change(day, 5, (RATE, 0), (DRAWN, 0))


@forgery()
def the_rate_of_a_grade_is_altered_after_the_day_began(day):
    """Everywhere in the lots, but not in the row that opened the day."""
    said(day, "lots-committed")["rates"]["declaration/DISHONEST"] = 0
    for number in range(2, 40, 3):
        change(day, number, (RATE, 0), (DRAWN, 0))


@forgery()
def a_declaration_is_put_into_a_grade_without_a_rate(day):
    change(day, 5, (GRADE, "FRIEND"))


@forgery()
def a_declaration_is_put_into_a_gentler_grade_with_the_old_rate(day):
    change(day, 5, (GRADE, "ADVANCED"))


@forgery()
def a_lot_below_its_rate_is_said_to_be_undrawn(day):
    change(day, a_drawn_one(), (DRAWN, 0))


@forgery()
def a_lot_above_its_rate_is_said_to_be_drawn(day):
    change(day, an_undrawn_one(), (DRAWN, 1))


@forgery()
def the_digest_of_a_declaration_is_altered(day):
    change(day, 7, (DIGEST, sha256("what nobody filed")))


@forgery()
def a_lot_without_a_digest_is_made_of_a_name_that_the_office_chose(day):
    own = a_filing(8)["whole"].split("|")[ID]
    lot = lottery.single_lot(secret=day.secret, subject_id=own)
    day.rows[day.rows.index(a_filing(8)["whole"])] = f"L|{own}|declaration|DISHONEST|400|{lot}"
    lots_rooted_again(day)


@forgery()
def a_lot_is_listed_twice(day):
    other = a_filing(9)["whole"].split("|")
    other[GRADE], other[RATE] = "DISHONEST", "400"
    day.rows.insert(leaf_at(day, "F"), "|".join(other))
    lots_rooted_again(day)


@forgery()
def a_lot_is_added_whose_value_was_chosen(day):
    own, digest = sha256("nobody"), sha256("nothing")
    day.rows.insert(leaf_at(day, "F"), f"F|{own}|declaration|ADVANCED|3|999|{digest}|0")
    lots_rooted_again(day)


@forgery(closes=False)
def a_lot_is_left_out_and_the_file_not_closed_again(day):
    del day.rows[leaf_at(day, "F")]


@forgery()
def a_lot_is_left_out_and_the_root_kept(day):
    del day.rows[leaf_at(day, "F")]
    said(day, "lots-committed")["leaves"] -= 1


@forgery(outside=True)
def a_lot_is_left_out_and_all_is_made_up_again(day):
    day.rows.remove(a_filing(0)["whole"])
    lots_rooted_again(day)


@forgery(outside=True)
def a_lot_that_never_fell_is_added_and_all_is_made_up_again(day):
    digest = sha256("a declaration that nobody filed")
    lot = lottery.single_lot(secret=day.secret, subject_id=digest)
    drawn = int(lot < 20)
    day.rows.insert(
        leaf_at(day, "F"), f"F|{sha256('nobody')}|declaration|ORDINARY|20|{lot}|{digest}|{drawn}"
    )
    lots_rooted_again(day)


def before_the_witness(day, forge):
    """The office forges before it seals: no witness holds another row, only receipts do."""
    forge(day)
    close(day)


def left_out(day):
    day.rows.remove(a_filing(0)["whole"])
    lots_rooted_again(day)


def of_another_digest(day):
    """The lot is computed rightly, but on words that the firm never filed."""
    digest = sha256("words of the office")
    lot = lottery.single_lot(secret=day.secret, subject_id=digest)
    rate = int(a_filing(0)["whole"].split("|")[RATE])
    change(day, 0, (DIGEST, digest), (LOT, lot), (DRAWN, int(lot < rate)))


def in_a_gentler_grade(day):
    number = 2
    lot = int(a_filing(number)["whole"].split("|")[LOT])
    change(day, number, (GRADE, "ADVANCED"), (RATE, 3), (DRAWN, int(lot < 3)))


def all_left_out(day):
    start = leaf_at(day, "F")
    day.rows[start:] = [row for row in day.rows[start:] if not str(row).startswith("F|")]
    lots_rooted_again(day)


UNSEEN_BY_THE_FILE = (left_out, of_another_digest, in_a_gentler_grade, all_left_out)
