"""The callback: where WeChat delivers what patrons send."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.dispatcher import Dispatcher
from bot.messages import Unknown
from bot.wechat.account import Account, Delivery, Query, Refused
from bot.wechat.fields import BadMessage
from library.clock import Clock, utc_now

log = logging.getLogger(__name__)

ADDRESS = "/wechat/"
LARGEST_BODY = 64 * 1024  # bytes; a text message holds at most 2,048 characters, an event a few fields
LONG = 2.0  # seconds, after which WeChat may have hung up: it waits five, and our clock starts later
PLAIN = b"text/plain; charset=utf-8"
TYPES = {"<": b"application/xml", "{": b"application/json"}  # by a body's first letter
NO_SNIFFING = (b"x-content-type-options", b"nosniff")


class Callback:
    """A bare ASGI application: a framework's request and response would cost more than all the message needs.

    `unknown` counts, for this process, what came that we have no words for.
    """

    def __init__(
        self, accounts: Mapping[str, Account], dispatcher: Dispatcher, *, now: Clock = utc_now
    ) -> None:
        self._accounts, self._dispatcher, self._now = accounts, dispatcher, now
        self.unknown: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except HTTPException as refused:
            await _send(send, refused.status_code, PLAIN, refused.detail)
        else:
            await _send(send, 200, *answer)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[bytes, str]:
        account, query = self._account(scope["path"]), _query(scope["query_string"])
        self._admit(account, query)
        match scope["method"]:
            case "POST":
                return await self._receive(account, query, receive)
            case "GET":
                # WeChat asks once, when the address is entered in its console, whether we know the token.
                return PLAIN, query.get("echostr", "")
            case _:
                raise HTTPException(405, "neither GET nor POST")

    async def _receive(self, account: Account, query: Query, receive: Receive) -> tuple[bytes, str]:
        delivery = self._open(account, query, await _body(receive))
        if isinstance(delivery.message, Unknown):
            self._count(delivery.message)
        begun = time.monotonic()
        reply = await self._dispatcher.feed(delivery.message, may_push=account.may_push)
        if time.monotonic() - begun > LONG and await _hung_up(receive):
            await self._dispatcher.returned(delivery.message, reply)
        answer = delivery.answer(reply, self._now())
        return TYPES.get(answer[:1], PLAIN), answer

    def _account(self, path: str) -> Account:
        account = self._accounts.get(path.rpartition(ADDRESS)[2])
        if account is None:
            raise HTTPException(404, "no such account")
        return account

    def _admit(self, account: Account, query: Query) -> None:
        try:
            account.admit(query, self._now())
        except Refused as refused:
            raise _forbidden(account, refused) from None

    def _open(self, account: Account, query: Query, body: bytes) -> Delivery:
        try:
            return account.open(query, body)
        except Refused as refused:
            raise _forbidden(account, refused) from None
        except BadMessage as bad:
            log.warning("refused a body on account %s: %s", account.name, bad)
            raise HTTPException(400, "not a message") from None

    def _count(self, message: Unknown) -> None:
        self.unknown[message.kind] += 1
        log.info("no words for a %s on account %s", message.kind, message.account)


class FrontDoor:
    """Lets WeChat in past what is for pages and people: matching, headers, explanations."""

    def __init__(self, callback: Callback, pages: ASGIApp) -> None:
        self._callback, self._pages = callback, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        to_wechat = scope["type"] == "http" and scope["path"].startswith(ADDRESS)
        await (self._callback if to_wechat else self._pages)(scope, receive, send)


def _forbidden(account: Account, refused: Refused) -> HTTPException:
    log.warning("refused a request on account %s: %s", account.name, type(refused).__name__)
    return HTTPException(403, "bad signature")


def _query(sent: bytes) -> Query:
    """Like `parse_qsl`, which is slow, wherever nothing is escaped."""
    text = sent.decode("latin-1")
    if "%" in text or "+" in text:
        return dict(parse_qsl(text, keep_blank_values=True))
    parts = (part.partition("=") for part in text.split("&"))
    return {name: value for name, _equals, value in parts}


async def _body(receive: Receive) -> bytes:
    """The whole body. Reads no more than a message may have, whatever Content-Length says."""
    body, more = b"", True
    while more:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise HTTPException(400, "half a message")
        body += part.get("body", b"")
        more = part.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "larger than any message")
    return body


async def _hung_up(receive: Receive) -> bool:
    """Whether nobody waits for a response any more; once the body is read, nothing but that can come."""
    listening = asyncio.ensure_future(receive())
    hung_up, _ = await asyncio.wait({listening}, timeout=0.01)
    listening.cancel()
    return bool(hung_up)


async def _send(send: Send, status: int, kind: bytes, words: str) -> None:
    body = words.encode(errors="replace")
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), NO_SNIFFING]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
