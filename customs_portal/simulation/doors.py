"""The portal's HTTP doors, from outside: enterprises with tokens, officers with sessions."""

import asyncio
import json
import re
from typing import Any

import aiohttp

PATIENCE = 60
PAUSE = 1.0
TRY_AGAIN = {502, 503, 504}


class Refused(Exception):
    """The portal understood and refused."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        rules = [f"{one.get('field')}: {one.get('message')}" for one in problem.get("errors", [])]
        super().__init__(f"{status} {problem.get('title', '')} {'; '.join(rules)}".strip())


class Api:
    """``await Api(session, url).post("/api/v1/manifests", token, {...})``.

    A portal that is away is asked again for a while; repeated filings carry the same key.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url.rstrip("/")

    async def get(self, path: str, token: str) -> dict[str, Any]:
        return await self._ask("GET", path, token, None, "")

    async def post(
        self, path: str, token: str, body: dict[str, Any], *, key: str = ""
    ) -> dict[str, Any]:
        return await self._ask("POST", path, token, body, key)

    async def delete(self, path: str, token: str) -> dict[str, Any]:
        return await self._ask("DELETE", path, token, None, "")

    async def _ask(
        self, method: str, path: str, token: str, body: dict[str, Any] | None, key: str
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Token {token}", "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        for _ in range(PATIENCE):
            try:
                async with self.session.request(
                    method, self.url + path, json=body, headers=headers
                ) as answer:
                    if answer.status in TRY_AGAIN:
                        raise aiohttp.ClientConnectionError(str(answer.status))
                    said = _said(await answer.read())
                    if answer.status >= 400:
                        raise Refused(answer.status, said if isinstance(said, dict) else {})
                    return said if isinstance(said, dict) else {"results": said}
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError):
                await asyncio.sleep(PAUSE)
        raise TimeoutError(f"{path} did not answer for {PATIENCE} tries")


def _said(raw: bytes) -> Any:
    """What a program can read of an answer; a page meant for people says nothing to it."""
    try:
        return json.loads(raw or b"{}")
    except ValueError:
        return {"title": "the answer is not JSON"}


class Officer:
    """An officer at a browser, made of software: signs in, keeps the session, posts forms."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.username = username
        self.password = password

    async def __aenter__(self) -> "Officer":
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        status, _ = await self.page("/sign-in/")
        status, _ = await self.post(
            "/sign-in/", {"username": self.username, "password": self.password}
        )
        if status >= 400:
            await self.session.close()
            raise Refused(status, {"title": f"{self.username} could not sign in"})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def page(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.url + path) as answer:
            return answer.status, (await answer.read()).decode(errors="replace")

    async def post(
        self, path: str, form: dict[str, str], *, accept: str = "text/html"
    ) -> tuple[int, str]:
        headers = {"Accept": accept, "Referer": self.url + path, "X-CSRFToken": self._csrf()}
        async with self.session.post(self.url + path, data=form, headers=headers) as answer:
            return answer.status, await answer.text()

    def _csrf(self) -> str:
        cookies = self.session.cookie_jar.filter_cookies(aiohttp.client.URL(self.url))
        token = cookies.get("csrftoken")
        return token.value if token else ""


def numbers_in(page: str, pattern: str) -> list[str]:
    """What stands in a page's addresses, once each, in order."""
    return list(dict.fromkeys(re.findall(pattern, page)))
