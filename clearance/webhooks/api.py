"""The door for programs: addresses, their news, and news again."""

from django.core.paginator import Paginator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clearance.webhooks import queries
from clearance.webhooks.operations.change_webhook import (
    pause_webhook,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_again,
)
from clearance.webhooks.operations.register_webhook import register_webhook
from clearance.webhooks.serializers import (
    ActRequest,
    DeliveryAnswer,
    DeliveryPageAnswer,
    SecretAnswer,
    WebhookAnswer,
    WebhookRequest,
)
from customs_portal.accounts.doors import HasDuty
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import NotPermitted

FILING = HasDuty.of(Duty.FILE_DECLARATION)
PAGE_ROWS = 50


class Webhooks(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=WebhookAnswer(many=True), operation_id="webhooks_list")
    def get(self, request: Request) -> Response:
        """Every address of the enterprise."""
        _user, enterprise_id = _member(request)
        views = queries.webhooks_of(enterprise_id=enterprise_id)
        return Response(WebhookAnswer(views, many=True).data)

    @extend_schema(
        request=WebhookRequest, responses={201: SecretAnswer}, operation_id="webhooks_register"
    )
    def post(self, request: Request) -> Response:
        """Register an address. The secret is in this answer and nowhere else."""
        user, _enterprise_id = _member(request)
        incoming = WebhookRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        made = register_webhook(**incoming.validated_data, by=user, now=clock.now())
        return Response(SecretAnswer(made).data, status=status.HTTP_201_CREATED)


class OneWebhook(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=WebhookAnswer, operation_id="webhooks_one")
    def get(self, request: Request, hook_no: str) -> Response:
        _user, enterprise_id = _member(request)
        view = queries.webhook_of(hook_no=hook_no, enterprise_id=enterprise_id)
        return Response(WebhookAnswer(view).data)

    @extend_schema(request=ActRequest, responses=WebhookAnswer, operation_id="webhooks_act")
    def post(self, request: Request, hook_no: str) -> Response:
        """Pause it, or resume it: what waited is then sent."""
        user, enterprise_id = _member(request)
        queries.webhook_of(hook_no=hook_no, enterprise_id=enterprise_id)
        incoming = ActRequest(data=request.data)
        incoming.is_valid(raise_exception=True)
        act = pause_webhook if incoming.validated_data["act"] == "pause" else resume_webhook
        act(hook_no=hook_no, by=user, now=clock.now())
        view = queries.webhook_of(hook_no=hook_no, enterprise_id=enterprise_id)
        return Response(WebhookAnswer(view).data)

    @extend_schema(responses={204: None}, operation_id="webhooks_remove")
    def delete(self, request: Request, hook_no: str) -> Response:
        """Nothing is sent there any more."""
        user, _enterprise_id = _member(request)
        remove_webhook(hook_no=hook_no, by=user, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class NewSecret(APIView):
    permission_classes = [FILING]

    @extend_schema(request=None, responses=SecretAnswer, operation_id="webhooks_new_secret")
    def post(self, request: Request, hook_no: str) -> Response:
        """A new secret, told this once; the old one signs nothing more."""
        user, _enterprise_id = _member(request)
        secret = renew_secret(hook_no=hook_no, by=user, now=clock.now())
        return Response(SecretAnswer({"hook_no": hook_no, "secret": secret}).data)


class Deliveries(APIView):
    permission_classes = [FILING]

    @extend_schema(
        responses=DeliveryPageAnswer,
        parameters=[
            OpenApiParameter(name, description=text)
            for name, text in (
                ("q", "Beginning of a number, or part of an event's name"),
                ("state", "WAITING, DELIVERED or FAILED"),
                ("topic", "declaration, bill, pass or request"),
                ("sort", "queued or event; with - for descending"),
                ("page", "Number of the page"),
            )
        ],
        operation_id="webhooks_deliveries",
    )
    def get(self, request: Request, hook_no: str) -> Response:
        """News owed to one address, the newest first."""
        _user, enterprise_id = _member(request)
        queries.webhook_of(hook_no=hook_no, enterprise_id=enterprise_id)
        search = queries.DeliverySearch.from_words(request.query_params)
        found = queries.find_deliveries(hook_no=hook_no, enterprise_id=enterprise_id, search=search)
        page = Paginator(found, PAGE_ROWS).get_page(request.query_params.get("page"))
        shown = {
            "rows": queries.delivery_rows(page),
            "page": page.number,
            "pages": page.paginator.num_pages,
        }
        return Response(DeliveryPageAnswer(shown).data)


class OneDelivery(APIView):
    permission_classes = [FILING]

    @extend_schema(responses=DeliveryAnswer, operation_id="webhooks_delivery")
    def get(self, request: Request, delivery_no: str) -> Response:
        """What was sent, and how each attempt was answered."""
        _user, enterprise_id = _member(request)
        view = queries.delivery_of(delivery_no=delivery_no, enterprise_id=enterprise_id)
        return Response(DeliveryAnswer(view).data)

    @extend_schema(request=None, responses=DeliveryAnswer, operation_id="webhooks_send_again")
    def post(self, request: Request, delivery_no: str) -> Response:
        """Send it again under the same number."""
        user, enterprise_id = _member(request)
        send_again(delivery_no=delivery_no, by=user, now=clock.now())
        view = queries.delivery_of(delivery_no=delivery_no, enterprise_id=enterprise_id)
        return Response(DeliveryAnswer(view).data)


def _member(request: Request) -> tuple[User, int]:
    user = request.user
    if not isinstance(user, User) or user.enterprise_id is None:
        raise NotPermitted
    return user, user.enterprise_id
