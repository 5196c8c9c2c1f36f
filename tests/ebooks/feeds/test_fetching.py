"""Fetching from a server that means no good."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from ebooks.feeds.fetching import Fetching, Limits, is_public
from ebooks.feeds.refusals import CannotFetch, NoAnswer, NotAllowed, TooMuch
from ebooks.feeds.source import FeedSource
from tests.ebooks.feeds.test_reading import ATOM

LIMITS = Limits(size=1000, time=timedelta(seconds=5))
FILE = b"PK\x03\x04 a book"


class Server:
    """Says what the test wants it to say, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []

    async def serve(self) -> AsyncIterator["Server"]:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    def address(self, path: str, host: str = "feeds.example.org") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, body: bytes = b"", *, status: str = "200 OK", headers: str = "") -> str:
        head = f"HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n"
        self.answers[path] = head.encode() + body
        return self.address(path)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        path = head.split()[1]
        if path in self.answers:
            writer.write(self.answers[path])
            await writer.drain()
            writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async for server in Server().serve():
        yield server


async def everything_is_here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def get(address: str, limits: Limits = LIMITS, **options) -> bytes:
    into = io.BytesIO()
    await Fetching(**{"allow_private": True, "resolve": everything_is_here} | options).fetch(
        address, into, limits
    )
    return into.getvalue()


async def test_a_document_is_fetched_under_its_own_name(server: Server) -> None:
    assert await get(server.says("/a", b"hello")) == b"hello"
    assert f"host: feeds.example.org:{server.port}" in server.asked[0].lower()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://x/y",
        "gopher://x",
        "http://",
        "//x",
        "x",
        "http://a:b@example.org/",
        "http://a:b",
    ],
)
async def test_only_http_is_spoken(address: str) -> None:
    with pytest.raises(NotAllowed):
        await get(address)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.1", "100.64.0.1",
        "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:1::1", "ff02::1", "::",
    ],
)  # fmt: skip
async def test_nobody_leads_us_into_our_own_network(server: Server, number: str) -> None:
    async def here(host: str, port: int) -> list[str]:
        return ["93.184.216.34", number]

    with pytest.raises(NotAllowed):
        await get(server.says("/a"), allow_private=False, resolve=here)
    assert server.asked == []


def test_the_world_is_public() -> None:
    assert all(map(is_public, ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]))


async def test_a_redirect_is_looked_at_like_the_first_address(server: Server) -> None:
    numbers = {"out.example.org": "127.0.0.1", "in.example.org": "10.0.0.1"}

    async def resolve(host: str, port: int) -> list[str]:
        return [numbers[host]]

    server.says("/a", status="302 Found", headers="location: /b\r\n")
    server.says("/b", b"there")
    assert await get(server.address("/a")) == b"there"
    server.says("/c", status="302 Found", headers="location: file:///etc/passwd\r\n")
    with pytest.raises(NotAllowed):
        await get(server.address("/c", "out.example.org"), resolve=resolve)


async def test_there_is_an_end_to_being_led_on(server: Server) -> None:
    server.says("/a", status="307 Temporary Redirect", headers="location: /a\r\n")
    with pytest.raises(TooMuch):
        await get(server.address("/a"))
    assert len(server.asked) == 6


async def test_there_is_an_end_to_size_and_patience(server: Server) -> None:
    assert len(await get(server.says("/a", b"x" * 1000))) == 1000
    with pytest.raises(TooMuch):
        await get(server.says("/b", b"x" * 1001))
    with pytest.raises(TooMuch):
        await get(server.address("/never"), Limits(size=1000, time=timedelta(milliseconds=50)))


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", ""),
        ("500 Oops", ""),
        ("204 No Content", ""),
        ("200 OK", "content-encoding: gzip\r\n"),
    ],
)
async def test_only_a_plain_answer_is_one(server: Server, status: str, headers: str) -> None:
    with pytest.raises(NoAnswer):
        await get(server.says("/a", b"x", status=status, headers=headers))


async def test_nonsense_and_silence_are_no_answer(server: Server) -> None:
    server.answers["/a"] = b"nonsense\r\n\r\n"
    server.answers["/b"] = b""
    for path in ("/a", "/b"):
        with pytest.raises(NoAnswer):
            await get(server.address(path))

    async def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(NoAnswer):
        await get("http://nowhere.example.org/", resolve=nobody)


async def test_a_feed_is_read_to_its_end_and_its_files_saved(server: Server, tmp_path: Path) -> None:
    server.says("/opds/all", ATOM.replace(b"?page=2", b"/opds/more"))
    server.says("/opds/more", ATOM.replace(b"1.epub", b"9.epub").replace(b"?page=2", b"/opds/all"))
    server.says("/files/9.epub", FILE)
    source = FeedSource(Fetching(allow_private=True, resolve=everything_is_here))
    offers = [offer async for offer in source.offers(server.address("/opds/all"))]
    assert [offer.href for offer in offers] == [
        server.address("/files/1.epub"),
        server.address("/files/9.epub"),
    ]
    await source.save(offers[1], tmp_path / "9.epub")
    assert (tmp_path / "9.epub").read_bytes() == FILE
    server.says("/files/1.epub", FILE, status="403 Forbidden")
    with pytest.raises(CannotFetch):
        await source.save(offers[0], tmp_path / "1.epub")
    assert not (tmp_path / "1.epub").exists()
