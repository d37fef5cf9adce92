"""What the wall does when it hears news: raise an alarm, or see that its cause has ended.

Every function may hear the same news again; an occasion raises its alarm only once.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import clearance.declarations.events as declarations
import clearance.duties.events as duties
import clearance.gates.events as gates
import hardware_adapters.events as devices
import inspection.imaging.events as imaging
import inspection.orders.events as orders
import inspection.robot.events as robots
import inspection.vision.events as vision
import risk.assessments.events as risk
import risk.targeting.events as targeting
from customs_portal.registry import law
from dashboards.wall.operations.raise_alarm import end_alarms, raise_alarm
from dashboards.wall.queries.alarms import bad_frames_since, is_lost
from dashboards.wall.queries.places import place_of_device, place_of_inspection
from dashboards.wall.rules.alarm_rules import gate_rule

PORT_TIME = ZoneInfo("Asia/Shanghai")
GATE_RULES = ("GATE_REFUSED", "GATE_WEIGHT", "EMPTY_BOX_WEIGHT", "UNRELEASED_AT_GATE")
BURST = timedelta(minutes=5)
_OF_ORDERS = ("WRIST_UNANSWERED", "ROBOT_DIFFERS")
_LOCK_RULES = {
    "TAMPER": "LOCK_TAMPER",
    "FORCED": "LOCK_FORCED",
    "LOCK_SILENCE": "LOCK_SILENCE",
    "BATTERY": "LOCK_BATTERY",
}


def alarm_lost_device(event: devices.DeviceLost) -> None:
    if is_lost(device_code=event.device_code, since=event.at):
        raise_alarm(
            rule="DEVICE_LOST",
            reference=event.device_code,
            occasion=f"{event.device_code}@{event.at.isoformat()}",
            place_code=event.place_code,
            details={"device": event.device_code},
            at=event.at,
        )


def end_lost_device(event: devices.DeviceConnected) -> None:
    end_alarms(rules=("DEVICE_LOST", "FRAMES_REFUSED"), reference=event.device_code, at=event.at)


def alarm_bad_frames(event: devices.FrameRefused) -> None:
    """One bad message is a hiccup; several in five minutes are a fault."""
    limit = int(law.ask("wall.bad_frames", on=event.at.astimezone(PORT_TIME).date()).value)
    if (
        bad_frames_since(device_code=event.device_code, start=event.at - BURST, end=event.at)
        >= limit
    ):
        raise_alarm(
            rule="FRAMES_REFUSED",
            reference=event.device_code,
            occasion=f"{event.device_code}@{event.at.isoformat()}",
            place_code=place_of_device(device_code=event.device_code),
            details={"device": event.device_code, "rule": event.rule},
            at=event.at,
        )


def alarm_refused_passage(event: gates.PassageDecided) -> None:
    vehicle = event.container_no or event.plate_no or event.passage_no
    if event.opened:
        for rule_reference in (event.container_no, event.plate_no):
            if rule_reference:
                end_alarms(rules=GATE_RULES, reference=rule_reference, at=event.decided_at)
        return
    rule = gate_rule(event.rule)
    details = {"plate": event.plate_no, "container": event.container_no}
    if rule == "GATE_REFUSED":
        details["rule"] = event.rule
    raise_alarm(
        rule=rule,
        reference=vehicle,
        occasion=event.passage_no,
        place_code=event.place_code,
        details=details,
        at=event.decided_at,
    )


def alarm_unasked_barrier(event: gates.BarrierOpenedUnasked) -> None:
    raise_alarm(
        rule="BARRIER_UNASKED",
        reference=event.passage_no,
        occasion=event.passage_no,
        place_code=event.place_code,
        details={"passage": event.passage_no},
        at=event.moved_at,
    )


def end_unasked_barrier(event: devices.LaneDecidedAlone) -> None:
    """A barrier's own report may come before that of the lane that raised it alone."""
    rose_by = event.decided_at + BURST
    end_alarms(rules=("BARRIER_UNASKED",), reference=event.passage_no, at=rose_by)


def alarm_unreleased_box(event: gates.UnreleasedBoxLeft) -> None:
    raise_alarm(
        rule="UNRELEASED_OUT",
        reference=event.container_no,
        occasion=event.passage_no,
        place_code=event.place_code,
        details={"container": event.container_no, "plate": event.plate_no},
        at=event.left_at,
    )


def alarm_lane_contradiction(event: gates.LaneContradictionFound) -> None:
    raise_alarm(
        rule="LANE_CONTRADICTION",
        reference=event.container_no or event.plate_no or event.passage_no,
        occasion=event.passage_no,
        place_code=event.place_code,
        details={
            "container": event.container_no,
            "plate": event.plate_no,
            "rule": event.contradiction,
        },
        at=event.decided_at,
    )


def alarm_disturbed_journey(event: gates.JourneyDisturbed) -> None:
    raise_alarm(
        rule=f"JOURNEY_{event.kind}",
        reference=event.pass_no,
        occasion=f"{event.pass_no}/{event.began_at.isoformat()}",
        details={
            "pass": event.pass_no,
            "plate": event.plate_no,
            "container": event.container_no,
        },
        at=event.began_at,
    )


def end_disturbed_journey(event: gates.JourneyRighted) -> None:
    end_alarms(rules=(f"JOURNEY_{event.kind}",), reference=event.pass_no, at=event.righted_at)


def alarm_disturbed_lock(event: gates.SafetyLockDisturbed) -> None:
    raise_alarm(
        rule=_LOCK_RULES[event.kind],
        reference=event.device_code,
        occasion=f"{event.device_code}/{event.kind}/{event.began_at.isoformat()}"[:120],
        details={
            "device": event.device_code,
            "container": event.container_no,
            "plate": event.plate_no,
            "pass": event.pass_no,
            "rule": event.cause,
        },
        at=event.began_at,
    )


def end_disturbed_lock(event: gates.SafetyLockRighted) -> None:
    end_alarms(rules=(_LOCK_RULES[event.kind],), reference=event.device_code, at=event.righted_at)


def alarm_overdrawn_ledger(event: gates.LedgerOverdrawn) -> None:
    raise_alarm(
        rule="LEDGER_OVERDRAWN",
        reference=event.number,
        occasion=f"{event.number}/{event.pass_no}"[:120],
        details={"document": event.number, "pass": event.pass_no},
        at=event.written_at,
    )


def alarm_unread_container(event: devices.ContainerUnread) -> None:
    raise_alarm(
        rule="CONTAINER_UNREAD",
        reference=event.sighting_no,
        occasion=event.sighting_no,
        place_code=event.place_code,
        details={"device": event.device_code},
        at=event.seen_at,
    )


def end_unread_container(event: devices.ContainerSeenAtShipside) -> None:
    if event.sighting_no:
        end_alarms(rules=("CONTAINER_UNREAD",), reference=event.sighting_no, at=event.seen_at)


def end_dismissed_sighting(event: devices.SightingDismissed) -> None:
    end_alarms(rules=("CONTAINER_UNREAD",), reference=event.sighting_no, at=event.dismissed_at)


def alarm_undeclared_container(event: declarations.UndeclaredContainerSeen) -> None:
    raise_alarm(
        rule="UNDECLARED_CONTAINER",
        reference=event.container_no,
        occasion=f"{event.container_no}@{event.seen_at.isoformat()}",
        place_code=event.place_code,
        details={"container": event.container_no},
        at=event.seen_at,
    )


def end_undeclared_container(
    event: declarations.SummaryAccepted | declarations.DeclarationFiled,
) -> None:
    for container_no in event.container_nos:
        end_alarms(rules=("UNDECLARED_CONTAINER",), reference=container_no, at=event.accepted_at)


def alarm_detention(event: declarations.DeclarationDetained) -> None:
    raise_alarm(
        rule="INSPECTION_FAULT",
        reference=event.declaration_no,
        occasion=f"{event.declaration_no}@{event.detained_at.isoformat()}",
        place_code=place_of_inspection(order_no=event.order_no),
        details={"container": event.container_no, "declaration": event.declaration_no},
        at=event.detained_at,
    )


def end_detention(event: declarations.DetentionTakenBack) -> None:
    end_alarms(rules=("INSPECTION_FAULT",), reference=event.declaration_no, at=event.taken_back_at)


def alarm_suspect_image(event: imaging.ImageReviewConcluded) -> None:
    if event.verdict == "SUSPECT":
        raise_alarm(
            rule="SUSPECT_IMAGE",
            reference=event.order_no,
            occasion=event.scan_no,
            place_code=place_of_inspection(order_no=event.order_no),
            details={"container": event.container_no, "scan": event.scan_no},
            at=event.concluded_at,
        )


def end_suspect_image(event: orders.InspectionConcluded) -> None:
    end_alarms(rules=("SUSPECT_IMAGE",), reference=event.order_no, at=event.concluded_at)


def alarm_unanswered_wrist(event: orders.WristOrderUnanswered) -> None:
    raise_alarm(
        rule="WRIST_UNANSWERED",
        reference=event.order_no,
        occasion=f"{event.order_no}/{event.officer}"[:120],
        place_code=event.place_code,
        details={"container": event.container_no, "order": event.order_no},
        at=event.noticed_at,
    )


def end_unanswered_wrist(event: orders.InspectionAccepted) -> None:
    end_alarms(rules=("WRIST_UNANSWERED",), reference=event.order_no, at=event.accepted_at)


def end_with_new_crew(event: orders.CrewDrawn) -> None:
    end_alarms(rules=("WRIST_UNANSWERED",), reference=event.order_no, at=event.drawn_at)


def end_with_inspection(event: orders.InspectionConcluded) -> None:
    end_alarms(rules=_OF_ORDERS, reference=event.order_no, at=event.concluded_at)


def end_with_cancelling(event: orders.InspectionCancelled) -> None:
    end_alarms(rules=_OF_ORDERS, reference=event.order_no, at=event.cancelled_at)


def alarm_robot_finding(event: robots.RobotCheckCompared) -> None:
    """A number that could not be read is work for the desk; one that differs may be a swap."""
    if event.verdict == "DIFFERS":
        _robot_differs(event, occasion=event.check_no, at=event.compared_at)


def alarm_finding_again(event: robots.RobotFindingTakenUpAgain) -> None:
    again = f"{event.check_no}@{event.taken_up_at.isoformat()}"
    if event.verdict == "DIFFERS":
        _robot_differs(event, occasion=again, at=event.taken_up_at)


def _robot_differs(
    event: robots.RobotCheckCompared | robots.RobotFindingTakenUpAgain,
    *,
    occasion: str,
    at: datetime,
) -> None:
    raise_alarm(
        rule="ROBOT_DIFFERS",
        reference=event.order_no,
        occasion=occasion,
        place_code=place_of_inspection(order_no=event.order_no),
        details={"container": event.container_no, "order": event.order_no},
        at=at,
    )


def end_robot_finding(event: robots.RobotFindingLookedAt) -> None:
    end_alarms(rules=("ROBOT_DIFFERS",), reference=event.order_no, at=event.looked_at)


def end_opened_finding(event: robots.RobotFindingSentToOpening) -> None:
    end_alarms(rules=("ROBOT_DIFFERS",), reference=event.order_no, at=event.sent_at)


def alarm_refused_scan(event: imaging.ScanRefused) -> None:
    raise_alarm(
        rule="SCAN_REFUSED",
        reference=event.container_no or event.scan_no,
        occasion=event.scan_no,
        place_code=place_of_device(device_code=event.device_code),
        details={
            "container": event.container_no,
            "scan": event.scan_no,
            "device": event.device_code,
            "rule": event.rule,
        },
        at=event.refused_at,
    )


def alarm_advice_missing(event: vision.AdviceFailed) -> None:
    """A picture that cannot be read is the scan's trouble; a model, the room's: one alarm."""
    if event.is_of_model:
        raise_alarm(
            rule="ADVICE_MISSING",
            reference="vision",
            occasion=event.scan_no,
            details={"scan": event.scan_no, "cause": event.cause[:400]},
            at=event.failed_at,
        )


def end_advice_missing(event: vision.AdviceGiven) -> None:
    end_alarms(rules=("ADVICE_MISSING",), reference="vision", at=event.made_at)


def alarm_troubled_judgement(event: risk.JudgementTroubled) -> None:
    raise_alarm(
        rule="JUDGEMENT_TROUBLED",
        reference=event.subject_reference,
        occasion=event.assessment_no,
        details={"judgement": event.assessment_no, "cause": "; ".join(event.causes)[:400]},
        at=event.troubled_at,
    )


def alarm_control_order(event: targeting.ControlOrderHit) -> None:
    raise_alarm(
        rule="CONTROL_ORDER_MET",
        reference=event.order_no,
        occasion=f"{event.order_no} {event.assessment_no}",
        details={"judgement": event.assessment_no, "method": event.method},
        at=event.hit_at,
    )


def end_refused_scan(event: imaging.ImageReviewQueued) -> None:
    for reference in (event.container_no, event.scan_no):
        end_alarms(rules=("SCAN_REFUSED",), reference=reference, at=event.queued_at)


def alarm_bank_message(event: duties.BankCallbackRefused) -> None:
    raise_alarm(
        rule="BANK_CALLBACK",
        reference=(event.payment_no or event.bill_no or "bank")[:64],
        occasion=f"{event.payment_no}/{event.rule}@{event.refused_at.isoformat()}"[:120],
        details={"payment": event.payment_no, "rule": event.rule},
        at=event.refused_at,
    )
