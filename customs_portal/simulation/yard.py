"""The yard of boxes to be inspected: which box the terminal put into a slot, and what is on it."""

import json

from customs_portal.simulation.cargo import Shipment
from customs_portal.simulation.doors import Officer
from hardware_adapters.devices.robot.painter import Box

CASES = 6  # of so many boxes one has another seal, one a smeared plate


class YardPlanner:
    """The terminal's planner: puts the box of a check into the slot that the portal names."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer

    async def container_of(self, task_no: str) -> str:
        """The container that the portal wants to stand there; "" when it does not say."""
        check_no = task_no.rpartition("-")[0]
        status, text = await self.officer.page(f"/api/v1/robot-checks/{check_no}?format=json")
        return str(json.loads(text)["check"]["container_no"]) if status == 200 else ""


def standing(shipment: Shipment) -> Box:
    """The box with its bolt seal; now and then another seal, or mud over the number."""
    case = shipment.seed % CASES
    seal_no = shipment.bolt_seal
    if case == 0:
        seal_no = f"HD{(shipment.seed + 1) % 10**7:07d}"
    return Box(
        container_no=shipment.container_no,
        seal_no=seal_no,
        seed=shipment.seed,
        murk=shipment.murk,
        smeared=case == 1,
    )
