"""The nervous system on one page: which news reaches whom, and how fast.

``now``: this process, right after commit, quick. ``soon``: Celery, retried until done,
safe to repeat. ``tail``: the screens' own process reads it from the feed. An event that nobody
listens to stands here too: it is for the record.
"""

import clearance.declarations.events as declaration_news
import clearance.declarations.listeners as declarations
import clearance.duties.events as duty_news
import clearance.duties.listeners as duties
import clearance.enterprises.events as mandate_news
import clearance.gates.events as gate_news
import clearance.gates.listeners as gates
import clearance.manifests.events as manifest_news
import clearance.messages.events as message_news
import clearance.messages.listeners as messages
import customs_portal.accounts.events as access_news
import dashboards.wall.events as wall_news
import dashboards.wall.listeners as wall
import dashboards.wall.projections as board
import hardware_adapters.events as devices
import inspection.imaging.events as image_news
import inspection.imaging.listeners as imaging
import inspection.orders.events as order_news
import inspection.orders.listeners as orders
import risk.assessments.events as risk_news
from customs_portal.journal.subscriptions import subscribe


def connect() -> None:
    """Called once, when every room is loaded."""
    subscribe(
        devices.DeviceConnected,
        now_=[gates.stock_controller],
        tail_=[board.note_device_on, wall.end_lost_device],
    )
    subscribe(devices.DeviceLost, tail_=[board.note_device_off, wall.alarm_lost_device])
    subscribe(devices.FrameRefused, tail_=[board.count_refused_frame, wall.alarm_bad_frames])
    subscribe(devices.FrameSetAside)
    subscribe(devices.FrameShown, now_=[board.show_frame])
    subscribe(
        devices.ContainerSeenAtShipside,
        now_=[declarations.divert_container],
        soon_=[declarations.check_diversion],
        tail_=[board.count_landing, wall.end_unread_container],
    )
    subscribe(devices.ContainerUnread, tail_=[board.await_reading, wall.alarm_unread_container])
    subscribe(devices.SightingDismissed, tail_=[board.end_reading, wall.end_dismissed_sighting])
    subscribe(
        devices.ContainerImaged, now_=[imaging.queue_scan], soon_=[imaging.check_scan_is_queued]
    )
    subscribe(
        devices.VehicleAtGate,
        now_=[gates.decide_on_vehicle, gates.note_truck_in_lane],
        soon_=[gates.decide_on_vehicle],
    )
    subscribe(devices.VehicleWeighed, now_=[gates.decide_on_weight], soon_=[gates.decide_on_weight])
    subscribe(devices.BarrierMoved, now_=[gates.write_off_passage], soon_=[gates.write_off_passage])
    subscribe(devices.TagRead, now_=[gates.decide_on_tag], soon_=[gates.decide_on_tag])
    subscribe(devices.PassCodeScanned, now_=[gates.decide_on_code], soon_=[gates.decide_on_code])
    subscribe(devices.SealRead, now_=[gates.decide_on_seal], soon_=[gates.decide_on_seal])
    subscribe(
        devices.LaneDecidedAlone,
        now_=[gates.reconcile_passage],
        soon_=[gates.reconcile_passage],
        tail_=[wall.end_unasked_barrier],
    )
    subscribe(devices.OfficerBuzzed)
    subscribe(
        devices.OrderAcknowledgedOnWrist,
        now_=[orders.accept_on_wrist],
        soon_=[orders.check_acceptance],
    )
    subscribe(
        devices.FindingTakenOnWrist,
        now_=[orders.conclude_on_wrist],
        soon_=[orders.check_conclusion],
    )
    subscribe(devices.ContainerSeenByGlasses)
    subscribe(devices.DeviceTokenRenewed)

    subscribe(mandate_news.MandateOffered)
    subscribe(mandate_news.MandateAnswered)
    subscribe(mandate_news.MandateEnded)

    subscribe(manifest_news.ManifestAccepted, soon_=[declarations.match_waiting_declarations])
    subscribe(manifest_news.ManifestLodgedLate)
    subscribe(manifest_news.BillsSentToOfficer)
    subscribe(manifest_news.BillsDecided, soon_=[declarations.look_at_bills_again])
    subscribe(manifest_news.BillsChanged, soon_=[declarations.look_at_bills_again])
    subscribe(manifest_news.BillChangeAsked)
    subscribe(manifest_news.BillChangeRefused)
    subscribe(manifest_news.BillLocked)
    subscribe(manifest_news.BillUnlocked, soon_=[declarations.release_unlocked])
    subscribe(manifest_news.BillReleased)
    subscribe(manifest_news.TallyReported)
    subscribe(manifest_news.LandedDifferenceResolved, soon_=[declarations.release_unlocked])
    subscribe(manifest_news.ExportGoodsArrived)
    subscribe(manifest_news.LoadingListed)
    subscribe(manifest_news.ShipSailed)
    subscribe(manifest_news.UnreleasedBillLoaded)
    subscribe(manifest_news.ExportManifestClosed)
    subscribe(manifest_news.TerminalRefusedMessage)
    subscribe(
        manifest_news.ShipArrived,
        soon_=[declarations.start_completion_period],
        tail_=[board.note_arrival],
    )

    subscribe(
        declaration_news.SummaryAccepted,
        tail_=[board.start_declaration, wall.end_undeclared_container],
    )
    subscribe(declaration_news.ManifestMismatchFound)
    subscribe(
        declaration_news.ReleaseDecided, soon_=[messages.tell_control], tail_=[board.note_decision]
    )
    subscribe(
        declaration_news.ReleasedForPickup,
        soon_=[messages.tell_release],
        tail_=[board.count_release],
    )
    subscribe(declaration_news.DecisionSheetIssued)
    subscribe(declaration_news.ReleaseDecided, tail_=[board.note_decision])
    subscribe(declaration_news.ReleasedForPickup, tail_=[board.count_release])
    subscribe(declaration_news.ContainerControlled, tail_=[board.note_control])
    subscribe(
        declaration_news.DeclarationDetained,
        now_=[gates.withdraw_detained],
        soon_=[gates.withdraw_detained],
        tail_=[board.note_detention, wall.alarm_detention],
    )
    subscribe(declaration_news.DeclarationCompleted)
    subscribe(
        declaration_news.DeclarationClosed,
        soon_=[messages.tell_clearance],
        tail_=[board.note_closing],
    )
    subscribe(declaration_news.UndeclaredContainerSeen, tail_=[wall.alarm_undeclared_container])
    subscribe(declaration_news.SummaryAmended)
    subscribe(declaration_news.DeclarationWithdrawn, soon_=[messages.tell_withdrawal])
    subscribe(declaration_news.DeclarationHeld)
    subscribe(declaration_news.ReleaseProposed)
    subscribe(declaration_news.ReleaseConfirmed)
    subscribe(declaration_news.DeclarationsImported)
    subscribe(declaration_news.ChangeAsked)
    subscribe(declaration_news.ChangeProposed)
    subscribe(declaration_news.ChangeApproved)
    subscribe(declaration_news.ChangeRefused)
    subscribe(declaration_news.ChangeTakenBack)
    subscribe(declaration_news.AccessAsked)
    subscribe(declaration_news.AccessProposed)
    subscribe(declaration_news.AccessOrdered)
    subscribe(declaration_news.AccessRefused)
    subscribe(declaration_news.AccessChecked)
    subscribe(declaration_news.DocumentAsked)
    subscribe(declaration_news.DocumentAskCancelled)
    subscribe(declaration_news.DocumentSupplied)

    subscribe(duty_news.GuaranteeReserved)
    subscribe(duty_news.GuaranteeFreed)
    subscribe(duty_news.GuaranteeRegistered)
    subscribe(duty_news.GuaranteeDrawn)
    subscribe(duty_news.DepositReceived)
    subscribe(duty_news.RefundProposed)
    subscribe(duty_news.RefundDecided, soon_=[duties.hand_refund_to_bank])
    subscribe(duty_news.RefundPaid)
    subscribe(duty_news.PayerNamed)
    subscribe(duty_news.PeriodicPayerAdmitted)
    subscribe(duty_news.PeriodicBillIssued)
    subscribe(duty_news.GuarantorPaid)
    subscribe(duty_news.BankStatementCompared)
    subscribe(duty_news.TaxBilled)
    subscribe(duty_news.TaxBilled, soon_=[messages.tell_tax])
    subscribe(
        duty_news.TaxPaid,
        now_=[declarations.close_declaration],
        soon_=[declarations.close_declaration],
    )
    subscribe(duty_news.PaymentOrdered, soon_=[duties.hand_order_to_bank])
    subscribe(duty_news.PaymentFailed)
    subscribe(
        duty_news.TaxNotCollected,
        now_=[declarations.close_declaration],
        soon_=[declarations.close_declaration],
    )
    subscribe(duty_news.BankCallbackRefused, tail_=[wall.alarm_bank_message])

    subscribe(gate_news.GatePassApplied)
    subscribe(gate_news.GatePassApproved, now_=[gates.hand_out_token], soon_=[gates.hand_out_token])
    subscribe(gate_news.PassageDecided, tail_=[board.time_passage, wall.alarm_refused_passage])
    subscribe(gate_news.VehiclePassed)
    subscribe(gate_news.ContainerLeftPort, tail_=[board.count_exit])
    subscribe(
        gate_news.GatePassVoided,
        now_=[gates.withdraw_void_pass],
        soon_=[gates.withdraw_void_pass],
    )
    subscribe(gate_news.LaneOverrideAsked)
    subscribe(gate_news.PassageOpenedByHand)
    subscribe(gate_news.BarrierOpenedUnasked, tail_=[wall.alarm_unasked_barrier])
    subscribe(gate_news.UnreleasedBoxLeft, tail_=[wall.alarm_unreleased_box])
    subscribe(gate_news.LaneContradictionFound, tail_=[wall.alarm_lane_contradiction])
    subscribe(gate_news.LockPlaced, now_=[gates.withdraw_locked], soon_=[gates.withdraw_locked])
    subscribe(gate_news.LockLifted, now_=[gates.hand_out_unlocked], soon_=[gates.hand_out_unlocked])
    subscribe(gate_news.LedgerOverdrawn, tail_=[wall.alarm_overdrawn_ledger])
    subscribe(gate_news.TruckQueued)
    subscribe(gate_news.TruckCalled)
    subscribe(gate_news.TruckLeftQueue)

    subscribe(message_news.MessageReceived)
    subscribe(message_news.MessageAnswered)

    subscribe(risk_news.ShipmentAssessed)

    subscribe(order_news.InspectionOrdered, tail_=[board.await_inspection])
    subscribe(order_news.OpeningOrdered)
    subscribe(order_news.DrawSecretCommitted)
    subscribe(order_news.DrawSecretRevealed)
    subscribe(order_news.OfficerExcluded)
    subscribe(order_news.CrewDrawn, tail_=[wall.end_with_new_crew])
    subscribe(order_news.RedrawAsked)
    subscribe(order_news.WristOrderUnanswered, tail_=[wall.alarm_unanswered_wrist])
    subscribe(order_news.InspectionAccepted, tail_=[wall.end_unanswered_wrist])
    subscribe(order_news.FindingRefused)
    subscribe(
        order_news.InspectionConcluded,
        now_=[declarations.resume_declaration],
        soon_=[declarations.resume_declaration],
        tail_=[board.count_inspection, wall.end_suspect_image, wall.end_with_inspection],
    )
    subscribe(order_news.InspectionCancelled, tail_=[wall.end_with_cancelling])

    subscribe(image_news.ScanRefused, tail_=[wall.alarm_refused_scan])
    subscribe(
        image_news.ImageReviewQueued,
        now_=[imaging.tell_bench],
        tail_=[board.await_review, wall.end_refused_scan],
    )
    subscribe(image_news.ImageReviewClaimed, now_=[imaging.tell_bench])
    subscribe(image_news.ImageReviewReleased, now_=[imaging.tell_bench])
    subscribe(
        image_news.ImageReviewConcluded,
        now_=[imaging.tell_bench],
        tail_=[board.end_review, wall.alarm_suspect_image],
    )

    subscribe(wall_news.AlarmRaised)
    subscribe(wall_news.AlarmAcknowledged)
    subscribe(wall_news.AlarmCleared)
    subscribe(wall_news.AlarmCommented)
    subscribe(wall_news.AlarmEscalated)

    subscribe(access_news.SignedIn)
    subscribe(access_news.SignInRefused)
    subscribe(access_news.EvidenceViewed)
    subscribe(access_news.PersonChanged)
