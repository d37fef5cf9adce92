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
import clearance.manifests.listeners as manifests
import clearance.messages.events as message_news
import clearance.messages.listeners as messages
import clearance.webhooks.events as hook_news
import clearance.webhooks.listeners as webhooks
import customs_portal.accounts.events as access_news
import dashboards.wall.events as wall_news
import dashboards.wall.listeners as wall
import dashboards.wall.projections as board
import hardware_adapters.events as devices
import hardware_adapters.events.robots as robot_says
import inspection.draws.events as draw_news
import inspection.handheld.events as handheld_news
import inspection.handheld.listeners as handheld
import inspection.imaging.events as image_news
import inspection.imaging.listeners as imaging
import inspection.orders.events as order_news
import inspection.orders.listeners as orders
import inspection.products.events as product_news
import inspection.robot.events as robot_news
import inspection.robot.listeners as robots
import inspection.scans.events as scan_news
import inspection.scans.listeners as scans
import inspection.vision.events as vision_news
import inspection.vision.listeners as vision
import risk.assessments.events as risk_news
import risk.backtests.events as backtest_news
import risk.learning.events as model_news
import risk.outcomes.events as outcome_news
import risk.rulebooks.events as book_news
import risk.targeting.events as targeting_news
from customs_portal.journal.events import Event
from customs_portal.journal.subscriptions import Listener, subscribe


def _for_the_record(*news: type[Event]) -> None:
    """Nobody listens to these."""
    for one in news:
        subscribe(one)


def _for_the_firm(*news: type[Event]) -> None:
    """Only the hooks of the firm that it concerns are told."""
    for told in news:
        subscribe(told, tail_=[webhooks.owe_news])


def _at_once_and_checked(news: type[Event], listener: Listener) -> None:
    """Heard right after the commit, and owed in the background where that failed."""
    subscribe(news, now_=[listener], soon_=[listener])


def connect() -> None:
    """Called once, when every room is loaded."""
    subscribe(
        devices.DeviceConnected,
        now_=[gates.stock_controller, gates.give_lock_its_keys, robots.give_robot_its_plan],
        tail_=[board.note_device_on, wall.end_lost_device],
    )
    subscribe(devices.DeviceLost, tail_=[board.note_device_off, wall.alarm_lost_device])
    subscribe(devices.FrameRefused, tail_=[board.count_refused_frame, wall.alarm_bad_frames])
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
        devices.ContainerImaged,
        now_=[imaging.queue_scan],
        soon_=[imaging.check_scan_is_queued, scans.keep_scan],
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
    subscribe(devices.PositionsReported, now_=[gates.follow_truck], soon_=[gates.follow_truck])
    subscribe(devices.SafetyLockReported, now_=[gates.follow_lock], soon_=[gates.follow_lock])
    subscribe(
        devices.LaneDecidedAlone,
        now_=[gates.reconcile_passage],
        soon_=[gates.reconcile_passage],
        tail_=[wall.end_unasked_barrier],
    )
    subscribe(robot_says.RobotMoved, now_=[robots.follow])
    _at_once_and_checked(robot_says.RobotAnswered, robots.hear_answer)
    _at_once_and_checked(robot_says.RobotPhotographed, robots.keep_photograph)
    _at_once_and_checked(robot_says.RobotFinished, robots.end_task)
    _at_once_and_checked(robot_says.RobotFaulted, robots.hear_fault)
    _for_the_record(
        devices.FrameSetAside, devices.OfficerBuzzed, devices.ContainerSeenByGlasses,
        devices.DeviceTokenRenewed, image_news.PlantedScanAdded, image_news.PlantedScanRetired,
        risk_news.ShipmentAssessed, outcome_news.OutcomeRecorded, draw_news.DrawLapsed,
        draw_news.LotsCommitted, robot_news.YardPlanKept, robot_news.RobotCheckListed,
        robot_news.RobotSent, robot_news.RobotCheckPutBack, robot_news.RobotCheckDropped,
    )  # fmt: skip
    subscribe(robot_news.RobotCheckCompared, tail_=[wall.alarm_robot_finding])
    subscribe(robot_news.RobotFindingLookedAt, tail_=[wall.end_robot_finding])
    subscribe(robot_news.RobotFindingTakenUpAgain, tail_=[wall.alarm_finding_again])
    subscribe(robot_news.RobotFindingSentToOpening, tail_=[wall.end_opened_finding])
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

    _for_the_record(
        mandate_news.MandateOffered, mandate_news.MandateAnswered, mandate_news.MandateEnded,
        message_news.MessageReceived, message_news.MessageAnswered, hook_news.WebhookRegistered,
        hook_news.WebhookPaused, hook_news.WebhookChanged, book_news.BookDrafted,
        book_news.RuleWritten, book_news.RuleLeftOut, book_news.BookBackTested,
        book_news.BookPublished, book_news.BookCameIntoForce, book_news.SwitchAsked,
        book_news.SwitchDecided, backtest_news.BackTestAsked, backtest_news.BackTestFinished,
    )  # fmt: skip

    subscribe(manifest_news.ManifestAccepted, soon_=[declarations.match_waiting_declarations])
    subscribe(manifest_news.BillsDecided, soon_=[declarations.look_at_bills_again])
    subscribe(manifest_news.BillsChanged, soon_=[declarations.look_at_bills_again])
    subscribe(manifest_news.BillUnlocked, soon_=[declarations.release_unlocked])
    subscribe(manifest_news.LandedDifferenceResolved, soon_=[declarations.release_unlocked])
    subscribe(manifest_news.ExportGoodsArrived, soon_=[declarations.look_at_bills_again])
    subscribe(manifest_news.ExportManifestClosed, soon_=[declarations.close_exported])
    _for_the_record(
        manifest_news.ManifestLodgedLate, manifest_news.BillsSentToOfficer,
        manifest_news.BillChangeAsked, manifest_news.BillChangeRefused, manifest_news.BillLocked,
        manifest_news.BillReleased, manifest_news.TallyReported, manifest_news.LoadingListed,
        manifest_news.ShipSailed, manifest_news.UnreleasedBillLoaded,
        manifest_news.TerminalRefusedMessage,
    )  # fmt: skip
    subscribe(
        manifest_news.ShipArrived,
        soon_=[declarations.start_completion_period, declarations.release_arrived_goods],
        tail_=[board.note_arrival],
    )

    subscribe(
        declaration_news.SummaryAccepted,
        tail_=[board.start_declaration, wall.end_undeclared_container, webhooks.owe_news],
    )
    subscribe(
        declaration_news.DeclarationFiled,
        tail_=[board.start_declaration, wall.end_undeclared_container, webhooks.owe_news],
    )
    subscribe(
        declaration_news.ReleasedForLoading,
        soon_=[messages.tell_loading],
        tail_=[board.count_release, webhooks.owe_news],
    )
    subscribe(
        declaration_news.ReleaseDecided,
        soon_=[messages.tell_control],
        tail_=[board.note_decision, webhooks.owe_news],
    )
    subscribe(
        declaration_news.ReleasedForPickup,
        soon_=[messages.tell_release],
        tail_=[board.count_release, webhooks.owe_news],
    )
    subscribe(declaration_news.ContainerControlled, tail_=[board.note_control, webhooks.owe_news])
    subscribe(
        declaration_news.DeclarationDetained,
        now_=[gates.withdraw_detained],
        soon_=[gates.withdraw_detained],
        tail_=[board.note_detention, wall.alarm_detention, webhooks.owe_news],
    )
    subscribe(
        declaration_news.DetentionTakenBack,
        tail_=[board.note_detention_over, wall.end_detention, webhooks.owe_news],
    )
    subscribe(
        declaration_news.DeclarationClosed,
        soon_=[messages.tell_clearance],
        tail_=[board.note_closing, webhooks.owe_news],
    )
    subscribe(declaration_news.UndeclaredContainerSeen, tail_=[wall.alarm_undeclared_container])
    subscribe(
        declaration_news.DeclarationWithdrawn,
        soon_=[messages.tell_withdrawal],
        tail_=[webhooks.owe_news],
    )
    subscribe(
        declaration_news.DeclarationReturned,
        soon_=[declarations.tell_risk_of_return],
        tail_=[webhooks.owe_news],
    )
    subscribe(
        declaration_news.DeclarationRejected,
        soon_=[messages.tell_rejection],
        tail_=[webhooks.owe_news],
    )
    subscribe(
        declaration_news.ReleaseConfirmed,
        soon_=[declarations.tell_risk_of_release],
        tail_=[webhooks.owe_news],
    )
    subscribe(declaration_news.DraftFiled, soon_=[messages.tell_filed_draft])
    _for_the_firm(
        duty_news.RefundPaid, duty_news.TaxBillCancelled, duty_news.PayByConfirmed,
        duty_news.PaymentFailed, declaration_news.ManifestMismatchFound,
        declaration_news.TaxAwaited, declaration_news.TaxSecured,
        declaration_news.ExportGoodsAwaited, declaration_news.DeclarationCompleted,
        declaration_news.DetentionNamed, declaration_news.DeclarationHeld,
        declaration_news.DeclarationDoubted, declaration_news.ReReviewDecided,
        declaration_news.ChangeApproved, declaration_news.ChangeRefused,
        declaration_news.AccessOrdered, declaration_news.AccessRefused,
        declaration_news.DocumentAsked,
    )  # fmt: skip
    _for_the_record(
        declaration_news.DecisionSheetIssued, declaration_news.SummaryAmended,
        declaration_news.ReleaseProposed, declaration_news.DeclarationsImported,
        declaration_news.ChangeAsked, declaration_news.ChangeProposed,
        declaration_news.ChangeTakenBack, declaration_news.AccessAsked,
        declaration_news.AccessProposed, declaration_news.AccessChecked,
        declaration_news.DocumentAskCancelled, declaration_news.DocumentSupplied,
        declaration_news.DraftDeleted, declaration_news.DraftRestored,
        declaration_news.DraftRunBegun, declaration_news.FilingFileChecked,
        declaration_news.FilingFileDiscarded, declaration_news.FilingFileStored,
        declaration_news.FilingFileTaken, declaration_news.TemplateChanged,
        duty_news.GuaranteeReserved, duty_news.GuaranteeFreed, duty_news.GuaranteeRegistered,
        duty_news.GuaranteeDrawn, duty_news.DepositReceived, duty_news.RefundProposed,
    )  # fmt: skip
    subscribe(duty_news.RefundDecided, soon_=[duties.hand_refund_to_bank])
    subscribe(duty_news.DepositReturnDecided, soon_=[duties.hand_return_to_bank])
    _for_the_record(
        duty_news.DepositReturnAsked, duty_news.DepositReturnTakenBack, duty_news.DepositReturned,
        duty_news.TaxOverpaid, duty_news.PayerNamed, duty_news.PeriodicPayerAdmitted,
        duty_news.PeriodicBillIssued, duty_news.GuarantorPaid, duty_news.BankStatementCompared,
    )  # fmt: skip
    subscribe(duty_news.TaxBilled, soon_=[messages.tell_tax], tail_=[webhooks.owe_news])
    subscribe(
        duty_news.TaxPaid,
        now_=[declarations.close_declaration],
        soon_=[declarations.close_declaration],
        tail_=[webhooks.owe_news],
    )
    subscribe(duty_news.PaymentOrdered, soon_=[duties.hand_order_to_bank])
    subscribe(
        duty_news.TaxNotCollected,
        now_=[declarations.close_declaration],
        soon_=[declarations.close_declaration],
        tail_=[webhooks.owe_news],
    )
    subscribe(duty_news.BankCallbackRefused, tail_=[wall.alarm_bank_message])

    subscribe(
        gate_news.GatePassApproved,
        now_=[gates.hand_out_token],
        soon_=[gates.hand_out_token],
        tail_=[webhooks.owe_news],
    )
    subscribe(gate_news.PassageDecided, tail_=[board.time_passage, wall.alarm_refused_passage])
    left, told_of = gate_news.ContainerLeftPort, [board.count_exit, webhooks.owe_news]
    subscribe(left, soon_=[gates.take_left_box_out_of_draw], tail_=told_of)
    subscribe(
        gate_news.GatePassVoided,
        now_=[gates.withdraw_void_pass],
        soon_=[gates.withdraw_void_pass],
        tail_=[webhooks.owe_news],
    )
    subscribe(gate_news.BarrierOpenedUnasked, tail_=[wall.alarm_unasked_barrier])
    subscribe(gate_news.UnreleasedBoxLeft, tail_=[wall.alarm_unreleased_box])
    subscribe(gate_news.LaneContradictionFound, tail_=[wall.alarm_lane_contradiction])
    subscribe(gate_news.LockPlaced, now_=[gates.withdraw_locked], soon_=[gates.withdraw_locked])
    subscribe(gate_news.LockLifted, now_=[gates.hand_out_unlocked], soon_=[gates.hand_out_unlocked])
    subscribe(gate_news.LedgerOverdrawn, tail_=[wall.alarm_overdrawn_ledger])
    subscribe(gate_news.SafetyLockDisturbed, tail_=[wall.alarm_disturbed_lock])
    subscribe(gate_news.SafetyLockRighted, tail_=[wall.end_disturbed_lock])
    subscribe(gate_news.JourneyDisturbed, tail_=[wall.alarm_disturbed_journey])
    subscribe(gate_news.JourneyRighted, tail_=[wall.end_disturbed_journey])
    _for_the_record(
        gate_news.GatePassApplied, gate_news.VehiclePassed, gate_news.LaneOverrideAsked,
        gate_news.PassageOpenedByHand, gate_news.SafetyLockFitted, gate_news.SafetyLockOrdered,
        gate_news.SafetyLockMoved, gate_news.JourneyStarted, gate_news.JourneyEnded,
        gate_news.TruckQueued, gate_news.TruckCalled, gate_news.TruckLeftQueue,
    )  # fmt: skip

    subscribe(risk_news.JudgementTroubled, tail_=[wall.alarm_troubled_judgement])
    _for_the_record(
        targeting_news.ControlOrderPlaced, targeting_news.ControlOrderExtended,
        targeting_news.ControlOrderWithdrawn, targeting_news.ControlOrderExpired,
    )  # fmt: skip
    subscribe(targeting_news.ControlOrderHit, tail_=[wall.alarm_control_order])
    _for_the_record(
        model_news.RiskModelRegistered, model_news.RiskModelPutInShadow,
        model_news.RiskModelAskedToCount, model_news.RiskModelActivated, model_news.RiskModelEnded,
    )  # fmt: skip

    _for_the_record(
        draw_news.DrawSecretCommitted, draw_news.DrawSecretRevealed, draw_news.SubjectsEntered,
        draw_news.OfficerKeptOut, draw_news.PoolCommitted, draw_news.TakingOutAsked,
        draw_news.SubjectTakenOut, draw_news.SubjectLeftIn, draw_news.SubjectExcused,
        draw_news.BeaconFixed,
    )  # fmt: skip
    subscribe(draw_news.PoolDrawn, soon_=[orders.order_drawn_subjects])

    subscribe(
        order_news.InspectionOrdered,
        soon_=[robots.list_for_robot],
        tail_=[board.await_inspection],
    )
    subscribe(order_news.CrewDrawn, tail_=[wall.end_with_new_crew])
    subscribe(order_news.WristOrderUnanswered, tail_=[wall.alarm_unanswered_wrist])
    subscribe(order_news.BoxCalled, soon_=[manifests.call_for_box], tail_=[board.await_box])
    subscribe(order_news.BoxMoved, tail_=[board.await_look])
    subscribe(order_news.BoxFreed, soon_=[manifests.let_box_go], tail_=[board.await_leaving])
    subscribe(order_news.BoxMovedAway, tail_=[board.end_leaving])
    subscribe(order_news.BoxHandedOn, tail_=[board.hand_box_on])
    _for_the_record(
        order_news.OpeningOrdered, order_news.OfficerExcluded, order_news.RedrawAsked,
        order_news.BoxReady, order_news.FindingRefused, order_news.RecheckDrawn,
        order_news.FirmTold, order_news.FirmAnswered, order_news.OtherTimeDecided,
        handheld_news.RecordBegun, handheld_news.RecordContradicted,
        handheld_news.NumberReadByCamera, handheld_news.RecordConfirmed,
        handheld_news.ConfirmationVoided, handheld_news.RecordSheetIssued,
        handheld_news.RecordReopened, order_news.ConclusionPresented, order_news.ConclusionPassed,
    )  # fmt: skip
    subscribe(handheld_news.PhotographKept, soon_=[handheld.read_kept_photograph])
    subscribe(order_news.ConclusionReturned, tail_=[board.await_inspection_again])
    subscribe(order_news.InspectionAccepted, tail_=[wall.end_unanswered_wrist])
    subscribe(
        order_news.InspectionConcluded,
        now_=[declarations.resume_declaration],
        soon_=[
            declarations.resume_declaration,
            declarations.tell_risk_desk,
            imaging.note_opened_box,
            robots.end_concluded,
        ],
        tail_=[board.count_inspection, wall.end_suspect_image, wall.end_with_inspection],
    )
    subscribe(
        order_news.InspectionCancelled,
        soon_=[robots.end_cancelled],
        tail_=[wall.end_with_cancelling],
    )

    _for_the_record(
        scan_news.ScanDeliveryRefused, scan_news.ScanPurged, scan_news.ScanHeld,
        scan_news.ScanHoldLifted, scan_news.ScanVerified, product_news.ProductFiled,
        product_news.ProductReviewed, product_news.ProductWithdrawn, product_news.ProductExpired,
    )  # fmt: skip

    subscribe(scan_news.ScanKept, soon_=[vision.read_kept_scan])
    subscribe(vision_news.AdviceGiven, tail_=[wall.end_advice_missing])
    subscribe(vision_news.AdviceFailed, tail_=[wall.alarm_advice_missing])
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
    subscribe(image_news.ImageReviewJudged, now_=[imaging.tell_bench])
    subscribe(image_news.JudgementTakenBack, now_=[imaging.tell_bench])
    subscribe(image_news.PlantedScanRevealed, now_=[imaging.tell_bench], tail_=[board.end_review])

    _for_the_record(
        wall_news.AlarmRaised, wall_news.AlarmAcknowledged, wall_news.AlarmCleared,
        wall_news.AlarmCommented, wall_news.AlarmEscalated, access_news.SignedIn,
        access_news.SignInRefused, access_news.EvidenceViewed, access_news.PersonChanged,
    )  # fmt: skip
