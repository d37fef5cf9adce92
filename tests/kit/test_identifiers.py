"""Every identifier with the vectors of the trade, and with one character changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.kit.identifiers import (
    IdentifierFault,
    check,
    check_cas,
    check_container_no,
    check_declaration_no,
    check_hs6,
    check_hs10,
    check_imo,
    check_mrz,
    check_pass_no,
    check_resident_id,
    check_s10,
    check_sscc,
    check_transport_document,
    check_uscc,
    compose_uscc,
    container_check_digit,
    explain,
    uscc_check_character,
)

PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
)
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
LONG_CARD = (
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
)

RIGHT = [
    ("container", "CSQU3054383"),
    ("container", "MSKU6011672"),
    ("s10", "RR473124829IN"),
    ("s10", "RR287043775IN"),
    ("uscc", "91350100M000100Y43"),
    ("organisation", "M000100Y4"),
    ("resident", "11010519491231002X"),
    ("mrz", PASSPORT),
    ("mrz", CARD),
    ("mrz", TD2),
    ("mrz", LONG_CARD),
    ("cas", "7732-18-5"),
    ("cas", "50-00-0"),
    ("imo", "9074729"),
    ("imo", "9321483"),
    ("awb", "99912345675"),
    ("sscc", "340123450000000017"),
    ("declaration", "510120261000000001"),
    ("pass", "510120261000000001000001"),
]


@pytest.mark.parametrize(("kind", "number"), RIGHT)
def test_a_right_number_is_kept_as_it_is(kind, number):
    assert check(kind, number) == number
    assert all(arithmetic.agrees for arithmetic in explain(kind, number))


@pytest.mark.parametrize(("kind", "number"), [pair for pair in RIGHT if pair[0] not in ("pass",)])
def test_arithmetic_never_claims_existence(kind, number):
    for arithmetic in explain(kind, number):
        assert "does not prove" in arithmetic.verdict


def test_a_credit_code_printed_as_valid_on_a_blog_is_refused_with_the_right_character():
    with pytest.raises(IdentifierFault) as refusal:
        check_uscc("91310115MA1H8R7C6D")
    assert refusal.value.rule == "gb32100.check_digit"
    assert refusal.value.details["expected"] == "7"
    assert refusal.value.details["given"] == "D"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("csqu 305438-3", "CSQU3054383"),
        ("ＣＳＱＵ３０５４３８３", "CSQU3054383"),
        ("CSQU\u200b305438\u20103 ", "CSQU3054383"),
        ("\ufeffCSQU305438−3", "CSQU3054383"),
    ],
)
def test_pasted_forms_are_folded(typed, kept):
    assert check_container_no(typed) == kept


def test_other_forms_of_one_number():
    assert check_imo("IMO 9074729") == "9074729"
    assert check_sscc("(00) 340123450000000017") == "340123450000000017"
    assert check_cas("7732185") == "7732-18-5"
    assert check_s10("rr 287 043 775 in") == "RR287043775IN"
    assert check_resident_id("11010519491231002x") == "11010519491231002X"
    assert check_mrz(PASSPORT.lower()) == PASSPORT


@pytest.mark.parametrize(
    ("kind", "number", "rule"),
    [
        ("container", "CSQU3054384", "iso6346.check_digit"),
        ("container", "CSQA3054383", "iso6346.shape"),
        ("container", "CSQU٣٠٥٤٣٨٣", "iso6346.shape"),
        ("container", "", "iso6346.shape"),
        ("container", "CSQU30543834", "iso6346.shape"),
        ("container", "CSQU3054383" * 100, "iso6346.shape"),
        ("s10", "RR287043774IN", "upu_s10.check_digit"),
        ("uscc", "91350100M000100Y4I", "gb32100.shape"),
        ("uscc", "91350100M000100Y44", "gb32100.check_digit"),
        ("organisation", "M000100Y5", "gb11714.check_digit"),
        ("resident", "110105194912310021", "gb11643.check_digit"),
        ("resident", "110105194913310021", "gb11643.birth_date"),
        ("cas", "7732-18-4", "cas.check_digit"),
        ("imo", "9074728", "imo.check_digit"),
        ("awb", "99912345676", "awb.check_digit"),
        ("awb", "9991234567", "awb.shape"),
        ("sscc", "340123450000000018", "gs1_sscc.check_digit"),
        ("mrz", PASSPORT.replace("L898902C36", "L898902C35"), "icao9303.number.check_digit"),
        ("mrz", PASSPORT.replace("7408122F", "7408121F"), "icao9303.birth.check_digit"),
        ("mrz", PASSPORT.replace("1204159Z", "1204158Z"), "icao9303.expiry.check_digit"),
        ("mrz", PASSPORT[:-2] + "11", "icao9303.composite.check_digit"),
        ("mrz", PASSPORT[:-1], "icao9303.shape"),
        ("declaration", "510120262000000001", "declaration_no.shape"),
        ("declaration", "510117", "declaration_no.shape"),
        ("pass", "5101", "pass_no.shape"),
        ("hs6", "0101211", "hs6.shape"),
        ("hs6", "770110", "hs6.shape"),
        ("hs10", "0001000000", "hs10.shape"),
        ("bl", "A", "transport_document.shape"),
    ],
)
def test_a_wrong_number_is_refused_with_its_rule_and_a_remedy(kind, number, rule):
    with pytest.raises(IdentifierFault) as refusal:
        check(kind, number)
    assert refusal.value.rule == rule
    assert refusal.value.remedy
    assert refusal.value.at("items[0].x").field == "items[0].x"


def test_the_sum_is_shown():
    (arithmetic,) = explain("container", "CSQU3054384")
    assert arithmetic.total == 6185
    assert arithmetic.text.endswith("= 6185; 6185 mod 11 = 3")
    assert arithmetic.expected == "3"
    assert "should be 3" in arithmetic.verdict
    assert explain("container", "nonsense") == ()


def test_a_credit_code_shows_the_organisation_code_inside():
    own, inner = explain("uscc", "91350100M000100Y43")
    assert (own.expected, inner.expected) == ("3", "4")


def test_a_composed_credit_code_agrees_in_both_sums():
    number = compose_uscc(place="440101", body="MA5D0001")
    assert check_uscc(number) == number
    assert all(arithmetic.agrees for arithmetic in explain("uscc", number))


def test_a_passport_shows_five_sums():
    assert [a.expected for a in explain("mrz", PASSPORT)] == ["6", "2", "9", "1", "0"]


def test_goods_codes_and_documents_have_shapes():
    assert check_hs6("8517.62") == "851762"
    assert check_hs10("8517 6290 90") == "8517629090"
    assert check_transport_document("cosu 6123456780") == "COSU6123456780"
    assert check_declaration_no("5101 2026 1 000000001") == "510120261000000001"
    assert check_pass_no("5101-20261000000001-000001") == "510120261000000001000001"


letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
digits = st.text("0123456789", min_size=6, max_size=6)


@given(letters, digits, st.integers(4, 9), st.integers(1, 9))
def test_one_changed_digit_of_a_container_is_found(owner, serial, place, shift):
    first = f"{owner}U{serial}"
    number = first + container_check_digit(first)
    assert check_container_no(number) == number
    changed = str((int(number[place]) + shift) % 10)
    other = number[:place] + changed + number[place + 1 :]
    # The remainders 10 and 0 share the digit 0: only between those two can a change hide.
    (arithmetic,) = explain("container", number)
    if arithmetic.remainder not in (0, 10):
        with pytest.raises(IdentifierFault):
            check_container_no(other)


symbols = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9)


@given(digits, symbols, st.integers(8, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_changed_character_of_a_credit_code_is_found(place, body, at, other):
    first = f"91{place}{body}"
    number = first + uscc_check_character(first)
    assert check_uscc(number) == number
    if other != number[at]:
        with pytest.raises(IdentifierFault):
            check_uscc(number[:at] + other + number[at + 1 :])


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.integers(1, 9))
def test_one_changed_digit_of_a_postal_number_is_found_or_shares_a_check_digit(serial, at, shift):
    from customs_portal.kit.identifiers.cargo import s10_arithmetic

    right = s10_arithmetic(f"RR{serial}0IN").expected
    assert check_s10(f"RR{serial}{right}IN")
    changed = serial[:at] + str((int(serial[at]) + shift) % 10) + serial[at + 1 :]
    other = s10_arithmetic(f"RR{changed}{right}IN")
    if not other.agrees:
        with pytest.raises(IdentifierFault):
            check_s10(f"RR{changed}{right}IN")
    else:
        # Modulo 11 finds every single change; only 10→0 and 11→5 give a digit twice.
        assert right in "05"


@given(st.text(max_size=60), st.sampled_from(["container", "uscc", "mrz", "cas", "plate", "hs6"]))
def test_any_text_is_answered_with_a_number_or_a_fault(text, kind):
    try:
        assert check(kind, check(kind, text)) == check(kind, text)
    except IdentifierFault as fault:
        assert fault.rule
    explain(kind, text)
