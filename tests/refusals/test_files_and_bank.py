"""The two doors where nobody sits at a screen: files of old declarations, and the bank."""

import hashlib
import hmac
import json

import pytest
from django.core.management import CommandError, call_command

from clearance.declarations.models import Declaration
from tests.clearance.declarations.test_import import HEADS, a_row
from tests.clearance.declarations.test_import import take as take
from tests.factories.clearance import MORNING
from tests.factories.duties import PaymentFactory
from tests.refusals.conftest import assert_explained

pytestmark = pytest.mark.django_db

ROWS = {
    "goods code that does not exist": ({"HS6 Code": "610999"}, "items[0].hs_code", "hs.unknown"),
    "goods code of letters": ({"HS6 Code": "T-SHIRT"}, "items[0].hs_code", "hs"),
    "unknown country": ({"Country of Departure": "XX"}, "departure_country", "country.unknown"),
    "unknown origin": ({"Country of Origin": "QQ"}, "items[0].origin", "country.unknown"),
    "negative price": ({"Item Price": "-5"}, "items[0].value", "value.positive"),
    "absurd price": ({"Item Price": "1e25"}, "items[0].value", "value.absurd"),
    "a price that is no number": ({"Item Price": "NaN"}, "items[0].value", "number.shape"),
    "negative mass": ({"Net Mass": "-1"}, "items[0].net_weight_kg", "weight.range"),
    "absurd mass": ({"Net Mass": "1e25"}, "items[0].net_weight_kg", "weight.range"),
    "a day before the law": ({"Date": "1926-01-04"}, "", ""),
    "a day that is none": ({"Date": "2021-02-30"}, "date", "date.shape"),
    "no importer": ({"Importer ID": ""}, "consignee", "required"),
    "an endless importer": ({"Importer ID": "S" * 5_000}, "consignee", "party.shape"),
    "an odd number": ({"Declaration ID": "提单#1"}, "transport_document", ""),
    "an endless number": ({"Declaration ID": "5" * 500}, "transport_document", ""),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_is_refused_with_its_reason_and_only_that_is_journalled(take, untouched, name):
    change, field, rule = ROWS[name]
    with untouched(journal=["clearance.declarations-imported"]):
        _out, refused = take(a_row(**change))

    assert len({one["Declaration ID"] for one in refused}) == 1
    assert all(one["message"] and one["remedy"] for one in refused)
    assert any(
        one["field"].startswith(field) and one["rule"].startswith(rule) for one in refused
    ), refused
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00not text",
        ",".join(HEADS).encode() + b"\n1,\xe9\xe9,\n",
        ",".join(HEADS).encode() + b"\n\0\0\0\n",
        b"",
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(registers, untouched, tmp_path, content):
    path = tmp_path / "old.csv"
    path.write_bytes(content)
    with untouched(), pytest.raises(CommandError) as refused:
        call_command("import_declarations", str(path), refused=tmp_path / "r.csv")
    assert "\n" not in str(refused.value)


SECRET = "only-for-tests"


def callback(payment, *, secret=SECRET, age=0, nonce="n" * 16, **changes):
    said = {
        "payment_no": payment.payment_no, "bill_no": payment.bill.bill_no,
        "amount_cny": str(payment.amount_cny), "status": "PAID", "bank_reference": "B1",
        "at": MORNING.isoformat(), **changes,
    }  # fmt: skip
    body = json.dumps(said)
    timestamp = str(int(MORNING.timestamp()) - age)
    signed = hmac.new(secret.encode(), f"{timestamp}.{nonce}.{body}".encode(), hashlib.sha256)
    return body, {
        "HTTP_X_BANK_SIGNATURE": signed.hexdigest(),
        "HTTP_X_BANK_TIMESTAMP": timestamp,
        "HTTP_X_BANK_NONCE": nonce,
    }


CALLBACKS = {
    "unsigned": ({"secret": "another"}, 401, "bank_callback_unsigned"),
    "stale": ({"age": 4_000}, 401, "bank_callback_stale"),
    "from the future": ({"age": -4_000}, 401, "bank_callback_stale"),
    "wrong amount": ({"amount_cny": "0.01"}, 409, "bank_callback_amount_differs"),
    "negative amount": ({"amount_cny": "-1978.00"}, 409, "bank_callback_amount_differs"),
    "amount that is no number": ({"amount_cny": "NaN"}, 422, "bank_callback_malformed"),
    "unknown payment": ({"payment_no": "P2099"}, 404, "bank_callback_unknown_payment"),
    "another word than agreed": ({"status": "PERHAPS"}, 422, "bank_callback_malformed"),
    "short nonce": ({"nonce": "n"}, 422, "bank_callback_malformed"),
    "a nul character": ({"payment_no": "P\0"}, 422, "bank_callback_malformed"),
    "half a character": ({"bill_no": "\ud800"}, 422, "bank_callback_malformed"),
}  # fmt: skip


@pytest.mark.feature("C-43")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_that_is_not_the_banks_word_is_only_journalled(
    client, settings, this_morning, untouched, name, language
):
    settings.BANK_SHARED_SECRET = SECRET
    how, status, rule = CALLBACKS[name]
    body, headers = callback(PaymentFactory(), **how)
    client.raise_request_exception = False
    with untouched(
        journal=["clearance.bank-callback-refused"], but={"wall_alarm", "wall_alarmoccasion"}
    ):
        answer = client.post(
            "/api/v1/bank/callback", body, content_type="application/json",
            HTTP_ACCEPT_LANGUAGE=language, **headers,
        )  # fmt: skip
    assert answer.status_code == status, answer.content[:300]
    assert answer.json()["code"] == rule
    assert_explained(answer.json(), language=language)


def test_a_replayed_callback_changes_nothing(client, settings, this_morning, untouched):
    settings.BANK_SHARED_SECRET = SECRET
    body, headers = callback(PaymentFactory())
    address = "/api/v1/bank/callback"
    first = client.post(address, body, content_type="application/json", **headers)
    assert first.status_code == 200
    with untouched(
        journal=["clearance.bank-callback-refused"], but={"wall_alarm", "wall_alarmoccasion"}
    ):
        again = client.post(address, body, content_type="application/json", **headers)
    assert (again.status_code, again.json()["code"]) == (409, "bank_callback_replayed")
    assert_explained(again.json(), language="en")


def test_a_stranger_cannot_fail_the_banks_door(client, untouched):
    for body in (b"[" * 100_000, b"\xff", b'{"payment_no": "\\u0000"}', b"{}", b""):
        with untouched(
            journal=["clearance.bank-callback-refused"],
            but={"wall_alarm", "wall_alarmoccasion"},
        ):
            answer = client.post("/api/v1/bank/callback", body, content_type="application/json")
        assert answer.status_code == 401
