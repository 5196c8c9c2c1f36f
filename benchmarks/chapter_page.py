"""How long a chapter's page takes at 50 requests a second, and what it weighs on the way to a phone.

    python -m benchmarks.chapter_page

The whole application on one core; the patrons, MongoDB and Redis share the other. Requests come on a clock,
so that a slow answer delays no other; time is counted from when a request was due.
"""

import argparse
import asyncio
import gzip
import multiprocessing
import os
import socket
import statistics
import tempfile
import time
from pathlib import Path

import httpx
import uvicorn
import uvloop

from benchmarks.callback import LOAD_CORE, hardware
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import open_house
from ebooks.book import Book, Chapter, Format
from language.paragraphs import Paragraph
from reader.spots import Spot
from web.app import create_app
from web.process import settle
from web.reading.sheets import STYLE

PATRONS = 50
CHAPTERS, PARAGRAPHS = 40, 60  # 60 paragraphs of 128 Han: 7,700 Han, as a chapter of 红楼梦
SENTENCE = "船从容地顺着水往下走，两岸的竹林一片青翠，水里的鱼都看得清楚。"


async def serve(settings: Settings, listener: socket.socket) -> None:
    os.sched_setaffinity(0, {next(core for core in os.sched_getaffinity(0) if core != int(LOAD_CORE))})
    async with open_house(settings) as house:
        app = create_app(house)
        settle()
        await uvicorn.Server(uvicorn.Config(app, log_config=None)).serve([listener])


def run_server(settings: Settings, listener: socket.socket) -> None:
    uvloop.run(serve(settings, listener))  # as `shutong serve` does


async def furnish(settings: Settings) -> tuple[str, list[str]]:
    """A book, and a link to it for each patron."""
    async with open_house(settings) as house:
        chapters = tuple(
            Chapter(title=f"第{number}回", paragraphs=tuple(_paragraph(number, n) for n in range(PARAGRAPHS)))
            for number in range(1, CHAPTERS + 1)
        )
        path = settings.data_dir / "book.txt"
        path.write_text("边城")
        title, _ = await house.catalogue.add(Book(format=Format.TXT, title="边城", chapters=chapters), path)
        await house.shelf.put(title.id, title.name, [(one.title, one.paragraphs) for one in chapters])
        links = []
        for number in range(PATRONS):
            patron = (await house.patrons.recognise("main", f"o-{number}")).id
            await house.shelf.turn_to(patron, title.id, Spot(number % CHAPTERS + 1, 1), message="begin")
            links.append(house.links.reading(patron, title.id))
        return title.id, links


def _paragraph(chapter: int, number: int) -> Paragraph:
    return Paragraph(f"第{chapter}回第{number}段。" + SENTENCE * 4)


async def measure(
    title: str, links: list[str], rate: int, seconds: int, view: str
) -> tuple[list[float], int]:
    """Milliseconds of each request, and how many were refused."""
    phones = [httpx.AsyncClient(headers={"accept-encoding": "gzip"}, timeout=10) for _ in links]
    base = links[0].partition("/read/")[0]
    for phone, link in zip(phones, links, strict=True):
        await phone.get(link)
        phone.cookies.set("reading_page", f"2.auto.{view}")
    times: list[float] = []
    bad = 0

    async def one(number: int, due: float) -> None:
        nonlocal bad
        await asyncio.sleep(max(0, due - time.perf_counter()))
        answer = await phones[number % PATRONS].get(f"{base}/read/{title}/{number % CHAPTERS + 1}-1")
        times.append((time.perf_counter() - due) * 1000)
        bad += answer.status_code != 200

    start = time.perf_counter() + 0.2
    await asyncio.gather(*(one(number, start + number / rate) for number in range(rate * seconds)))
    if view == "chapter":
        page = await phones[0].get(f"{base}/read/{title}/1-1")
        packed = len(gzip.compress(page.content, 5))
        print(f"a chapter's page: {len(page.content):,} bytes, {packed:,} packed;", end=" ")
        print(f"style: {len(STYLE.plain):,} bytes, {len(STYLE.packed):,} packed")
    for phone in phones:
        await phone.aclose()
    return times, bad


def row(what: str, rate: int, times: list[float], bad: int) -> str:
    p50, p95, p99 = (statistics.quantiles(times, n=100)[at] for at in (49, 94, 98))
    return (
        f"| {what} | {rate} | {len(times)} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {max(times):.1f} | {bad} |"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=20)
    told = options.parse_args()
    print(hardware(), flush=True)
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        uris = {"mongodb_uri": local.mongodb_uri, "redis_url": local.redis_url}
        settings = Settings(
            _env_file=None, data_dir=Path(data), base_url=base, simulator=True, pages_per_second=1_000, **uris
        )
        title, links = asyncio.run(furnish(settings))
        server = multiprocessing.get_context("spawn").Process(
            target=run_server, args=(settings, listener), daemon=True
        )
        server.start()
        os.sched_setaffinity(0, {int(LOAD_CORE)})
        for view, rate in (("piece", 50), ("chapter", 50), ("chapter", 50), ("chapter", 100)):
            times, bad = asyncio.run(measure(title, links, rate, told.seconds, view))
            print(row(view, rate, times, bad), flush=True)
        server.terminate()
        server.join(10)


if __name__ == "__main__":
    main()
