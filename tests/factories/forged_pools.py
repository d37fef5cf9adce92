"""Forged pools, secrets and beacons."""

import copy

from inspection.draws.rules import lottery
from inspection.draws.rules.lottery import sha256
from tests.factories.forging import at, drawn_again, forgery, leaf_at, rooted_again, said

# the pool


@forgery()
def an_officer_is_added_to_the_roster_after_the_commitment(day):
    day.rows.insert(leaf_at(day, "O") + 1, "O|inspector10|INSPECT_GOODS|XRAY-1|0")


@forgery()
def an_officer_is_added_and_the_leaves_are_counted_again(day):
    day.rows.insert(leaf_at(day, "O") + 1, "O|inspector10|INSPECT_GOODS|XRAY-1|0")
    said(day, "pool-committed")["leaves"] += 1


@forgery()
def an_officer_leaves_the_roster_after_the_commitment(day):
    del day.rows[leaf_at(day, "O", 2)]


@forgery()
def the_roster_is_another_one_and_the_root_is_made_anew(day):
    day.rows[leaf_at(day, "O", 5)] = "O|inspector8|INSPECT_GOODS|XRAY-1|0"
    rooted_again(day)


@forgery(outside=True)
def the_roster_is_another_one_and_all_is_drawn_anew(day):
    day.rows[leaf_at(day, "O", 5)] = "O|inspector8|INSPECT_GOODS|XRAY-1|0"
    rooted_again(day)
    drawn_again(day)


@forgery()
def the_workload_of_an_officer_is_altered(day):
    number = leaf_at(day, "O", 1)
    day.rows[number] = day.rows[number][:-1] + "7"


@forgery()
def a_subject_is_dropped(day):
    del day.rows[leaf_at(day, "S", 3)]


@forgery()
def a_subject_is_dropped_and_the_leaves_are_counted_again(day):
    del day.rows[leaf_at(day, "S", 3)]
    said(day, "pool-committed")["leaves"] -= 1


@forgery(outside=True)
def a_subject_is_dropped_and_all_is_drawn_anew(day):
    del day.rows[leaf_at(day, "S", 3)]
    rooted_again(day)
    drawn_again(day)


@forgery()
def a_subject_is_slipped_in_late(day):
    day.rows.insert(leaf_at(day, "S", 3), f"S|{sha256('late')}|container|ORDINARY|100")


@forgery(outside=True)
def a_subject_is_slipped_in_late_and_all_is_drawn_anew(day):
    day.rows.insert(leaf_at(day, "S", 3), f"S|{sha256('late')}|container|ORDINARY|100")
    rooted_again(day)
    drawn_again(day)


@forgery()
def a_subject_is_slipped_in_after_the_draw(day):
    day.rows.insert(at(day, "pool-drawn") + 1, f"S|{sha256('late')}|container|ORDINARY|100")


@forgery()
def a_subject_lies_in_the_pool_twice(day):
    number = leaf_at(day, "S", 3)
    day.rows.insert(number, day.rows[number])
    rooted_again(day)


@forgery()
def a_subject_lies_in_the_pool_under_two_grades(day):
    _letter, one, kind, *_rest = day.rows[leaf_at(day, "S", 3)].split("|")
    day.rows.insert(leaf_at(day, "S", 3), f"S|{one}|{kind}|ADVANCED|3")
    day.rows.insert(leaf_at(day, "S", 3), f"S|{one}|{kind}|DISHONEST|400")
    rooted_again(day)


@forgery()
def a_subject_is_replaced_by_another(day):
    number = leaf_at(day, "S", 3)
    parts = day.rows[number].split("|")
    day.rows[number] = "|".join(["S", sha256("another"), *parts[2:]])


@forgery()
def the_rate_of_one_subject_is_raised(day):
    number = leaf_at(day, "S", 3)
    day.rows[number] = day.rows[number].rpartition("|")[0] + "|999"
    rooted_again(day)


@forgery()
def the_rate_of_a_friend_is_nothing(day):
    number = leaf_at(day, "S", 3)
    day.rows[number] = day.rows[number].rpartition("|")[0] + "|0"
    rooted_again(day)


@forgery()
def the_published_rate_is_changed(day):
    said(day, "pool-committed")["rates"]["container/ORDINARY"] = 500


@forgery(outside=True)
def the_published_rate_is_changed_everywhere(day):
    said(day, "pool-committed")["rates"]["container/ORDINARY"] = 500
    for number, row in enumerate(day.rows):
        if (
            isinstance(row, str)
            and "|container|ORDINARY|" in row
            and number < at(day, "pool-committed", 1)
        ):
            day.rows[number] = row.rpartition("|")[0] + "|500"
    rooted_again(day)
    drawn_again(day)


@forgery()
def the_grade_of_a_firm_is_changed(day):
    number = next(n for n in range(len(day.rows)) if "|container|DISHONEST|" in str(day.rows[n]))
    day.rows[number] = day.rows[number].replace("DISHONEST|400", "ADVANCED|3")


@forgery()
def leaves_are_reordered(day):
    one, two = leaf_at(day, "S", 3), leaf_at(day, "S", 4)
    day.rows[one], day.rows[two] = day.rows[two], day.rows[one]


@forgery()
def the_root_is_another_one(day):
    said(day, "pool-committed")["root"] = "00" * 32


@forgery()
def the_root_of_another_pool_is_used_again(day):
    first = at(day, "pool-committed")
    end = at(day, "pool-committed", 1)
    leaves = day.rows[first + 1 : end]
    start = end + 1
    stop = start + said(day, "pool-committed", 1)["leaves"]
    day.rows[start:stop] = leaves
    told = said(day, "pool-committed", 1)
    told["root"], told["leaves"] = said(day, "pool-committed")["root"], len(leaves)


@forgery()
def an_exclusion_is_taken_out_of_the_pool(day):
    del day.rows[leaf_at(day, "X")]
    said(day, "pool-committed")["leaves"] -= 1


@forgery()
def an_exclusion_is_logged_after_the_pool(day):
    number = leaf_at(day, "X")
    day.rows[number] = day.rows[number].rpartition("|")[0] + "|2026-11-20T05:00:00Z"
    rooted_again(day)


@forgery()
def the_reason_of_an_exclusion_is_altered(day):
    number = leaf_at(day, "X")
    _letter, officer, _reason, when = day.rows[number].split("|")
    day.rows[number] = f"X|{officer}|{sha256('a better reason')}|{when}"


@forgery()
def an_excluded_officer_lies_in_the_pool_as_well(day):
    day.rows.insert(leaf_at(day, "O"), "O|inspector9|INSPECT_GOODS|XRAY-1|0")
    rooted_again(day)
    drawn_again(day)


@forgery()
def the_cut_off_is_moved(day):
    said(day, "pool-committed")["cut_off"] = "2026-11-20T08:00:00Z"


@forgery()
def the_site_is_another_one(day):
    said(day, "pool-committed")["place_code"] = "XRAY-2"


@forgery()
def crews_of_one_are_agreed_on(day):
    said(day, "pool-committed")["crew_size"] = 1


@forgery()
def the_same_draw_has_two_pools(day):
    told = said(day, "pool-committed", 1)
    old = told["draw_no"]
    told["draw_no"] = said(day, "pool-committed")["draw_no"]
    number = leaf_at(day, "D", 1)
    day.rows[number] = day.rows[number].replace(old, told["draw_no"])
    rooted_again(day, 1)


@forgery()
def a_pool_is_committed_after_its_draw(day):
    first, second = at(day, "pool-committed", 1), at(day, "beacon-fixed")
    block = day.rows[first:second]
    del day.rows[first:second]
    day.rows[at(day, "lots-committed") : at(day, "lots-committed")] = block


# the secret and the beacon


@forgery()
def the_secret_is_rolled_again(day):
    day.secret = "cd" * 32


@forgery()
def the_secret_is_rolled_again_with_its_commitment(day):
    day.secret, day.commitment = "cd" * 32, lottery.commitment_of(secret="cd" * 32)
    said(day, "draw-secret-committed")["commitment"] = day.commitment


@forgery()
def a_second_secret_is_committed(day):
    second = copy.deepcopy(day.rows[0])
    second["entry"]["position"] += 1
    second["entry"]["payload"]["commitment"] = lottery.commitment_of(secret="cd" * 32)
    day.rows.insert(1, second)


@forgery()
def the_commitment_is_told_after_the_pools(day):
    day.rows.insert(at(day, "beacon-fixed"), day.rows.pop(0))


@forgery()
def the_beacon_is_altered(day):
    said(day, "beacon-fixed")["beacon"] = "ee" * 32


@forgery()
def the_public_value_is_altered(day):
    said(day, "beacon-fixed")["public_value"] = "3,871.23"


@forgery()
def the_public_value_is_altered_with_its_beacon(day):
    told = said(day, "beacon-fixed")
    told["public_value"] = "4,000.01"
    told["beacon"] = lottery.beacon_of(head=told["head"], public_value=told["public_value"])


@forgery(outside=True)
def the_public_value_is_altered_and_all_is_drawn_anew(day):
    told = said(day, "beacon-fixed")
    told["public_value"] = "4,000.01"
    told["beacon"] = lottery.beacon_of(head=told["head"], public_value=told["public_value"])
    drawn_again(day)


@forgery(outside=True)
def a_later_head_is_chosen_and_all_is_drawn_anew(day):
    told = said(day, "beacon-fixed")
    told["head"], told["batch_no"] = day.batches[-1]["head"], 2
    told["beacon"] = lottery.beacon_of(head=told["head"], public_value=told["public_value"])
    drawn_again(day)


@forgery()
def the_public_value_is_of_another_source(day):
    said(day, "beacon-fixed")["source"] = "a die in the back room"


@forgery()
def the_office_names_its_own_public_value(day):
    said(day, "beacon-fixed")["office"] = "2203"


@forgery()
def the_beacon_is_fixed_twice(day):
    second = copy.deepcopy(day.rows[at(day, "beacon-fixed")])
    second["entry"]["position"] += 1
    day.rows.insert(at(day, "beacon-fixed") + 1, second)


@forgery()
def the_beacon_is_left_out(day):
    del day.rows[at(day, "beacon-fixed")]
