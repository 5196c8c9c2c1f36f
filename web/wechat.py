"""The callback: where WeChat delivers what patrons send."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from time import time

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from bot.dispatcher import Dispatcher
from bot.messages import Unknown
from bot.wechat.inbound import BadMessage, read
from bot.wechat.passive import write
from bot.wechat.signature import is_signed

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024  # bytes; a text message holds at most 2,048 characters, an event a few fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the callback must know of an official account."""

    name: str
    token: str
    may_push: bool


class Callback:
    def __init__(self, accounts: Mapping[str, Account], dispatcher: Dispatcher) -> None:
        self._accounts, self._dispatcher = accounts, dispatcher

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_route("/wechat/{account}", self.prove, methods=["GET"])
        router.add_route("/wechat/{account}", self.receive, methods=["POST"])
        return router

    async def prove(self, request: Request) -> Response:
        """WeChat asks once, when the address is entered in its console, whether we know the token."""
        self._authentic(request)
        return PlainTextResponse(request.query_params.get("echostr", ""))

    async def receive(self, request: Request) -> Response:
        account = self._authentic(request)
        try:
            message = read(account.name, await _body(request))
        except BadMessage as bad:
            log.warning("refused a body on account %s: %s", account.name, bad)
            raise HTTPException(400, "not a message") from bad
        if isinstance(message, Unknown):
            log.info("no words for a %s on account %s", message.kind, account.name)
        reply = await self._dispatcher.feed(message, may_push=account.may_push)
        body = write(reply, to=message.openid, sender=message.to, now=int(time()))
        return Response(body, media_type="application/xml" if body.startswith("<") else "text/plain")

    def _authentic(self, request: Request) -> Account:
        account = self._accounts.get(request.path_params["account"])
        if account is None:
            raise HTTPException(404, "no such account")
        query = request.query_params
        proof = (query.get("signature", ""), query.get("timestamp", ""), query.get("nonce", ""))
        if not is_signed(account.token, *proof):
            raise HTTPException(403, "bad signature")
        return account


async def _body(request: Request) -> bytes:
    """The whole body. Reads no more than a message may have, whatever Content-Length says."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "larger than any message")
    return body
