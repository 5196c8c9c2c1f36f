"""Fetching from addresses other people wrote, without becoming their hand in our own network."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO
from urllib.parse import urljoin

import httpx

from ebooks.feeds.refusals import NoAnswer, NotAllowed, TooMuch

Resolve = Callable[[str, int], Awaitable[list[str]]]
REDIRECTS = 5
NAT64 = ipaddress.ip_network("64:ff9b::/96")
HEADERS = {
    "accept": "application/opds+json, application/atom+xml;profile=opds-catalog, */*;q=0.5",
    "accept-encoding": "identity",  # what is small when it is packed may be a bomb
    "user-agent": "Shutong",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """For one document, redirects included."""

    size: int
    time: timedelta


async def resolve(host: str, port: int) -> list[str]:
    """The numbers behind a name, by the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


class Fetching:
    """With `allow_private` it goes into the local network too: for a feed in the same building."""

    def __init__(self, *, allow_private: bool = False, resolve: Resolve = resolve) -> None:
        self._allow_private, self._resolve = allow_private, resolve

    async def fetch(self, address: str, into: BinaryIO, limits: Limits) -> str:
        """Write what is there, and return the address it was in the end. Raises CannotFetch."""
        try:
            async with asyncio.timeout(limits.time.total_seconds()):
                return await self._follow(address, into, limits)
        except TimeoutError as late:
            raise TooMuch(address, f"took longer than {limits.time}") from late
        except httpx.HTTPError as failure:
            raise NoAnswer(address, type(failure).__name__) from failure

    async def _follow(self, address: str, into: BinaryIO, limits: Limits) -> str:
        for _ in range(REDIRECTS + 1):
            async with self._answer(address) as answer:
                if not answer.has_redirect_location:
                    await _keep(answer, address, into, limits.size)
                    return address
                address = urljoin(address, answer.headers["location"])
        raise TooMuch(address, f"led on more than {REDIRECTS} times")

    @asynccontextmanager
    async def _answer(self, address: str) -> AsyncIterator[httpx.Response]:
        """Asked of the number that was looked at, for a name may mean another one the next moment."""
        url = _checked(address)
        number = await self._number(url, address)
        headers = HEADERS | {"host": url.netloc.decode()}
        async with httpx.AsyncClient(trust_env=False, timeout=None) as client:  # noqa: S113  (a timeout is around it)
            there = url.copy_with(host=number)
            request = client.build_request("GET", there, headers=headers)
            request.extensions["sni_hostname"] = url.raw_host.decode()
            answer = await client.send(request, stream=True)
            try:
                yield answer
            finally:
                await answer.aclose()

    async def _number(self, url: httpx.URL, address: str) -> str:
        try:
            numbers = await self._resolve(
                url.raw_host.decode(), url.port or (443 if url.scheme == "https" else 80)
            )
        except OSError as unknown:
            raise NoAnswer(address, "no such host") from unknown
        if not numbers:
            raise NoAnswer(address, "no such host")
        if not self._allow_private and not all(map(is_public, numbers)):
            raise NotAllowed(address, "leads into a private network")
        return numbers[0]


def is_public(number: str) -> bool:
    """Of an IP address, and of the one it carries inside where it is a tunnel."""
    ip = ipaddress.ip_address(number.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(ip.packed[-4:])))
        if inner := ip.ipv4_mapped or ip.sixtofour:
            return is_public(str(inner))
        if ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast


def _checked(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as broken:
        raise NotAllowed(address, "no address") from broken
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise NotAllowed(address, "only http and https, and without a password")
    return url


async def _keep(answer: httpx.Response, address: str, into: BinaryIO, most: int) -> None:
    if answer.status_code != httpx.codes.OK:
        raise NoAnswer(address, f"answered {answer.status_code}")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise NoAnswer(address, "packed, though it was asked not to")
    async for piece in answer.aiter_raw():
        if into.tell() + len(piece) > most:
            raise TooMuch(address, f"larger than {most} bytes")
        into.write(piece)
