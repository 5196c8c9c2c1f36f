"""The callback: where WeChat delivers what patrons send."""

import logging
from collections import Counter
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from bot.dispatcher import Dispatcher
from bot.messages import Unknown
from bot.wechat.account import Account, Delivery, Refused
from bot.wechat.fields import BadMessage
from library.clock import Clock, utc_now

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024  # bytes; a text message holds at most 2,048 characters, an event a few fields
TYPES = {"<": "application/xml", "{": "application/json", "s": "text/plain"}  # by a body's first letter


class Callback:
    """`unknown` counts, for this process, what came that we have no words for."""

    def __init__(
        self, accounts: Mapping[str, Account], dispatcher: Dispatcher, *, now: Clock = utc_now
    ) -> None:
        self._accounts, self._dispatcher, self._now = accounts, dispatcher, now
        self.unknown: Counter[str] = Counter()

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_route("/wechat/{account}", self.prove, methods=["GET"])
        router.add_route("/wechat/{account}", self.receive, methods=["POST"])
        return router

    async def prove(self, request: Request) -> Response:
        """WeChat asks once, when the address is entered in its console, whether we know the token."""
        self._admit(request)
        return PlainTextResponse(request.query_params.get("echostr", ""))

    async def receive(self, request: Request) -> Response:
        account = self._admit(request)
        delivery = self._open(account, request, await _body(request))
        if isinstance(delivery.message, Unknown):
            self._count(delivery.message)
        reply = await self._dispatcher.feed(delivery.message, may_push=account.may_push)
        body = delivery.answer(reply, self._now())
        return Response(body, media_type=TYPES[body[0]])

    def _admit(self, request: Request) -> Account:
        account = self._accounts.get(request.path_params["account"])
        if account is None:
            raise HTTPException(404, "no such account")
        try:
            account.admit(request.query_params, self._now())
        except Refused as refused:
            raise _forbidden(account, refused) from None
        return account

    def _open(self, account: Account, request: Request, body: bytes) -> Delivery:
        try:
            return account.open(request.query_params, body)
        except Refused as refused:
            raise _forbidden(account, refused) from None
        except BadMessage as bad:
            log.warning("refused a body on account %s: %s", account.name, bad)
            raise HTTPException(400, "not a message") from None

    def _count(self, message: Unknown) -> None:
        self.unknown[message.kind] += 1
        log.info("no words for a %s on account %s", message.kind, message.account)


def _forbidden(account: Account, refused: Refused) -> HTTPException:
    log.warning("refused a request on account %s: %s", account.name, type(refused).__name__)
    return HTTPException(403, "bad signature")


async def _body(request: Request) -> bytes:
    """The whole body. Reads no more than a message may have, whatever Content-Length says."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "larger than any message")
    return body
