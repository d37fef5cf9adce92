"""Which of many subjects have an order that is not finished."""

from collections.abc import Iterable

from django.db.models import Q

from inspection.orders.models import InspectionOrder


def orders_in_hand(*, references: Iterable[str]) -> dict[str, str]:
    """Order numbers by container or subject number, for those that have one."""
    wanted = {one for one in references if one}
    rows = InspectionOrder.objects.open().filter(
        Q(container_no__in=wanted) | Q(subject_reference__in=wanted)
    )
    found = {}
    for order_no, *numbers in rows.values_list("order_no", "container_no", "subject_reference"):
        found.update({number: order_no for number in numbers if number in wanted})
    return found
