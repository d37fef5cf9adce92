"""News the wall hears, told in real transactions, and the people and places of a small port."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

import clearance.declarations.events as declarations
import clearance.duties.events as duties
import clearance.gates.events as gates
import clearance.manifests.events as manifests
import hardware_adapters.events as devices
import inspection.imaging.events as imaging
import inspection.orders.events as orders
import inspection.vision.events as vision
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, Post, User
from customs_portal.journal.announce import announce
from customs_portal.registry.models import CustomsOffice, Place
from dashboards.wall.operations.hear_news import hear_news

PORT_TIME = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=PORT_TIME)
BOX = "CSQU3054383"
DECLARATION = "510020261000000001"


def tell(*events):
    """Announce each event in its own transaction, as the rooms do; the wall then hears it."""
    for event in events:
        with transaction.atomic():
            announce(event)
    hear_news()


def port(*codes):
    """A port with these places; a lane begins with G, a berth with B."""
    office, _ = CustomsOffice.objects.get_or_create(
        code="5100", defaults={"level": "SUBORDINATE", "name_en": "Haidong", "name_zh": "海东"}
    )
    kinds = {"G": Place.Kind.LANE, "B": Place.Kind.BERTH, "X": Place.Kind.XRAY}
    for code in codes or ("G1-1", "G1-2", "X1", "B01"):
        Place.objects.get_or_create(
            code=code,
            defaults={
                "kind": kinds.get(code[0], Place.Kind.YARD),
                "office": office,
                "name_en": f"Place {code}",
                "name_zh": f"{code} 处",
            },
        )
    return office


def officer(username="duty", *, duties=(Duty.WATCH_WALL, Duty.ANSWER_ALARM), place=None, **names):
    user = User.objects.create_user(username, password="only-for-tests", **names)
    Post.objects.create(
        user=user,
        office=port(),
        place=Place.objects.get(code=place) if place else None,
        duties=[duty.value for duty in duties],
        valid_from=datetime(2020, 1, 1, tzinfo=PORT_TIME),
    )
    return user


def screen(code="WALL-1", token="token-of-the-wall"):
    return DeviceAccount.objects.create(
        code=code, kind="wall", token_hash=DeviceAccount.hash_of(token)
    )


def accepted(number=DECLARATION, box=BOX, at=NOON):
    return declarations.SummaryAccepted(
        declaration_no=number,
        transport_document="HDSE0001",
        container_nos=(box,),
        enterprise_id=1,
        office_code="5100",
        value_cny=Decimal("120000.00"),
        accepted_at=at,
    )


def decided(number=DECLARATION, box=BOX, decision="CLEARED_TO_LEAVE", at=NOON):
    return declarations.ReleaseDecided(
        declaration_no=number,
        container_nos=(box,),
        decision=decision,
        score=0,
        rules=(),
        decided_at=at,
    )


def released(number=DECLARATION, box=BOX, at=NOON, hours=2.0):
    return declarations.ReleasedForPickup(
        declaration_no=number,
        container_no=box,
        at_shipside=True,
        accepted_at=at - timedelta(hours=hours),
        released_at=at,
    )


def controlled(number=DECLARATION, box=BOX, at=NOON):
    return declarations.ContainerControlled(
        declaration_no=number, container_no=box, order_no="IO-1", controlled_at=at
    )


def detained(number=DECLARATION, box=BOX, at=NOON):
    return declarations.DeclarationDetained(
        declaration_no=number, container_no=box, order_no="IO-1", detained_at=at
    )


def closed(number=DECLARATION, at=NOON):
    return declarations.DeclarationClosed(declaration_no=number, closed_at=at)


def undeclared(box=BOX, place="B01", at=NOON):
    return declarations.UndeclaredContainerSeen(container_no=box, place_code=place, seen_at=at)


def landed(box=BOX, place="B01", at=NOON, sighting=""):
    return devices.ContainerSeenAtShipside(
        device_code="QC-01",
        place_code=place,
        container_no=box,
        confidence_permille=980,
        readings=(box, box),
        picture_key="0" * 64 + ".jpg",
        seen_at=at,
        sighting_no=sighting,
    )


def unread(sighting="S-1", place="B01", at=NOON):
    return devices.ContainerUnread(
        sighting_no=sighting,
        device_code="QC-01",
        place_code=place,
        readings=("CSQU305438?",),
        picture_key="0" * 64 + ".jpg",
        seen_at=at,
    )


def device_on(code="GL-G1-1", place="G1-1", at=NOON):
    return devices.DeviceConnected(device_code=code, kind="lane", place_code=place, at=at)


def device_off(code="GL-G1-1", place="G1-1", at=NOON):
    return devices.DeviceLost(device_code=code, kind="lane", place_code=place, at=at)


def bad_frame(code="GL-G1-1", at=NOON):
    return devices.FrameRefused(
        device_code=code, kind="lane", field="seq", rule="not_json", remedy="Send JSON.", at=at
    )


def frame(code="QC-01", place="B01", at=NOON):
    return devices.FrameShown(
        device_code=code,
        kind="quay_camera",
        place_code=place,
        picture_key="0" * 64 + ".jpg",
        seen_at=at,
    )


def passage(number="P-1", opened=True, rule="", place="G1-1", at=NOON, box=BOX):
    return gates.PassageDecided(
        passage_no=number,
        place_code=place,
        plate_no="海A7K219",
        container_no=box,
        pass_no="",
        opened=opened,
        rule=rule,
        seen_at=at - timedelta(milliseconds=80),
        decided_at=at,
    )


def left(box=BOX, at=NOON):
    return gates.ContainerLeftPort(
        container_no=box,
        declaration_no=DECLARATION,
        pass_no="1" * 24,
        plate_no="海A7K219",
        left_at=at,
    )


def ship(number="M-1", vessel="Hai Dong Star", place="B01", at=NOON):
    return manifests.ShipArrived(
        manifest_no=number, vessel=vessel, voyage="012E", place_code=place, arrived_at=at
    )


def ordered(number="IO-1", at=NOON, place="X1", reference=DECLARATION):
    return orders.InspectionOrdered(
        order_no=number,
        subject_kind="declaration",
        subject_reference=reference,
        container_no=BOX,
        method="2JA",
        place_code=place,
        reasons=("R-01",),
        ordered_at=at,
    )


def concluded(number="IO-1", outcome="NO_FAULT", at=NOON):
    return orders.InspectionConcluded(
        order_no=number,
        subject_kind="declaration",
        subject_reference=DECLARATION,
        container_no=BOX,
        outcome=outcome,
        by_image=False,
        note="",
        concluded_at=at,
    )


def unanswered(number="IO-1", officer="inspector1", at=NOON):
    return orders.WristOrderUnanswered(
        order_no=number,
        container_no=BOX,
        place_code="X1",
        officer=officer,
        buzzes=3,
        noticed_at=at,
    )


def acknowledged(number="IO-1", at=NOON):
    return orders.InspectionAccepted(
        order_no=number, container_no=BOX, officer="inspector1", accepted_at=at
    )


def drawn(number="IO-1", at=NOON):
    return orders.CrewDrawn(
        order_no=number, container_no=BOX, crew=("a", "b"), pool=("a", "b"), draw="", drawn_at=at
    )


def cancelled(number="IO-1", at=NOON):
    return orders.InspectionCancelled(
        order_no=number,
        subject_reference=DECLARATION,
        container_no=BOX,
        reason="withdrawn",
        cancelled_at=at,
    )


def scan_refused(scan="SC-0", at=NOON):
    return imaging.ScanRefused(
        scan_no=scan, container_no=BOX, device_code="XG-1", rule="scan.cut", refused_at=at
    )


def advice_failed(scan="SC-0", at=NOON, of_model=True):
    return vision.AdviceFailed(
        scan_no=scan, cause="the model file is cut or no JSON", is_of_model=of_model, failed_at=at
    )


def advised(scan="SC-1", at=NOON):
    return vision.AdviceGiven(scan_no=scan, digest="d" * 64, findings=0, made_at=at)


def queued(scan="SC-1", place="X1", at=NOON):
    return imaging.ImageReviewQueued(scan_no=scan, container_no=BOX, place_code=place, queued_at=at)


def reviewed(scan="SC-1", verdict="CLEAR", at=NOON):
    return imaging.ImageReviewConcluded(
        scan_no=scan,
        container_no=BOX,
        order_no="IO-1",
        verdict=verdict,
        reviewer="analyst",
        concluded_at=at,
    )


def bank_refused(payment="PAY-1", at=NOON):
    return duties.BankCallbackRefused(
        bill_no="BILL-1", payment_no=payment, rule="bad_signature", refused_at=at
    )
