"""What stands in the simulated yard: mostly the box and seal of the papers, now and then not."""

from customs_portal.simulation.cargo import shipload
from customs_portal.simulation.yard import standing


def test_most_boxes_are_as_declared_and_some_bear_another_seal_or_mud():
    shipments = shipload(seed=7, voyage="YARD1", containers=200)
    boxes = [(one, standing(one)) for one in shipments]
    assert all(box.container_no == one.container_no for one, box in boxes)
    other_seal = sum(box.seal_no != one.bolt_seal for one, box in boxes)
    smeared = sum(box.smeared for _, box in boxes)
    assert 10 < other_seal < 70
    assert 10 < smeared < 70
    assert all(len(one.bolt_seal) == 9 for one in shipments)
