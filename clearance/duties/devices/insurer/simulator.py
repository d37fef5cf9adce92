"""An insurer made of software: confirms duty insurance policies and takes claims, over HTTP.

Every enterprise has one policy here, whose number is ``DI`` and the last eight places of its
social credit code; the sum insured stands in the number's hash, so that it is always the same.
"""

import hashlib
import json
import time

from aiohttp import web

from clearance.duties.rules.signatures import is_signed

CLOCK_SECONDS = 300
SMALLEST_CNY = 100_000


def policy_of(uscc: str) -> str:
    return f"DI{uscc[-8:]}"


class Insurer:
    """``claims`` by number: policy and amount. The first ``unavailable_for`` asks get a 503."""

    def __init__(self, *, secret: str, unavailable_for: int = 0) -> None:
        self.secret = secret
        self.claims: dict[str, tuple[str, str]] = {}
        self._left_unavailable = unavailable_for

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024)
        app.router.add_post("/policies/verify", self.verify)
        app.router.add_post("/claims", self.claim)
        return app

    async def verify(self, request: web.Request) -> web.Response:
        said, refusal = await self._heard(request)
        if refusal is not None:
            return refusal
        uscc, policy_no = str(said.get("uscc")), str(said.get("policy_no"))
        if not uscc or policy_no != policy_of(uscc):
            return web.json_response({"error": "no such policy"}, status=404)
        units = int(hashlib.sha256(policy_no.encode()).hexdigest(), 16) % 50 + 1
        return web.json_response(
            {
                "policy_no": policy_no,
                "uscc": uscc,
                "limit_cny": f"{units * SMALLEST_CNY}.00",
                "valid_from": "2026-01-01",
                "valid_to": "2027-12-31",
            }
        )

    async def claim(self, request: web.Request) -> web.Response:
        """200 for a claim that is known, 201 for a new one."""
        said, refusal = await self._heard(request)
        if refusal is not None:
            return refusal
        try:
            number, taken = said["claim_no"], (said["policy_no"], said["amount_cny"])
        except KeyError:
            return web.json_response({"error": "the claim cannot be read"}, status=422)
        known = number in self.claims
        self.claims.setdefault(number, taken)
        return web.json_response({"claim_no": number}, status=200 if known else 201)

    async def _heard(self, request: web.Request) -> tuple[dict[str, str], web.Response | None]:
        body = await request.read()
        if self._left_unavailable > 0:
            self._left_unavailable -= 1
            return {}, web.json_response({"error": "try again later"}, status=503)
        if not self._is_from_portal(request, body):
            return {}, web.json_response({"error": "not signed by the portal"}, status=401)
        try:
            said = json.loads(body)
        except ValueError:
            return {}, web.json_response({"error": "not JSON"}, status=422)
        return (said if isinstance(said, dict) else {}), None

    def _is_from_portal(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Bank-Timestamp", "")
        return (
            timestamp.isdigit()
            and abs(int(timestamp) - time.time()) <= CLOCK_SECONDS
            and is_signed(
                secret=self.secret,
                timestamp=timestamp,
                nonce=request.headers.get("X-Bank-Nonce", ""),
                body=body,
                signature=request.headers.get("X-Bank-Signature", ""),
            )
        )
