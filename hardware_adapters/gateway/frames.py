"""Reading and writing single frames."""

import asyncio
import hashlib
import json
from typing import Any

from django.utils.translation import gettext_noop as _

from customs_portal.kit.parsing import NotReadable, is_storable, read_json
from hardware_adapters.ports import fault

HEADER_BYTES = 64 * 1024
BODY_BYTES = 12 * 1024 * 1024
CHUNK = 256 * 1024


class LineBroken(Exception):
    """What follows on this line cannot be told apart any more; it must be closed."""


async def read_frame(reader: asyncio.StreamReader) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, or None at the end of the line.

    Raises ``FrameFault`` (with ``seq`` in its details) for a frame that is wrong by itself
    and ``LineBroken`` when even its end cannot be found.
    """
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise LineBroken("the line ended in the middle of a frame") from error
        return None
    except asyncio.LimitOverrunError as error:
        raise LineBroken("a header of more than 64 KiB") from error
    header = _header(line)
    body = await _body(reader, header) if "bytes" in header else b""
    if not _is_storable(header):
        raise fault(
            "",
            "wire.characters",
            _("A text holds NUL or half a character."),
            _("Send whole characters."),
            seq=header.get("seq"),
        )
    return header, body


def _is_storable(header: dict[str, Any]) -> bool:
    try:
        return is_storable(header)
    except RecursionError as error:
        raise fault(
            "",
            "wire.json",
            _("The line is nested too deeply."),
            _("Send flat values."),
            seq=header.get("seq"),
        ) from error


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = read_json(line)
    except NotReadable as error:
        raise fault(
            "", "wire.json", _("The line is not JSON."), _("Send one JSON object a line.")
        ) from error
    if not isinstance(header, dict):
        raise fault(
            "", "wire.json", _("The line is no JSON object."), _("Send one JSON object a line.")
        )
    return header


async def _body(reader: asyncio.StreamReader, header: dict[str, Any]) -> bytes:
    length, seq = header["bytes"], header.get("seq")
    if not isinstance(length, int) or isinstance(length, bool) or length < 1:
        raise LineBroken("a length that is no number")
    if length > BODY_BYTES:
        await _skip(reader, length)
        raise fault(
            "bytes", "wire.too_big", _("More than 12 MiB."), _("Send a smaller picture."), seq=seq
        )
    try:
        body = await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise LineBroken("the line ended in the middle of a picture") from error
    if hashlib.sha256(body).hexdigest() != header.get("sha256"):
        raise fault(
            "sha256",
            "wire.sha256",
            _("The bytes are not those announced."),
            _("Send it again."),
            seq=seq,
        )
    return body


async def _skip(reader: asyncio.StreamReader, length: int) -> None:
    """Pass over an oversized body without keeping it; give up on an absurd one."""
    if length > 8 * BODY_BYTES:
        raise LineBroken("a picture of more than 96 MiB")
    while length:
        chunk = await reader.read(min(CHUNK, length))
        if not chunk:
            raise LineBroken("the line ended in the middle of a picture")
        length -= len(chunk)


def to_wire(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
