"""Smart safety locks at the desk, for programs, and from the desk over the wire to the bolt."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async

from clearance.gates.models import SafetyLockEntry, SafetyLockUse
from clearance.gates.operations.fit_safety_lock import NewFitting, fit_safety_lock
from clearance.gates.operations.order_safety_lock import order_lock, order_unlock
from hardware_adapters.devices.safety_lock.simulator import SafetyLock
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, SafetyLockUseFactory
from tests.factories.people import TOKEN, DeviceFactory, UserFactory
from tests.hardware_adapters.conftest import (
    port_open,  # noqa: F401
    threads_let_go_of_the_database,  # noqa: F401
)
from tests.stories.screen import until

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-08")]
WHY = "order of the shift leader"


def a_lock(code="SL-1"):
    return DeviceFactory(code=code, kind="safety_lock")


def test_an_officer_works_with_locks_on_pages(client, registers):
    officer = UserFactory(gate_officer=True)
    a_lock()
    gate_pass = GatePassFactory()
    client.force_login(officer)
    page = client.get("/officer/gates/safety-locks/").content.decode()
    assert "No safety lock" in page and "Free now: SL-1" in page
    wrong = client.post("/officer/gates/safety-locks/", {"device_code": "SL-1"})
    assert wrong.status_code == 422 and "Say what the lock guards." in wrong.content.decode()
    made = client.post(
        "/officer/gates/safety-locks/", {"device_code": "SL-1", "pass_no": gate_pass.pass_no}
    )
    use = SafetyLockUse.objects.get()
    one = f"/officer/gates/safety-locks/{use.pk}/"
    assert made.url == one
    refused = client.post(f"{one}order", {"act": "lock", "reason": "short"})
    assert refused.status_code == 422 and "short</textarea>" in refused.content.decode()
    assert client.post(f"{one}order", {"act": "lock", "reason": WHY}).url == one
    shown = client.get(one).content.decode()
    assert "Ordered to lock" in shown and WHY in shown and "no answer yet" in shown
    assert client.post(f"{one}order", {"act": "unlock", "reason": WHY}).status_code == 409
    assert client.get("/officer/gates/safety-locks/999999/").status_code == 404


def test_the_list_is_searched_sorted_and_exported(client):
    client.force_login(UserFactory(commander=True))
    calm = SafetyLockUseFactory(locked=True, battery_percent=80)
    wild = SafetyLockUseFactory(breached=True, battery_percent=10)
    SafetyLockEntry.objects.create(use=wild, kind="FORCED", at=MORNING)
    over = SafetyLockUseFactory(state="RELEASED", ended_at=MORNING)
    at = "/officer/gates/safety-locks/"
    for words, expected in (
        ("", [over, wild, calm]),
        ("?state=OPEN", [wild, calm]),
        ("?state=TROUBLE", [wild]),
        ("?state=RELEASED", [over]),
        (f"?q={calm.container_no}", [calm]),
        (f"?q={wild.device_code}", [wild]),
        ("?sort=battery_percent", [wild, calm, over]),
    ):
        page = client.get(f"{at}{words}").content.decode()
        places = [page.find(one.device_code + "</a>") for one in expected]
        assert places == sorted(places) and -1 not in places, words
        assert page.count("<tr data-row>") == len(expected), words
    sheet = b"".join(client.get(f"{at.rstrip('/')}.csv?state=OPEN")).decode()
    assert sheet.count("\n") == 3 and "FORCED" in sheet
    assert client.post(at, {"device_code": "SL-1"}).status_code == 403


def test_programs_fit_order_and_read_locks(client, registers):
    officer, clerk = UserFactory(gate_officer=True), UserFactory(clerk=True)
    a_lock()
    gate_pass = GatePassFactory(applied_by=clerk)
    client.force_login(officer)
    body = {"device_code": "SL-1", "pass_no": gate_pass.pass_no}
    made = client.post("/api/v1/safety-locks", body, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "FITTED")
    one = f"/api/v1/safety-locks/{made.json()['id']}"
    order = {"act": "LOCK", "reason": WHY}
    said = client.post(f"{one}/orders", order, content_type="application/json").json()
    assert [entry["kind"] for entry in said["entries"]] == ["LOCK_ORDER"]
    again = client.post(f"{one}/orders", order, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "order_under_way")
    client.force_login(clerk)
    assert [row["device_code"] for row in client.get("/api/v1/safety-locks").json()] == ["SL-1"]
    assert client.get(one).json()["battery_percent"] is None
    assert client.post("/api/v1/safety-locks", body).status_code == 403
    assert client.post(f"{one}/orders", order).status_code == 403
    client.force_login(UserFactory(clerk=True))
    assert client.get("/api/v1/safety-locks").json() == []
    assert client.get(one).status_code == 404
    client.force_login(UserFactory(reviewer=True))
    assert client.get("/api/v1/safety-locks").status_code == 403


@asynccontextmanager
async def dialling(gateway):
    lock = SafetyLock(host="127.0.0.1", port=gateway.port, code="SL-1", token=TOKEN)
    async with lock.line:
        await lock.line.ready()
        yield lock


@pytest.mark.django_db(transaction=True)
async def test_from_the_desk_over_the_wire_to_the_bolt_and_to_the_breach(port_open, registers):  # noqa: F811
    def fit():
        a_lock()
        officer = UserFactory(gate_officer=True)
        fitting = NewFitting(device_code="SL-1", plate_no="粤B12345")
        return officer, fit_safety_lock(fitting=fitting, by=officer, now=datetime.now(UTC))

    def state():
        return SafetyLockUse.objects.get().state

    officer, number = await sync_to_async(fit)()
    asked = {"use_id": number, "reason": WHY, "by": officer}
    async with port_open() as gateway, dialling(gateway) as lock:
        await until(lambda: bool(lock.keys), what="the lock has its keys")
        await sync_to_async(order_lock)(**asked, now=datetime.now(UTC))
        await until(sync_to_async(lambda: state() == "LOCKED"), what="locked")
        await sync_to_async(order_unlock)(**asked, now=datetime.now(UTC))
        await until(sync_to_async(lambda: state() == "RELEASED"), what="released")
        assert lock.obeyed == ["lock", "unlock"]

        fitting = NewFitting(device_code="SL-1", plate_no="粤B12345")
        now = datetime.now(UTC)
        asked["use_id"] = await sync_to_async(fit_safety_lock)(fitting=fitting, by=officer, now=now)
        await sync_to_async(order_lock)(**asked, now=datetime.now(UTC))
        uses = SafetyLockUse.objects.filter(pk=asked["use_id"])
        await until(sync_to_async(lambda: uses.get().state == "LOCKED"), what="locked again")
        await lock.cut_shackle()
        await until(sync_to_async(lambda: uses.get().state == "BREACHED"), what="breached")
