"""How quickly a kiosk shows a wall of 6,000 titles, and what its browser holds after thousands of pages.

    python -m benchmarks.kiosk_wall --browser path/to/chromium

The whole application on one core; a kiosk's Chromium (1080 × 1920, drawn by the processor), MongoDB and Redis
wherever there is room.
"""

import argparse
import asyncio
import io
import multiprocessing
import socket
import statistics
import tempfile
import time
from pathlib import Path

from playwright.async_api import BrowserContext, Page, async_playwright

from benchmarks.callback import hardware
from benchmarks.chapter_page import run_server
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import open_house
from ebooks.book import Book, Format
from ebooks.bookbinder import draw_cover

SCREEN = {"width": 1080, "height": 1920}
WORDS = "山水云月风花雪夜江湖草木春秋天地东西南北人文史记书香门第红楼梦"
AT_ONCE = 16
BARE = 12  # titles that bring no cover: the last page, which draws twelve
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
KEPT = """async () => {
  const shelves = {};
  for (const name of await caches.keys()) shelves[name] = (await (await caches.open(name)).keys()).length;
  return [shelves, (await navigator.storage.estimate()).usage];
}"""
PAINTED = "() => Math.max(...performance.getEntriesByType('paint').map((one) => one.startTime))"


async def furnish(settings: Settings, titles: int) -> str:
    """The titles, and a code that enrols a kiosk."""
    cover = _cover()
    async with open_house(settings) as house:

        async def take(number: int) -> None:
            path = settings.data_dir / f"{number}.txt"
            path.write_text(f"{number}")
            await house.catalogue.add(_book(number, None if number < BARE else cover), path)
            path.unlink()

        for first in range(0, titles, AT_ONCE):
            await asyncio.gather(*map(take, range(first, min(first + AT_ONCE, titles))))
        return (await house.kiosks.invite("一层东门", "国家会议中心", by="王老师")).code


def _cover() -> bytes:
    drawn = io.BytesIO()
    draw_cover("边城", ("沈从文",)).save(drawn, "WEBP")
    return drawn.getvalue()


def _book(number: int, cover: bytes | None) -> Book:
    name = "".join(WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 7, 11))
    subjects = (f"主题{number % 30}",)
    author = f"作者{number % 900}"
    return Book(
        format=Format.TXT,
        title=f"{name}{number}",
        authors=(author,),
        subjects=subjects,
        chapters=(),
        cover=cover,
    )


class Touch:
    """An enrolled kiosk, touched."""

    def __init__(self, context: BrowserContext, page: Page, base: str) -> None:
        self._context, self._page, self._base = context, page, base

    async def enrol(self, code: str) -> None:
        await self._page.goto(f"{self._base}/kiosk/enrol")
        await self._page.fill("#code", code)
        await self._page.locator("button.primary").click()
        await self._page.wait_for_url("**/kiosk")
        await self._page.evaluate(
            "localStorage.setItem('ahead', Date.now())"
        )  # looking ahead is another matter
        await self._page.evaluate("navigator.serviceWorker.ready")

    async def open(self, path: str) -> float:
        """Milliseconds until all of it, pictures too, is there."""
        began = time.perf_counter()
        await self._page.goto(self._base + path, wait_until="load")
        return (time.perf_counter() - began) * 1000

    async def painted(self) -> float:
        return float(await self._page.evaluate(PAINTED))

    async def turn(self, turns: int, last: int) -> list[float]:
        """Pages of the wall, every fifth time a title or a search, as people do."""
        times = []
        for number in range(turns):
            path = f"/kiosk?page={number % last + 1}"
            if number % 5 == 4:
                path = f"/kiosk/search?q={'abcdefghijklmnopqrstuvwxyz'[number % 26]}"
            times.append(await self.open(path))
        return times

    async def type(self, letters: str) -> list[float]:
        """Milliseconds from a touch on a letter to what it found."""
        await self.open("/kiosk/search")
        times = []
        for letter in letters:
            began = time.perf_counter()
            await self._page.get_by_role("link", name=letter, exact=True).click()
            await self._page.locator(".typed b").get_by_text(letter).wait_for()
            times.append((time.perf_counter() - began) * 1000)
        return times

    async def heap(self) -> float:
        """MB of the page's own objects."""
        session = await self._context.new_cdp_session(self._page)
        await session.send("HeapProfiler.collectGarbage")
        used = await session.send("Runtime.getHeapUsage")
        await session.detach()
        return float(used["usedSize"]) / 2**20

    async def kept(self) -> str:
        shelves, usage = await self._page.evaluate(KEPT)
        return f"{shelves}, {usage / 2**20:.0f} MB"


def memory(folder: str) -> float:
    """MB of the browser with this profile and all its processes, shared pages divided among them."""
    parents = {int(one.name): _parent(one) for one in Path("/proc").iterdir() if one.name.isdigit()}
    family = {pid for pid in parents if folder in _read(Path(f"/proc/{pid}/cmdline"))}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    lines = [line for pid in family for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _parent(process: Path) -> int:
    after = _read(process / "stat").rpartition(")")[2].split()
    return int(after[1]) if after else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""  # it has just ended


async def measure(base: str, code: str, told: argparse.Namespace, profile: str) -> None:
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=told.browser, args=ARGUMENTS, viewport=SCREEN
        )
        touch = Touch(context, context.pages[0], base)
        await touch.open("/healthz")  # a browser that is there, and a house that has opened
        first = await touch.open("/kiosk")
        print(f"first view: painted {await touch.painted():.0f} ms, with every picture {first:.0f} ms")
        await touch.enrol(code)
        print(
            f"with covers still to be drawn: {await touch.open(f'/kiosk?page={told.titles // BARE}'):.0f} ms"
        )
        print(row("letter", [one for word in ("shy", "jhc", "hlm", "zz") for one in await touch.type(word)]))
        for part in range(told.parts):
            times = await touch.turn(told.turns // told.parts, told.pages)
            held = f"heap {await touch.heap():.1f} MB, browser {memory(profile):.0f} MB"
            print(row(f"pages {(part + 1) * len(times):,}", times), held, flush=True)
        print("kept:", await touch.kept())
        await context.close()


def row(what: str, times: list[float]) -> str:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    return f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, max {max(times):.0f} ms;"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--browser", default="/usr/bin/chromium")
    options.add_argument("--titles", type=int, default=6_000)
    options.add_argument("--turns", type=int, default=1_000)
    options.add_argument("--parts", type=int, default=4)
    options.add_argument("--pages", type=int, default=40, help="of the wall, turned round and round")
    told = options.parse_args()
    print(hardware(), flush=True)
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        settings = Settings(
            _env_file=None,
            data_dir=Path(data),
            mongodb_uri=local.mongodb_uri,
            redis_url=local.redis_url,
            base_url=base,
            simulator=True,
            pages_per_second=1_000,
        )
        began = time.perf_counter()
        code = asyncio.run(furnish(settings, told.titles))
        print(f"{told.titles:,} titles in {time.perf_counter() - began:.0f} s", flush=True)
        server = multiprocessing.get_context("spawn").Process(
            target=run_server, args=(settings, listener), daemon=True
        )
        server.start()
        asyncio.run(measure(base, code, told, f"{data}/profile"))
        server.terminate()
        server.join(10)


if __name__ == "__main__":
    main()
