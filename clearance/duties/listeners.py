"""What the duties wing does when it hears news."""

from clearance.duties.events import DepositReturnDecided, PaymentOrdered, RefundDecided
from clearance.duties.operations.send_payment import send_payment
from customs_portal.kit import clock


def hand_order_to_bank(event: PaymentOrdered) -> None:
    send_payment(payment_no=event.payment_no, now=clock.now())


def hand_refund_to_bank(event: RefundDecided) -> None:
    if event.granted:
        send_payment(payment_no=event.payment_no, now=clock.now())


def hand_return_to_bank(event: DepositReturnDecided) -> None:
    if event.granted:
        send_payment(payment_no=event.payment_no, now=clock.now())
