"""Lines to WeChat: HTTP/1.1 for many calls at once, at a fraction of what httpx' own pool costs.

That pool looks at all its connections for each call: with 64 under way a call took 8 ms of a processor.
"""

import asyncio
import time
from collections import deque
from ssl import SSLContext
from typing import cast

import httptools
import httpx

IDLE = 5.0  # seconds after which a line is not used again: the other side may be about to close it
Place = tuple[str, str, int]  # scheme, host, port


class Connections(httpx.AsyncBaseTransport):
    """A line is lent to one call at a time; there are as many as there are calls at once."""

    def __init__(self) -> None:
        self._tls: SSLContext | None = None
        self._free: dict[Place, deque[Line]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises ConnectError and ConnectTimeout before anything left, any other TransportError after."""
        content, patience = await request.aread(), request.extensions.get("timeout", {})
        place = (request.url.scheme, request.url.host, request.url.port or _port(request.url))
        line = self._lend(place) or await self._connect(place, patience.get("connect"))
        response = await line.ask(_head(request) + content, patience.get("read"))
        if line.may_be_used_again:
            self._free.setdefault(place, deque()).append(line)
        return response

    async def aclose(self) -> None:
        for lines in self._free.values():
            for line in lines:
                line.close()
        self._free.clear()

    def _lend(self, place: Place) -> "Line | None":
        lines, stale = self._free.get(place, deque()), time.monotonic() - IDLE
        while lines:
            line = lines.pop()  # the one used last, so that those not needed grow old
            if line.may_be_used_again and line.used_at > stale:
                return line
            line.close()
        return None

    async def _connect(self, place: Place, patience: float | None) -> "Line":
        scheme, host, port = place
        if scheme == "https" and self._tls is None:
            self._tls = httpx.create_ssl_context()
        loop, tls = asyncio.get_running_loop(), self._tls if scheme == "https" else None
        try:
            async with asyncio.timeout(patience):
                _, line = await loop.create_connection(Line, host, port, ssl=tls)
        except TimeoutError as late:
            raise httpx.ConnectTimeout("no connection in time") from late
        except OSError as failure:
            raise httpx.ConnectError(str(failure)) from failure
        return line


class Line(asyncio.Protocol):
    """One connection, with one question on it."""

    def __init__(self) -> None:
        self.used_at = time.monotonic()
        self.may_be_used_again = True
        self._answer: asyncio.Future[httpx.Response] | None = None
        self._begin()

    async def ask(self, question: bytes, patience: float | None) -> httpx.Response:
        """Raises ReadTimeout, RemoteProtocolError, ReadError; then, or cancelled, the line is closed."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(question)
        try:
            async with asyncio.timeout(patience):
                response = await self._answer
        except TimeoutError as late:
            raise httpx.ReadTimeout("no answer in time") from late
        finally:
            self.used_at = time.monotonic()
            if not self._answer.done() or self._answer.cancelled() or self._answer.exception():
                self.close()
        return response

    def close(self) -> None:
        self.may_be_used_again = False
        self._transport.abort()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # TCP has no other

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as nonsense:
            self._fail(httpx.RemoteProtocolError(str(nonsense)))
            self.close()

    def connection_lost(self, failure: Exception | None) -> None:
        self.may_be_used_again = False
        self._fail(httpx.ReadError(str(failure)) if failure else httpx.RemoteProtocolError("hung up"))

    def _fail(self, failure: httpx.TransportError) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(failure)

    # What the parser finds

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < httpx.codes.OK:  # 100 Continue: the answer is still to come
            self._headers.clear()
            return
        self.may_be_used_again &= self._parser.should_keep_alive()
        if self._answer and not self._answer.done():
            self._answer.set_result(httpx.Response(status, headers=self._headers, content=bytes(self._body)))
        self._begin()


def _port(url: httpx.URL) -> int:
    return 443 if url.scheme == "https" else 80


def _head(request: httpx.Request) -> bytes:
    lines = [b"%b %b HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%b: %b" % header for header in request.headers.raw]
    return b"\r\n".join([*lines, b"", b""])
