"""Plates by their grammar."""

import pytest

from customs_portal.kit.identifiers import IdentifierFault, PlateKind, check_plate


@pytest.mark.parametrize(
    ("typed", "kind", "kept", "region"),
    [
        ("粤B·12345", PlateKind.MAINLAND, "粤B12345", "粤"),
        ("粤b 8k9p1", PlateKind.MAINLAND, "粤B8K9P1", "粤"),
        ("沪AD12345", PlateKind.NEW_ENERGY, "沪AD12345", "沪"),
        ("粤B12345D", PlateKind.NEW_ENERGY, "粤B12345D", "粤"),
        ("粤B1234挂", PlateKind.TRAILER, "粤B1234挂", "粤"),
        ("粤Z1234港", PlateKind.DUAL_HONG_KONG, "粤Z1234港", "粤"),
        ("粤Z A12B 澳", PlateKind.DUAL_MACAO, "粤ZA12B澳", "粤"),
        ("AB 1234", PlateKind.HONG_KONG, "AB1234", "HK"),
        ("MA1234", PlateKind.HONG_KONG, "MA1234", "HK"),
        ("MA-12-34", PlateKind.MACAO, "MA-12-34", "MO"),
        ("ｍ-12-34", PlateKind.MACAO, "M-12-34", "MO"),
        ("粤B1234学", PlateKind.TRAINING, "粤B1234学", "粤"),
        ("京A1234警", PlateKind.POLICE, "京A1234警", "京"),
    ],
)
def test_a_plate_is_known_by_its_grammar(typed, kind, kept, region):
    plate = check_plate(typed)
    assert (plate.kind, plate.text, plate.region) == (kind, kept, region)
    assert check_plate(plate.text) == plate


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "粤I12345",
        "粤B1234",
        "粤B123456",
        "港Z1234粤",
        "粤ZI234港",
        "IO1234",
        "AB0123",
        "粤BABCDE",
    ],
)
def test_what_is_no_plate_is_refused(typed):
    with pytest.raises(IdentifierFault) as refusal:
        check_plate(typed)
    assert refusal.value.rule == "plate.shape"
