"""The door for programs: smart safety locks, at the gate and of an enterprise."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.gates import queries
from clearance.gates.api.passes import MOST_ROWS
from clearance.gates.operations.fit_safety_lock import fit_safety_lock
from clearance.gates.operations.order_safety_lock import end_by_hand, order_lock, order_unlock
from clearance.gates.serializers import (
    LockTrailAnswer,
    SafetyLockAnswer,
    SafetyLockOrder,
    SafetyLockRequest,
)
from customs_portal.accounts.doors import IDEMPOTENCY_KEY, HasDuty, repeatable
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

ACTS = {"LOCK": order_lock, "UNLOCK": order_unlock, "END": end_by_hand}


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotPermitted
    return request.user


def _whose(request: Request) -> int | None:
    """Officers of the gate see every lock, an enterprise those on its own passes."""
    person = _person(request)
    if person.holds(Duty.WORK_GATE):
        return None
    if person.enterprise_id is None:
        raise NotPermitted
    return person.enterprise_id


class SafetyLocks(APIView):
    permission_classes = [HasDuty.of(Duty.WORK_GATE, Duty.APPLY_GATE_PASS)]

    @extend_schema(
        responses=SafetyLockAnswer(many=True),
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("q", str),
            OpenApiParameter("sort", str),
        ],
        operation_id="safety_locks_list",
    )
    def get(self, request: Request) -> Response:
        """At most 200 uses of locks, newest first unless ``sort`` says otherwise."""
        rows = queries.find_safety_locks(
            search=queries.SafetyLockSearch.from_words(request.query_params),
            enterprise_id=_whose(request),
        )
        found = queries.safety_lock_views(rows[:MOST_ROWS])
        return Response(SafetyLockAnswer(found, many=True).data)

    @extend_schema(
        request=SafetyLockRequest,
        responses={201: LockTrailAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="safety_locks_create",
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Fit a lock on a container, a truck or a pass; for officers of the gate."""
        incoming = SafetyLockRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        made = fit_safety_lock(fitting=incoming.to_fitting(), by=_person(request), now=clock.now())
        answer = LockTrailAnswer(queries.trail_of_lock(use_id=made)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class SafetyLock(APIView):
    permission_classes = [HasDuty.of(Duty.WORK_GATE, Duty.APPLY_GATE_PASS)]

    @extend_schema(responses=LockTrailAnswer, operation_id="safety_locks_retrieve")
    def get(self, request: Request, use_id: int) -> Response:
        """One use of a lock with its trail and its positions."""
        found = queries.trail_of_lock(use_id=use_id, enterprise_id=_whose(request))
        return Response(LockTrailAnswer(found).data)


class SafetyLockOrders(APIView):
    permission_classes = [HasDuty.of(Duty.WORK_GATE)]

    @extend_schema(
        request=SafetyLockOrder,
        responses={201: LockTrailAnswer},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="safety_locks_order",
    )
    @repeatable
    def post(self, request: Request, use_id: int) -> Response:
        """Order a lock to lock or to unlock, or end its use by hand."""
        incoming = SafetyLockOrder(data=request.data)
        incoming.is_valid(raise_exception=True)
        act = ACTS[incoming.validated_data["act"]]
        act(
            use_id=use_id,
            reason=incoming.validated_data["reason"],
            by=_person(request),
            now=clock.now(),
        )
        answer = LockTrailAnswer(queries.trail_of_lock(use_id=use_id)).data
        return Response(answer, status=status.HTTP_201_CREATED)
