"""The wrist tablet's line: ``/ws/tablet/``, JSON text messages.

Who may come in: an officer with a session who holds INSPECT_GOODS, or a device of kind
``wrist_tablet`` that an officer wears, by ``?device=CODE&token=TOKEN`` or by a first message
``{"hello": {"device": CODE, "token": TOKEN}}`` within five seconds. Others are closed with
4401 (unknown) or 4403 (not an inspector).

Portal to tablet::

    {"type": "welcome", "officer": "…", "device": "…", "at": "2026-…+08:00"}
    {"type": "buzz", "buzz_no": "BZ…", "order_no": "…", "title_en": "…", "title_zh": "…",
     "container_no": "…", "place_code": "…", "times": 1, "buzzed_at": "2026-…+08:00"}
    {"type": "settled", "buzz_no": "BZ…", "order_no": "…", "state": "ANSWERED" | "OVER",
     "officer": "…"}                             stop calling. ANSWERED: that officer of the
                                                 crew is on the way, here or elsewhere; the
                                                 others may still acknowledge. OVER: the order
                                                 is concluded, cancelled or another crew's
    {"ack": "<id>"}                              that message is committed
    {"nak": "<id>", "field": "…", "rule": "…", "message": "…", "remedy": "…",
     "message_zh": "…", "remedy_zh": "…"}
    {"type": "beat"}                             the answer to a beat

Tablet to portal. ``id`` is any text of at most 64 characters that is new for every message
and stays the same when the message is sent again, so a lost answer never doubles anything::

    {"id": "…", "type": "ack", "buzz_no": "BZ…"}
    {"id": "…", "type": "finding", "order_no": "…", "finding": "NO_FAULT" | "FAULT",
     "note": "…", "seal_before": "…", "seal_after": "…",
     "pictures": ["<base64 of a JPEG or PNG of at most 4 MiB>", … at most 6]}
    {"type": "beat"}

On every connect the portal first sends all buzzes that are not answered; the tablet asks its
page for the orders that are still its own and sends again whatever has no answer yet.
Nothing else is needed to resume.
"""

import asyncio
import base64
import binascii
import contextlib
import json
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils.translation import gettext_noop as _

from customs_portal.accounts.doors import device_by_token
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.parsing import NotReadable, is_storable, read_json
from hardware_adapters import queries
from hardware_adapters.controls.wearables import group_of
from hardware_adapters.operations import answer_on_wrist
from hardware_adapters.operations.store_evidence import store_pictures
from hardware_adapters.ports import FrameFault, fault, on_the_wire
from hardware_adapters.states import DeviceKind

HELLO_SECONDS = 5
MESSAGE_BYTES = 12 * 1024 * 1024
PICTURE_BYTES = 4 * 1024 * 1024
PICTURES = 6
UNKNOWN, NOT_AN_INSPECTOR = 4401, 4403


class TabletConsumer(AsyncWebsocketConsumer):
    officer = ""
    device_code = ""

    async def connect(self) -> None:
        self.impatience: asyncio.Task[None] | None = None
        self.told: dict[str, tuple[int, str, str]] = {}
        await self.accept()
        query = parse_qs(self.scope.get("query_string", b"").decode())
        if "device" in query:
            await self._enter_as_device(query["device"][0], query.get("token", [""])[0])
            return
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            self.impatience = asyncio.create_task(self._close_when_silent())
        elif not await database_sync_to_async(user.holds)(Duty.INSPECT_GOODS):
            await self.close(code=NOT_AN_INSPECTOR)
        else:
            worn = await database_sync_to_async(_tablet_worn_by)(user)
            await self._welcome(user.get_username(), worn)

    async def disconnect(self, code: int) -> None:
        if self.impatience is not None:
            self.impatience.cancel()
        if self.officer:
            await self.channel_layer.group_discard(group_of(self.officer), self.channel_name)

    async def _close_when_silent(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        await self.close(code=UNKNOWN)

    async def _enter_as_device(self, code: str, token: str) -> None:
        device = None
        if is_storable([code, token]):
            device = await database_sync_to_async(device_by_token)(code=code, token=token)
        if device is None or device.kind != DeviceKind.WRIST_TABLET or device.worn_by is None:
            await self.close(code=UNKNOWN)
            return
        await self._welcome(device.worn_by.get_username(), device.code)

    async def _welcome(self, officer: str, device_code: str) -> None:
        """Join first, then send what waits: nothing is lost in between."""
        if self.impatience is not None:
            self.impatience.cancel()
        self.officer, self.device_code = officer, device_code
        await self.channel_layer.group_add(group_of(officer), self.channel_name)
        await self._say(
            {
                "type": "welcome",
                "officer": officer,
                "device": device_code,
                "at": clock.now().isoformat(),
            }
        )
        await self._send_news(first=True)

    async def hint(self, message: dict[str, Any]) -> None:
        """There is news for this officer: an order, or one that was answered or is over."""
        await self._send_news()

    async def _send_news(self, *, first: bool = False) -> None:
        """What the tablet was not told yet; at first only what still waits for an answer."""
        at_hand = await database_sync_to_async(queries.buzzes_at_hand)(
            officer=self.officer, known=tuple(self.told)
        )
        for one in at_hand:
            stand = (one.times, one.state, one.answered_by)
            if self.told.get(one.buzz_no) == stand:
                continue
            self.told[one.buzz_no] = stand
            if one.state != "OPEN":
                if one.state == "OVER":
                    del self.told[one.buzz_no]
                if not first:
                    await self._say_settled(one)
                continue
            await self._say(
                {
                    "type": "buzz",
                    "buzz_no": one.buzz_no,
                    "order_no": one.order_no,
                    "title_en": one.title_en,
                    "title_zh": one.title_zh,
                    "container_no": one.container_no,
                    "place_code": one.place_code,
                    "times": one.times,
                    "buzzed_at": one.buzzed_at.isoformat(),
                }
            )

    async def _say_settled(self, one: queries.BuzzView) -> None:
        await self._say(
            {
                "type": "settled",
                "buzz_no": one.buzz_no,
                "order_no": one.order_no,
                "state": one.state,
                "officer": one.answered_by,
            }
        )

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message: dict[str, Any] = {}
        try:
            message = _read(text_data)
            if not self.officer:
                await self._hear_hello(message)
            elif message.get("type") == "beat":
                await self._say({"type": "beat"})
                await self._send_news()  # heals a lost hint
            else:
                await self._take(message)
        except DomainError as error:
            await self._say({"nak": message.get("id"), **on_the_wire(error)})
            if isinstance(error, FrameFault) and self.officer:
                await database_sync_to_async(answer_on_wrist.refuse_message)(
                    device_code=self.device_code or self.officer, fault=error, now=clock.now()
                )

    async def _hear_hello(self, message: dict[str, Any]) -> None:
        hello = message.get("hello")
        if not isinstance(hello, dict):
            await self.close(code=UNKNOWN)
            return
        await self._enter_as_device(str(hello.get("device", "")), str(hello.get("token", "")))

    async def _take(self, message: dict[str, Any]) -> None:
        message_id = _text(message, "id", 64)
        if not message_id:
            raise fault(
                "id", "tablet.id", _("The message has no id."), _("Give every message an id.")
            )
        if message.get("type") == "ack":
            await database_sync_to_async(answer_on_wrist.acknowledge_buzz)(
                buzz_no=_text(message, "buzz_no", 24),
                officer=self.officer,
                device_code=self.device_code,
                now=clock.now(),
            )
        elif message.get("type") == "finding":
            await database_sync_to_async(_take_finding)(
                message, self.officer, self.device_code, message_id
            )
        else:
            raise fault(
                "type", "tablet.type", _("Unknown message."), _("Send ack, finding or beat.")
            )
        await self._say({"ack": message_id})

    async def _say(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the other side left in the meantime
            await self.send(text_data=json.dumps(message, ensure_ascii=False))


def _tablet_worn_by(user: Any) -> str:
    worn = user.devices.filter(kind=DeviceKind.WRIST_TABLET, is_active=True).order_by("code")
    return worn.values_list("code", flat=True).first() or ""


def _read(text: str | None) -> dict[str, Any]:
    if text is None or len(text) > MESSAGE_BYTES:
        raise fault("", "tablet.size", _("No text, or too much of it."), _("Send fewer pictures."))
    try:
        message = read_json(text)
    except NotReadable as error:
        raise fault(
            "", "tablet.json", _("This is not JSON."), _("Send one JSON object.")
        ) from error
    if not isinstance(message, dict):
        raise fault("", "tablet.json", _("This is not a JSON object."), _("Send one JSON object."))
    if not is_storable(message):
        raise fault("", "tablet.characters", _("A text holds NUL."), _("Send whole characters."))
    return message


def _text(message: dict[str, Any], name: str, limit: int) -> str:
    value = message.get(name, "")
    if not isinstance(value, str) or len(value) > limit:
        raise fault(
            name,
            "tablet.text",
            _("Too long, or not a text."),
            _("Use at most %(limit)d characters."),
            words={"limit": limit},
        )
    return value


def _take_finding(message: dict[str, Any], officer: str, device_code: str, message_id: str) -> None:
    wordless = answer_on_wrist.Finding(
        order_no=_text(message, "order_no", 40),
        finding=_text(message, "finding", 10),
        note=_text(message, "note", 2000),
        seal_before=_text(message, "seal_before", 40),
        seal_after=_text(message, "seal_after", 40),
        picture_keys=(),
    )
    answer_on_wrist.check_finding(finding=wordless, officer=officer)
    pictures = tuple(_picture(one) for one in _pictures(message))
    keys = store_pictures(pictures=pictures, field="pictures")
    answer_on_wrist.take_finding(
        finding=answer_on_wrist.with_pictures(finding=wordless, keys=keys),
        officer=officer,
        device_code=device_code,
        message_id=message_id,
        now=clock.now(),
    )


def _pictures(message: dict[str, Any]) -> list[str]:
    pictures = message.get("pictures", [])
    if not isinstance(pictures, list) or len(pictures) > PICTURES:
        raise fault(
            "pictures",
            "tablet.pictures",
            _("Too many pictures."),
            _("Send at most %(most)d."),
            words={"most": PICTURES},
        )
    return pictures


def _picture(encoded: object) -> bytes:
    try:
        data = base64.b64decode(str(encoded), validate=True)
    except (binascii.Error, ValueError) as error:
        raise fault(
            "pictures", "tablet.base64", _("A picture is not base64."), _("Encode it again.")
        ) from error
    if len(data) > PICTURE_BYTES:
        raise fault(
            "pictures", "picture.too_big", _("A picture is too big."), _("Send at most 4 MiB.")
        )
    return data
