"""Forged draws, crews, scans, lots and files."""

import copy
import json

from inspection.draws.rules import lottery
from inspection.draws.rules.lottery import sha256
from tests.factories.forging import (
    at,
    drawn_at,
    forgery,
    leaf_at,
    lots_rooted_again,
    pick_of,
    said,
)

# the draw


@forgery()
def one_who_was_drawn_is_left_out(day):
    del day.rows[drawn_at(day)]
    said(day, "pool-drawn")["drawn"] -= 1


@forgery()
def one_who_was_not_drawn_is_added(day):
    day.rows.insert(drawn_at(day) + 1, [sha256("enemy"), ["inspector1", "inspector2"]])
    said(day, "pool-drawn")["drawn"] += 1


@forgery()
def the_crew_of_a_drawn_subject_is_swapped(day):
    one, crew = day.rows[drawn_at(day)]
    day.rows[drawn_at(day)] = [one, crew[::-1]]


@forgery()
def a_friend_joins_the_crew_of_a_drawn_subject(day):
    one, crew = day.rows[drawn_at(day)]
    friend = next(name for name in ("inspector1", "inspector2", "inspector3") if name not in crew)
    day.rows[drawn_at(day)] = [one, [crew[0], friend]]


@forgery()
def the_count_of_the_drawn_is_wrong(day):
    said(day, "pool-drawn")["drawn"] += 1


@forgery()
def a_pool_is_drawn_twice(day):
    first, end = at(day, "pool-drawn"), at(day, "beacon-fixed", 1)
    block = copy.deepcopy(day.rows[first:end])
    block[0]["entry"]["position"] += 1
    day.rows[end:end] = block


@forgery()
def a_draw_is_left_out(day):
    del day.rows[at(day, "pool-drawn", 1) : at(day, "lots-committed")]


@forgery()
def a_draw_lapses_when_its_result_is_unwelcome_without_a_reason(day):
    first, end = at(day, "pool-drawn", 1), at(day, "lots-committed")
    row = day.rows[first]
    row["entry"]["name"] = "inspection.draw-lapsed"
    row["entry"]["payload"] = {"draw_no": row["entry"]["payload"]["draw_no"], "reason": ""}
    day.rows[first:end] = [row]


@forgery(outside=True)
def a_draw_lapses_when_its_result_is_unwelcome_with_a_reason(day):
    first, end = at(day, "pool-drawn", 1), at(day, "lots-committed")
    row = day.rows[first]
    row["entry"]["name"] = "inspection.draw-lapsed"
    row["entry"]["payload"] = {"draw_no": row["entry"]["payload"]["draw_no"], "reason": "late"}
    day.rows[first:end] = [row]


# crews, scans, single lots


@forgery()
def the_crew_of_an_order_is_swapped(day):
    pick_of(day, "crew")["taken"].reverse()


@forgery()
def an_order_is_opened_by_one_officer(day):
    pick_of(day, "crew")["taken"].pop()


@forgery()
def an_officer_is_taken_out_of_the_pool_of_an_order(day):
    one = pick_of(day, "crew")
    one["pool"] = [name for name in one["pool"] if name != one["taken"][0]]


@forgery()
def an_officer_is_excluded_after_the_crew_was_drawn(day):
    pick_of(day, "crew")["excluded"][0][2] = "2026-11-20T03:00:00Z"


@forgery()
def an_excluded_officer_lies_in_the_pool_of_an_order(day):
    pick_of(day, "crew")["excluded"].append([pick_of(day, "crew")["pool"][-1], "", ""])


@forgery()
def a_crew_is_drawn_again_without_a_reason(day):
    pick_of(day, "crew", 1)["reason"] = ""


@forgery()
def a_crew_is_drawn_again_by_one_person(day):
    pick_of(day, "crew", 1)["confirmed_by"] = pick_of(day, "crew", 1)["asked_by"]


@forgery()
def the_first_round_of_a_crew_is_repeated(day):
    pick_of(day, "crew", 1)["turn"] = 1


@forgery()
def the_beacon_of_an_order_is_altered(day):
    pick_of(day, "crew")["beacon"] = "decaf"


@forgery()
def a_scan_goes_to_a_chosen_analyst(day):
    one, two = pick_of(day, "scan"), pick_of(day, "scan", 1)
    one["taken"], two["taken"] = two["taken"], one["taken"]


@forgery()
def a_scan_is_passed_over_without_cause(day):
    one = pick_of(day, "scan")
    ranked = lottery.next_scan(
        secret=day.secret, analyst=one["who"], turn=one["turn"], waiting=one["pool"]
    )
    one["passed"], one["taken"] = ranked[:1], ranked[1:2]


@forgery()
def an_analyst_asks_until_the_scan_is_welcome(day):
    pick_of(day, "scan", 2)["turn"] = 3


@forgery()
def a_scan_is_hidden_from_an_analyst(day):
    pick_of(day, "scan", 2)["pool"].remove(pick_of(day, "scan", 2)["taken"][0])


@forgery()
def the_lot_of_a_report_is_altered(day):
    number = leaf_at(day, "L")
    day.rows[number] = day.rows[number].rpartition("|")[0] + "|999"
    lots_rooted_again(day)


# the file


@forgery(closes=False)
def the_file_is_cut(day):
    del day.rows[-1]


@forgery(closes=False)
def the_file_is_cut_in_the_middle(day):
    del day.rows[len(day.rows) // 2 :]


@forgery(closes=False)
def one_letter_of_the_file_is_altered(day):
    number = leaf_at(day, "O")
    day.rows[number] = day.rows[number].replace("inspector1", "inspectorl")


@forgery()
def rows_of_the_journal_are_reordered(day):
    one, two = at(day, "beacon-fixed"), at(day, "beacon-fixed", 1)
    day.rows[one]["entry"]["position"], day.rows[two]["entry"]["position"] = (
        day.rows[two]["entry"]["position"],
        day.rows[one]["entry"]["position"],
    )


@forgery()
def a_row_of_no_known_kind_is_slipped_in(day):
    day.rows.insert(
        5, {"entry": json.loads(json.dumps(day.rows[0]["entry"])) | {"name": "x.check"}}
    )


@forgery(outside=True)
def the_crew_of_an_order_is_left_out(day):
    day.rows = [row for row in day.rows if not (isinstance(row, dict) and "pick" in row)]
