"""How fast one address may ask for pages, so that nobody's script takes them from everybody else."""

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.rendering import page

SAVED_UP = 20  # seconds' worth that may be asked for at once: a hall full of phones sits behind one address
REMEMBERED = 10_000  # addresses; whoever is forgotten begins anew
FREE = ("/static/", "/healthz", "/simulator")
NETWORK = 64  # bits of an IPv6 address that say whose it is; its owner has all the others


class Pace:
    """An ASGI layer with a bucket of requests for each address, filled again `per_second`.

    It counts in this process alone: no page waits for that, and it holds while Redis is away. Several
    processes let through as many times as much.
    """

    def __init__(self, app: ASGIApp, *, per_second: int, clock: Callable[[], float] = monotonic) -> None:
        self._app, self._per_second, self._clock = app, per_second, clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        counts = scope["type"] == "http" and not scope["path"].startswith(FREE)
        seconds = self._must_wait(_whose(scope)) if counts else 0
        answer = _refuse(Request(scope), ceil(seconds)) if seconds > 0 else self._app
        await answer(scope, receive, send)

    def _must_wait(self, address: str) -> float:
        """Seconds; none where the request is taken, which empties the bucket by one."""
        now = self._clock()
        full_at = max(self._full_at.pop(address, now), now) + 1 / self._per_second
        wait = full_at - now - SAVED_UP
        self._full_at[address] = full_at if wait <= 0 else full_at - 1 / self._per_second
        if len(self._full_at) > REMEMBERED:
            self._full_at.popitem(last=False)
        return wait


def _whose(scope: Scope) -> str:
    return network(scope["client"][0]) if scope.get("client") else ""


@lru_cache(maxsize=REMEMBERED)
def network(host: str) -> str:
    """What of an address says whose it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> (128 - NETWORK))
    return host


def _refuse(request: Request, seconds: int) -> Response:
    answer = page(
        "patron/refusal.html",
        status=429,
        name="请稍等一下",
        words=f"从这个网络来的访问太多了。请过 {seconds} 秒再打开。",
        link=request.url.replace(scheme="", netloc="") if request.method == "GET" else "/",
        label="再试一次",
    )
    answer.headers["retry-after"] = str(seconds)
    return answer
