"""Everything a form does, the API does: one happy way, refusals, other people's rows, repeats."""

from datetime import timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from clearance.manifests.models import LandedDifference, LineChange, Manifest, ManifestLine
from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import BERTH, IMO, MORNING, a_container_no
from tests.factories.manifests import (
    REASON,
    a_bill,
    a_cargo_shed,
    an_export,
    arrived,
    bill,
    lodge,
    released,
)
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C-42"),
    pytest.mark.usefixtures("registers"),
]


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def carrier():
    return UserFactory(carrier=True)


@pytest.fixture
def officer():
    return UserFactory(reviewer=True)


def as_program(user):
    client = APIClient()
    client.force_authenticate(user)

    def send(method, address, body=None, key=""):
        headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return getattr(client, method)(f"/api/v1/{address}", body, format="json", **headers)

    return send


def test_a_manifest_of_ten_thousand_lines_comes_in_one_request(carrier):
    boxes = [a_container_no() for _ in range(200)]
    lines = [
        {
            "transport_document": f"BULK{n:06d}",
            "container_nos": boxes[n : n + 1],
            "gross_weight_kg": "1200.5",
            "pieces": 12,
            "goods_name": "Household articles of plastic, assorted, in cartons",
            "departure_country": "VN",
            "consignee_name": "Harbour Trading Company Limited",
        }
        for n in range(10_000)
    ]
    body = {
        "vessel": "PACIFIC CRANE", "imo": IMO, "voyage": "BIG1", "loading_port": "VNSGN",
        "place_code": BERTH, "expected_at": (MORNING + timedelta(days=3)).isoformat(),
        "lines": lines,
    }  # fmt: skip
    send = as_program(carrier)
    answer = send("post", "manifests", body, key="big")
    assert answer.status_code == 201, str(answer.content)[:400]
    assert answer.json()["lines"] == 10_000
    again = send("post", "manifests", body, key="big")
    assert again.json() == answer.json()
    assert ManifestLine.objects.count() == 10_000


def test_a_flight_with_house_bills_and_its_letters(carrier):
    send = as_program(carrier)
    line = {"gross_weight_kg": "100", "pieces": 2, "goods_name": "Phones",
            "departure_country": "VN"}  # fmt: skip
    body = {
        "mode": "5", "vessel": "CZ3082", "voyage": "20261122", "loading_port": "VNSGN",
        "place_code": a_cargo_shed(), "expected_at": "2026-11-22T08:00:00+08:00",
        "loading_at": "2026-11-22T05:00:00+08:00",
        "lines": [
            line | {"transport_document": "784-12345675"},
            line | {"transport_document": "H1", "master": "78412345675"},
        ],
    }  # fmt: skip
    refused = send("post", "manifests", body)
    assert [one["field"] for one in refused.json()["errors"]] == ["lines[1].transport_document"]
    body["lines"][1]["transport_document"] = "HAWB001"
    number = send("post", "manifests", body).json()["manifest_no"]
    shown = send("get", f"manifests/{number}").json()
    assert (shown["mode"], shown["late_minutes"]) == ("5", None)
    bills = send("get", f"manifests/{number}/bills").json()
    assert bills["next_page"] is None
    assert [(one["transport_document"], one["level"], one["state"]) for one in bills["results"]] \
        == [("78412345675", "MASTER", "01"), ("HAWB001", "HOUSE", "01")]  # fmt: skip
    assert send("get", "manifests?q=cz3082").json()["results"][0]["manifest_no"] == number


def test_changes_of_a_bill_by_program(carrier):
    boxes = (a_container_no(), a_container_no())
    line, other = a_bill(container_nos=boxes), a_bill()
    first, second = lodge(line, other, by=carrier), lodge(a_bill(), by=carrier)
    send, here = as_program(carrier), f"manifests/{first.manifest_no}"
    document = line.transport_document
    said = {"transport_document": document, "reason": REASON}

    amended = send("post", f"{here}/amendments", said | {"pieces": 44}, key="a1")
    assert (amended.status_code, amended.json()["state"]) == (201, "APPLIED")
    repeated = send("post", f"{here}/amendments", said | {"pieces": 44}, key="a1")
    assert repeated.json() == amended.json()
    assert LineChange.objects.count() == 1
    history = send("get", f"bills/history?transport_document={document}").json()
    assert history[0]["changed"] == [{"field": "Pieces", "before": "40", "after": "44"}]

    part = {"transport_document": document, "pieces": 4, "gross_weight_kg": "800",
            "container_nos": [boxes[1]]}  # fmt: skip
    shipped = send("post", f"{here}/parts", {
        "part": part, "to_manifest_no": second.manifest_no, "reason": REASON,
    })  # fmt: skip
    assert shipped.status_code == 201
    lines = send("get", f"bills/own?transport_document={document}").json()
    assert [(one["part"], one["pieces"]) for one in lines] == [(1, 40), (2, 4)]

    parts = [
        {"transport_document": "SPLITA1", "pieces": 30, "gross_weight_kg": "7000",
         "container_nos": [boxes[0]]},
        {"transport_document": "SPLITB1", "pieces": 10, "gross_weight_kg": "200"},
    ]  # fmt: skip
    split = send("post", f"{here}/splits", said | {"parts": parts})
    assert split.json() == {"transport_documents": ["SPLITA1", "SPLITB1"]}
    merged = send("post", f"{here}/merges", {
        "transport_documents": ["SPLITA1", "SPLITB1"], "into": "MERGED1", "reason": REASON,
    })  # fmt: skip
    assert merged.status_code == 201
    assert bill("MERGED1").gross_weight_kg == Decimal(7200)
    moved = send("post", f"{here}/moves", {
        "transport_document": other.transport_document, "to_manifest_no": second.manifest_no,
        "reason": REASON,
    })  # fmt: skip
    assert moved.json()["version"] == 2
    gone = send("post", f"{here}/transhipments", {
        "transport_document": "MERGED1", "onward": "EASTERN LIGHT 1, KRPUS", "reason": REASON,
    })  # fmt: skip
    assert gone.status_code == 200
    assert ManifestLine.objects.get(transport_document="MERGED1").fate == "TRANSHIPPED"


def test_export_from_yard_to_closing_by_program(carrier, officer):
    line, left = a_bill(), a_bill()
    manifest = an_export(line, left, by=carrier)
    send, here = as_program(carrier), f"manifests/{manifest.manifest_no}"
    yard = {"container_nos": list(line.container_nos), "place_code": BERTH,
            "arrived_at": MORNING.isoformat()}  # fmt: skip
    assert send("post", f"{here}/yard-arrival", yard).json() == {"bills": 1}
    early = send("post", f"{here}/loading", {"transport_documents": [line.transport_document]})
    assert early.json()["errors"][0]["rule"] == "loading.unreleased"
    released(line)
    loading = send("post", f"{here}/loading", {"transport_documents": [line.transport_document]})
    assert loading.json() == {"bills": 1}
    out = {"transport_document": left.transport_document, "reason": REASON}
    assert send("post", f"{here}/shut-outs", out).json()["version"] == 2
    sailed = send("post", f"{here}/sailing", {"sailed_at": MORNING.isoformat()})
    assert sailed.json()["sailed_at"] is not None
    row = {"transport_document": line.transport_document, "pieces": 40, "gross_weight_kg": "8000",
           "container_no": line.container_nos[0]}  # fmt: skip
    tally = send("post", f"{here}/tally", {"finished_at": MORNING.isoformat(), "rows": [row]})
    assert tally.json() == {
        "manifest_no": manifest.manifest_no, "version": 1, "late": False, "differences": 0
    }  # fmt: skip
    assert as_program(carrier)("post", f"{here}/close").status_code == 403
    assert as_program(officer)("post", f"{here}/close").json() == {"bills": 1}


def test_an_officer_works_the_queue_by_program(carrier, officer):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    own, send = as_program(carrier), as_program(officer)
    document = line.transport_document
    row = {"transport_document": document, "pieces": 38, "gross_weight_kg": "8000"}
    own("post", f"manifests/{manifest.manifest_no}/tally",
        {"finished_at": MORNING.isoformat(), "rows": [row]})  # fmt: skip
    (difference,) = own("get", f"manifests/{manifest.manifest_no}/differences").json()
    assert (difference["measure"], difference["state"]) == ("PIECES", "OPEN")
    found = send("get", "bills?mark=differs").json()["results"]
    assert [one["transport_document"] for one in found] == [document]
    lock = {"transport_documents": [document], "reason": REASON,
            "expires_at": (MORNING + timedelta(days=1)).isoformat()}  # fmt: skip
    assert send("post", "bills/locks", lock, key="l1").json() == {"bills": 1}
    assert send("post", "bills/locks", lock, key="l1").json() == {"bills": 1}
    assert send("post", "bills/locks", lock).status_code == 409
    unlock = {"transport_documents": [document], "reason": REASON}
    assert send("post", "bills/unlocks", unlock).json() == {"bills": 1}
    resolution = send(
        "post",
        f"landed-differences/{LandedDifference.objects.get().pk}/resolution",
        {"resolution": "EXPLAINED", "reason": REASON},
    )
    assert resolution.json() == {"state": "RESOLVED"}
    wanted = {"transport_document": document, "reason": REASON, "pieces": 39}
    change = own("post", f"manifests/{manifest.manifest_no}/amendments", wanted).json()
    assert change["state"] == "PENDING"
    assert [one["change_id"] for one in send("get", "bill-changes").json()] == [change["change_id"]]
    agreed = send("post", f"bill-changes/{change['change_id']}/decision",
                  {"agree": True, "reason": REASON})  # fmt: skip
    assert agreed.json() == {"state": "APPLIED"}
    stop = {"transport_documents": [document], "state": "13", "reason": REASON}
    decided = send("post", "bills/decisions", stop)
    assert decided.json() == {"bills": 1}
    assert (bill(document).pieces, bill(document).state) == (39, "13")


CARRIERS = (
    ("bills", "get"), ("arrival", "post"), ("tally", "post"), ("differences", "get"),
    ("yard-arrival", "post"), ("loading", "post"), ("sailing", "post"), ("amendments", "post"),
    ("splits", "post"), ("merges", "post"), ("parts", "post"), ("moves", "post"),
    ("shut-outs", "post"), ("transhipments", "post"),
)  # fmt: skip
BODY = {
    "transport_document": "X0001", "transport_documents": ["X0001"], "reason": REASON,
    "pieces": 1, "place_code": BERTH, "arrived_at": MORNING.isoformat(), "into": "Y0001",
    "sailed_at": MORNING.isoformat(), "finished_at": MORNING.isoformat(), "onward": "X",
    "to_manifest_no": "M2026000000001",
    "rows": [{"transport_document": "X0001", "pieces": 1, "gross_weight_kg": "1"}],
    "parts": [{"transport_document": "X0002", "pieces": 1, "gross_weight_kg": "1"}],
    "part": {"transport_document": "X0001", "pieces": 1, "gross_weight_kg": "1"},
}  # fmt: skip


@pytest.mark.parametrize(("door", "method"), CARRIERS)
def test_carriers_doors_open_to_carriers_and_show_only_their_own(officer, door, method):
    manifest = lodge(a_bill())
    address = f"manifests/{manifest.manifest_no}/{door}"
    before = JournalEntry.objects.count()
    assert as_program(UserFactory(clerk=True))(method, address, BODY).status_code == 403
    assert as_program(officer)(method, address, BODY).status_code == 403
    assert as_program(UserFactory(carrier=True))(method, address, BODY).status_code == 404
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("door", "method"),
    [
        ("bills", "get"), ("bills/locks", "post"), ("bills/unlocks", "post"),
        ("bills/decisions", "post"), ("bill-changes", "get"), ("bill-changes/1/decision", "post"),
        ("landed-differences/1/resolution", "post"), ("manifests/M2026000000001/close", "post"),
    ],
)  # fmt: skip
def test_officers_doors_open_to_officers(carrier, door, method):
    lodge(a_bill(), by=carrier)
    assert as_program(carrier)(method, door, BODY).status_code == 403
    assert APIClient().get("/api/v1/bills").status_code == 401
    assert Manifest.objects.count() == 1


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("bill-changes/99999999999999999999999/decision", {"agree": True, "reason": REASON}),
        ("landed-differences/7/resolution", {"resolution": "EXPLAINED", "reason": REASON}),
    ],
)
def test_numbers_that_nobody_gave_are_not_found(officer, door, body):
    assert as_program(officer)("post", door, body).status_code == 404
