"""What several benches need of the demo port: people with tokens, numbers, a seat at the wall."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from customs_portal.benches._stack import Stack

OWNER = "HDGU"


@dataclass(frozen=True, kw_only=True)
class Filer:
    """A program of an enterprise: its number, its API token and its guarantee."""

    uscc: str
    token: str
    guarantee_no: str = ""


def token_of(stack: Stack, username: str) -> str:
    """The demo port's API tokens: HMAC-SHA256 of the user name, 40 hex digits."""
    secret = stack.secret("DEVICE_SECRET").encode()
    return hmac.new(secret, username.encode(), hashlib.sha256).hexdigest()[:40]


def container_numbers(start: int = 1) -> Iterator[str]:
    """Container numbers with right check digits, one after another."""
    from customs_portal.kit.identifiers import container_check_digit  # needs Django's settings

    for serial in range(start, 1_000_000):
        first_ten = f"{OWNER}{serial:06d}"
        yield f"{first_ten}{container_check_digit(first_ten)}"


async def sign_in(stack: Stack, session: aiohttp.ClientSession, username: str) -> None:
    """A browser's way in: token of the form, password, session cookie."""
    async with session.get(f"{stack.url}/sign-in/") as page:
        await page.read()
        token = page.cookies["csrftoken"].value
    form = {
        "username": username,
        "password": stack.secret("DEMO_PASSWORD"),
        "csrfmiddlewaretoken": token,
    }
    headers = {
        "Referer": stack.url,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    async with session.post(
        f"{stack.url}/sign-in/", data=urlencode(form), headers=headers, allow_redirects=False
    ) as answer:
        if answer.status != 302:
            raise RuntimeError(f"{username} was not let in: {answer.status}")


@asynccontextmanager
async def wall_frames(
    stack: Stack, session: aiohttp.ClientSession
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A line to the wall for whoever is signed in; like a browser, on a connection of its own."""
    async with (
        aiohttp.ClientSession(cookie_jar=session.cookie_jar) as fresh,
        fresh.ws_connect(
            f"{stack.ws_url}/ws/wall/", headers={"Origin": stack.url}, max_msg_size=0
        ) as socket,
    ):
        yield socket


async def frames_of(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    async for message in socket:
        if message.type != aiohttp.WSMsgType.TEXT:
            return
        yield json.loads(message.data)


async def pause_until(moment: float) -> None:
    """Sleep until that reading of the loop's clock; a moment that is past is not made up."""
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))
