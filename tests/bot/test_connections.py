"""Lines to WeChat, against servers that behave and servers that do not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.wechat.connections import Connections

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class Server:
    """Answers each request with `answer`, as long as nothing is asked of it but that."""

    def __init__(self, answer: bytes, *, then_close: bool = False) -> None:
        self.answer, self.then_close, self.lines, self.heard = answer, then_close, 0, list[bytes]()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            self.heard.append(head + await reader.readexactly(length))
            writer.write(self.answer)
            if self.then_close:
                writer.close()
                return


@asynccontextmanager
async def client(serve: Serve, *, patience: float = 5) -> AsyncIterator[httpx.AsyncClient]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(
        transport=Connections(), base_url=f"http://127.0.0.1:{port}", timeout=patience
    ) as http:
        yield http
    server.close()


async def test_one_line_serves_one_call_after_the_other() -> None:
    server = Server(OK)
    async with client(server) as http:
        for number in range(3):
            answer = await http.post(f"/send?n={number}", content="书".encode())
            assert (answer.status_code, answer.json()) == (200, {})
    assert server.lines == 1
    assert [heard.split(b" ")[1] for heard in server.heard] == [b"/send?n=0", b"/send?n=1", b"/send?n=2"]
    assert server.heard[0].endswith("书".encode())


async def test_as_many_lines_as_calls_at_once() -> None:
    all_here = asyncio.Barrier(20)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await all_here.wait()
        writer.write(OK)

    async with client(serve) as http:
        answers = await asyncio.gather(*(http.get("/") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", httpx.RemoteProtocolError),
        (b"no protocol at all\r\n\r\n", httpx.RemoteProtocolError),
    ],
)
async def test_a_broken_answer_is_no_answer(answer: bytes, failure: type[Exception]) -> None:
    async with client(Server(answer, then_close=True)) as http:
        with pytest.raises(failure):
            await http.get("/")


async def test_a_line_that_was_hung_up_is_not_used_again() -> None:
    server = Server(OK.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"), then_close=True)
    async with client(server) as http:
        for _ in range(3):
            assert (await http.get("/")).status_code == 200
    assert server.lines == 3


async def test_silence_ends_in_time() -> None:
    async with client(Server(b""), patience=0.05) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.get("/")


async def test_where_nobody_listens_nothing_leaves(unused_tcp_port: int) -> None:
    async with httpx.AsyncClient(transport=Connections()) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(f"http://127.0.0.1:{unused_tcp_port}/")


async def test_chunks_and_interim_answers() -> None:
    answer = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    async with client(Server(answer + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")) as http:
        assert (await http.get("/")).json() == {}
