"""The nervous system on one page: which news reaches whom, and how fast.

``now``: this process, right after commit, quick. ``soon``: Celery, retried until done,
safe to repeat. An event that nobody listens to stands here too: it is for the record.
"""

import clearance.declarations.events as declaration_news
import clearance.duties.events as duty_news
import clearance.gates.events as gate_news
import clearance.manifests.events as manifest_news
import customs_portal.accounts.events as access_news
import dashboards.wall.events as wall_news
import hardware_adapters.events as devices
import inspection.imaging.events as image_news
import inspection.orders.events as order_news
import risk.assessments.events as risk_news
from customs_portal.journal.subscriptions import subscribe


def connect() -> None:
    """Called once, when every room is loaded."""
    subscribe(devices.DeviceConnected)
    subscribe(devices.DeviceLost)
    subscribe(devices.FrameRefused)
    subscribe(devices.FrameShown)
    subscribe(devices.ContainerSeenAtShipside)
    subscribe(devices.ContainerUnread)
    subscribe(devices.SightingDismissed)
    subscribe(devices.ContainerImaged)
    subscribe(devices.VehicleAtGate)
    subscribe(devices.VehicleWeighed)
    subscribe(devices.BarrierMoved)
    subscribe(devices.OfficerBuzzed)
    subscribe(devices.OrderAcknowledgedOnWrist)
    subscribe(devices.FindingTakenOnWrist)
    subscribe(devices.ContainerSeenByGlasses)
    subscribe(devices.DeviceTokenRenewed)

    subscribe(manifest_news.ManifestAccepted)
    subscribe(manifest_news.ShipArrived)

    subscribe(declaration_news.SummaryAccepted)
    subscribe(declaration_news.ManifestMismatchFound)
    subscribe(declaration_news.ReleaseDecided)
    subscribe(declaration_news.ReleasedForPickup)
    subscribe(declaration_news.ContainerControlled)
    subscribe(declaration_news.DeclarationDetained)
    subscribe(declaration_news.DeclarationCompleted)
    subscribe(declaration_news.DeclarationClosed)
    subscribe(declaration_news.UndeclaredContainerSeen)

    subscribe(duty_news.GuaranteeReserved)
    subscribe(duty_news.GuaranteeFreed)
    subscribe(duty_news.TaxBilled)
    subscribe(duty_news.PaymentOrdered)
    subscribe(duty_news.TaxPaid)
    subscribe(duty_news.PaymentFailed)
    subscribe(duty_news.TaxNotCollected)
    subscribe(duty_news.BankCallbackRefused)

    subscribe(gate_news.GatePassApproved)
    subscribe(gate_news.PassageDecided)
    subscribe(gate_news.ContainerLeftPort)

    subscribe(risk_news.ShipmentAssessed)

    subscribe(order_news.InspectionOrdered)
    subscribe(order_news.CrewDrawn)
    subscribe(order_news.InspectionAccepted)
    subscribe(order_news.InspectionConcluded)
    subscribe(image_news.ImageReviewQueued)
    subscribe(image_news.ImageReviewConcluded)

    subscribe(wall_news.AlarmRaised)
    subscribe(wall_news.AlarmAcknowledged)
    subscribe(wall_news.AlarmCleared)

    subscribe(access_news.SignedIn)
    subscribe(access_news.SignInRefused)
    subscribe(access_news.EvidenceViewed)
