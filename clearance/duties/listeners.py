"""What the duties wing does when it hears news."""

from clearance.duties.events import PaymentOrdered
from clearance.duties.operations.order_payment import send_payment
from customs_portal.kit import clock


def hand_order_to_bank(event: PaymentOrdered) -> None:
    send_payment(payment_no=event.payment_no, now=clock.now())
