"""How many books a second come in, with text, cover, instalments and their index.

    python -m benchmarks.importing ../shared/corpus/books [--times 8] [--readers 2] [--profile]
    python -m benchmarks.importing ../shared/corpus/books --made 6000 [--characters 30000]

The EPUBs of a folder, so often, each time with other bytes (a comment behind the archive), which makes each a
file of its own. It is what `shutong import` does: an import in MongoDB, a lease for each file, processes that
read, the catalogue, covers, the shelf; meanwhile the index of passages catches up as in any process of ours.
Afterwards the same files once more, which are known by their bytes. With `--made` so many titles of so many
characters, with covers, are made from the folder's texts, each a stretch of one that no other has.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvloop

from benchmarks.callback import hardware
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from ebooks.book import Book, Chapter, Format
from ebooks.epub.writer import write_epub
from ebooks.imports.file import Status
from ebooks.imports.job import ImportJob, Source
from ebooks.reading import read_book
from jobs.importing import Importer
from jobs.intake import Intake
from jobs.readers import Readers
from jobs.watching import arriving
from language.paragraphs import Paragraph

HOUSE = f"{Path(__file__).parents[1]}/"
PROGRAMS = {b"benchmarks.importing": "importer", b"jobs.reading": "readers", b"mongod": "MongoDB"}


def copies(books: Path, folder: Path, times: int) -> list[Path]:
    return [_copy(book, folder, number) for number in range(times) for book in sorted(books.glob("*.epub"))]


def _copy(book: Path, folder: Path, number: int) -> Path:
    copy = folder / f"{number:03}-{book.name}"
    copy.write_bytes(book.read_bytes())
    with zipfile.ZipFile(copy, "a") as archive:
        archive.comment = str(number).encode()
    return copy


def made(books: Path, folder: Path, count: int, characters: int) -> list[Path]:
    """As a publisher might cut them: whole paragraphs, ten chapters, and every third with a cover."""
    sources = [book for path in sorted(books.glob("zh-*.epub")) if (book := read_book(path)).chapters]
    texts = [[part.text for one in book.chapters for part in one.paragraphs] for book in sources]
    covers = [book.cover for book in sources if book.cover]
    files = []
    for number in range(count):
        text = texts[number % len(texts)]
        start, said = number * 97 % len(text), 0
        while said < characters:
            said += len(text[(start := start + 1) % len(text)])
        first = number * 97 % len(text)
        lines = [Paragraph(text[place % len(text)]) for place in range(first, start)]
        size = max(1, len(lines) // 10)
        chapters = [
            Chapter(title=f"第{at // size + 1}章", paragraphs=tuple(lines[at : at + size]))
            for at in range(0, len(lines), size)
        ]
        cover = covers[number % len(covers)] if number % 3 == 0 and covers else None
        files.append(folder / f"{number:05}.epub")
        write_epub(
            Book(format=Format.EPUB, title=f"文选 {number}", chapters=tuple(chapters), cover=cover), files[-1]
        )
    return files


def processes() -> Iterator[tuple[Path, str]]:
    """This one and those it started."""
    children: list[str] = []
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has just ended
            children += (thread / "children").read_text().split()
    for number in (os.getpid(), *children):
        folder = Path(f"/proc/{number}")
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            yield folder, next((name for word, name in PROGRAMS.items() if word in command), "other")


def spent() -> Mapping[str, float]:
    """Seconds of a processor used so far, by program, of processes that have not ended."""
    used: dict[str, float] = defaultdict(float)
    for folder, name in processes():
        with suppress(OSError):
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            used[name] += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return used


class Memory(threading.Thread):
    """The most that each program holds in memory of its own, and together, in megabytes.

    Pages of files that are only mapped (the index's) are the system's to take back, and are not counted.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, int] = defaultdict(int)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.5):
            now: dict[str, int] = defaultdict(int)
            for folder, name in processes():
                with suppress(OSError):
                    status = (folder / "status").read_text()
                    now[name] += int(status.partition("RssAnon:")[2].split()[0]) >> 10
            now["together"] = sum(now.values())
            for name, size in now.items():
                self.most[name] = max(self.most[name], size)

    def stop(self) -> None:
        self._over.set()
        self.join()


class Sampler(threading.Thread):
    """In which functions the importer's threads are, a hundred times a second, where they do not wait."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._seen: Counter[str] = Counter()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.01):
            for thread, frame in sys._current_frames().items():
                if thread != self.ident and (place := _place(frame)):
                    self._seen[place] += 1

    def stop(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join()

    def most(self, count: int) -> list[str]:
        return [f"{seen:6} {place}" for place, seen in self._seen.most_common(count)]


def _place(frame: FrameType | None) -> str:
    """The innermost line of ours, and the function it is in; nothing of a thread that waits."""
    if frame and frame.f_code.co_name in {"wait", "_worker", "select", "receive_data", "_recv_into", "run"}:
        return ""
    leaf = frame.f_code.co_name if frame else ""
    while frame and (".venv" in frame.f_code.co_filename or HOUSE not in frame.f_code.co_filename):
        frame = frame.f_back
    return (
        f"{frame.f_code.co_filename.removeprefix(HOUSE)} {frame.f_code.co_qualname} > {leaf}"
        if frame
        else leaf
    )


async def bring(house: House, files: list[Path], readers: Readers) -> tuple[float, ImportJob]:
    """Seconds, and the import as it ended."""
    began = time.perf_counter()
    job = await house.imports.open(Source.COMMAND, by="benchmark")
    await house.imports.queue(job, [arriving(file) for file in files])
    importer = Importer(house.catalogue, house.shelf, readers)
    await Intake(house.imports, importer, house.uploads, queue=job.queue).empty()
    return time.perf_counter() - began, await house.imports.get(job.id)


async def measure(settings: Settings, files: list[Path], told: argparse.Namespace) -> None:
    async with open_house(settings) as house, Readers(told.readers) as readers:
        await asyncio.gather(*(readers.read(Path("/no/such/file")) for _ in range(told.readers)))
        before, memory = spent(), Memory()
        memory.start()
        where = Sampler()
        if told.profile:
            where.start()
        seconds, job = await bring(house, files, readers)
        began = time.perf_counter()
        await house.passages.catch_up()
        behind = time.perf_counter() - began
        where.stop()
        memory.stop()
        costs = {name: used - before.get(name, 0) for name, used in spent().items()}
        again, known = await bring(house, files, readers)
    each = ", ".join(f"{name} {cost * 1000 / len(files):.1f}" for name, cost in costs.items())
    sizes = ", ".join(f"{name} {size}" for name, size in memory.most.items())
    done, duplicates = job.count(Status.ACCEPTED), known.count(Status.DUPLICATE)
    rates = f"{len(files) / seconds:.1f} | {len(files) / (seconds + behind):.1f} | {len(files) / again:.0f}"
    print(
        "| readers | files | accepted | books/s | with the index | known files/s | processor, ms a book "
        "| memory, MB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(f"| {told.readers} | {len(files)} | {done}, again {duplicates} | {rates} | {each} | {sizes} |")
    print(f"\n{seconds + behind:.0f} s in all; the index of passages was {behind:.1f} s behind the texts.")
    if told.profile:
        print("\n".join(where.most(25)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("books", type=Path, nargs="?", default=Path("../shared/corpus/books"))
    options.add_argument("--times", type=int, default=8)
    options.add_argument("--readers", type=int, default=2)
    options.add_argument("--made", type=int, default=0, help="so many titles, made from the books' texts")
    options.add_argument("--characters", type=int, default=30_000, help="of each of them")
    options.add_argument("--profile", action="store_true")
    told = options.parse_args()
    print(hardware(), flush=True)
    with tempfile.TemporaryDirectory() as folder, LocalServers(Path(folder)) as local:
        arrivals = Path(folder) / "books"
        arrivals.mkdir()
        files = (
            made(told.books, arrivals, told.made, told.characters)
            if told.made
            else copies(told.books, arrivals, told.times)
        )
        print(f"{len(files)} files, {sum(file.stat().st_size for file in files) >> 20} MB", flush=True)
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            mongodb_uri=local.mongodb_uri,
            redis_url=local.redis_url,
        )
        uvloop.run(measure(settings, files, told))


if __name__ == "__main__":
    main()
