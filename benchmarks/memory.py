"""How much memory a serving process holds after so many messages of 10,000 patrons.

    python -m benchmarks.memory

Each patron asks for help, finds a book, begins it and reads on. The server has the first core; the load,
MongoDB and Redis share the second. What counts is the resident memory of `shutong serve`, from /proc.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.callback import CONNECTIONS, LOAD_CORE, TOKEN, hardware, servers, serving
from bot.phone import sign, write
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import open_house
from ebooks.book import Book, Chapter, Format
from language.paragraphs import Paragraph

PATRONS, STEPS = 10_000, (10_000, 25_000, 50_000, 100_000)
SAID = ("帮助", "找书 边城", "1", "开始", "继续", "进度", "继续", "书架", "继续", "你好")
PARAGRAPHS = 200


def request(number: int) -> bytes:
    """The next words of the next patron: everybody says the first before anybody says the second."""
    turn, patron = divmod(number, PATRONS)
    fields = {"ToUserName": "gh_library", "FromUserName": f"oPatron-{patron:020}", "MsgId": str(number + 1)}
    fields |= {"CreateTime": str(int(time.time())), "MsgType": "text", "Content": SAID[turn % len(SAID)]}
    query, body = sign(TOKEN) | {"openid": fields["FromUserName"]}, write(fields)
    target = "/wechat/plain?" + "&".join(f"{name}={value}" for name, value in query.items())
    head = f"POST {target} HTTP/1.1\r\nHost: library\r\nContent-Type: text/xml\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def send(port: int, numbers: range) -> int:
    """Send so many, over 32 connections; returns how many were refused."""
    todo = iter(numbers)
    return sum(await asyncio.gather(*(_connection(port, todo) for _ in range(CONNECTIONS))))


async def _connection(port: int, todo: Iterator[int]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    refused = 0
    for number in todo:
        writer.write(request(number))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
        refused += not head.startswith(b"http/1.1 200")
    writer.close()
    return refused


def process_on(port: int) -> int:
    named = f"--port\0{port}\0".encode()
    return next(
        int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if named in _read(path)
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def resident(process: int) -> float:
    """Megabytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


async def stock(settings: Settings, folder: Path) -> None:
    """One book to find and to read."""
    text = "船从容地顺着水往下走，两岸的竹林一片青翠，水里的鱼都看得清楚。" * 12
    chapter = Chapter(
        title="第一章", paragraphs=tuple(Paragraph(f"第{n}段。{text}") for n in range(PARAGRAPHS))
    )
    file = folder / "book"
    file.write_text("边城")
    async with open_house(settings) as house:
        title, _ = await house.catalogue.add(Book(format=Format.TXT, title="边城", chapters=(chapter,)), file)
        await house.shelf.put(title.id, title.name, [(chapter.title, chapter.paragraphs)])


def rows(port: int, steps: Iterable[int]) -> Iterator[str]:
    process, done = process_on(port), 0
    yield "| messages | resident, MB | requests/s | failed |\n|---|---|---|---|"
    yield f"| none yet | {resident(process):.0f} | | |"
    for until in steps:
        began = time.monotonic()
        refused = asyncio.run(send(port, range(done, until)))
        rate = (until - done) / (time.monotonic() - began)
        done = until
        yield f"| {until:,} | {resident(process):.0f} | {rate:,.0f} | {refused} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, nargs="+", default=STEPS)
    told = options.parse_args()
    print(hardware(), flush=True)
    os.sched_setaffinity(0, {int(LOAD_CORE)})  # inherited by the servers started next
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        settings = Settings(mongodb_uri=local.mongodb_uri, redis_url=local.redis_url, data_dir=Path(data))
        asyncio.run(stock(settings, Path(data)))
        server = next(servers(local.mongodb_uri, local.redis_url, None, data))
        with serving(server) as port:
            for row in rows(port, told.steps):
                print(row, flush=True)


if __name__ == "__main__":
    main()
