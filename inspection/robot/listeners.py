"""What the robot wing does when it hears news. All of it is safe to repeat."""

from customs_portal.kit import clock
from hardware_adapters.controls import robots
from hardware_adapters.events import DeviceConnected
from hardware_adapters.events.robots import (
    RobotAnswered,
    RobotFaulted,
    RobotFinished,
    RobotMoved,
    RobotPhotographed,
)
from inspection.orders.events import InspectionCancelled, InspectionConcluded, InspectionOrdered
from inspection.robot.operations.hear_robot import (
    Fix,
    Photograph,
    follow_robot,
    note_fault,
    note_finished,
    note_photograph,
    take_answer,
)
from inspection.robot.operations.keep_plan import give_plan
from inspection.robot.operations.list_check import list_check
from inspection.robot.operations.mind_checks import end_check
from inspection.robot.operations.send_robots import send_robots


def list_for_robot(event: InspectionOrdered) -> None:
    """In the background: the line that ordered does not wait for it."""
    if list_check(order_no=event.order_no, now=clock.now()):
        send_robots(now=clock.now())


def give_robot_its_plan(event: DeviceConnected) -> None:
    if robots.is_robot(kind=event.kind):
        give_plan(device_code=event.device_code, yard_code=event.place_code, now=clock.now())


def hear_answer(event: RobotAnswered) -> None:
    take_answer(task_no=event.task_no, accepted=event.accepted, now=clock.now())


def keep_photograph(event: RobotPhotographed) -> None:
    note_photograph(
        photograph=Photograph(
            task_no=event.task_no,
            view=event.view,
            picture_key=event.picture_key,
            number=event.number,
            confidence_permille=event.confidence_permille,
            readings=event.readings,
            taken_at=event.taken_at,
        ),
        now=clock.now(),
    )


def end_task(event: RobotFinished) -> None:
    note_finished(task_no=event.task_no, pictures=event.pictures, now=clock.now())
    send_robots(now=clock.now())


def hear_fault(event: RobotFaulted) -> None:
    note_fault(task_no=event.task_no, now=clock.now())


def follow(event: RobotMoved) -> None:
    follow_robot(
        fix=Fix(
            device_code=event.device_code,
            yard_code=event.place_code,
            node=event.node,
            x_cm=event.x_cm,
            y_cm=event.y_cm,
            battery_percent=event.battery_percent,
            doing=event.doing,
            task_no=event.task_no,
            seen_at=event.at,
        )
    )


def end_concluded(event: InspectionConcluded) -> None:
    end_check(order_no=event.order_no, now=clock.now())


def end_cancelled(event: InspectionCancelled) -> None:
    end_check(order_no=event.order_no, now=clock.now())
