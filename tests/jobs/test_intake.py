"""An import goes on where it was killed, gives up what kills it, and sees what lies in a folder."""

import asyncio
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.illustrations import Illustrations
from ebooks.imports.file import Status
from ebooks.imports.imports import LEASE, Imports
from ebooks.imports.job import WORKERS, Source
from ebooks.imports.uploads import Uploads
from ebooks.repository import TitleRepository
from ebooks.repository.imports import ImportRepository
from jobs.importing import Importer, find_files
from jobs.intake import Intake
from jobs.readers import Readers
from jobs.watching import WatchedFolder, arriving
from library.clock import utc_now
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from tests.waiting import until


class Time:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self):
        return utc_now() + self.ahead


class Library:
    """An import and all it needs; `reads` is where its readers come from."""

    def __init__(self, database, root: Path) -> None:
        self.time, self.root = Time(), root
        self.imports = Imports(ImportRepository(database), now=self.time)
        self.uploads = Uploads(root / "arrivals")
        covers, pictures = Covers(root / "covers"), Illustrations(root / "illustrations")
        self.catalogue = Catalogue(TitleRepository(database), Folder(root / "kept"), covers, pictures)
        self.shelf = Shelf(ShelfRepository(database))
        self.books = root / "books"
        self.books.mkdir()
        self.told: list[str] = []

    def write(self, name: str, text: str = "第一章 山\n\n我住在山里。\n") -> Path:
        path = self.books / name
        path.write_text(text, encoding="utf-8")
        return path

    async def queue(self, *paths: Path):
        job = await self.imports.open(Source.UPLOAD, by="王老师")
        await self.imports.queue(job, [arriving(path) for path in find_files(paths)])
        return job

    async def work(self, module: str = "jobs.reading") -> None:
        async with Readers(1, module=module) as readers:
            await self.intake(readers).empty()

    def intake(self, readers: Readers) -> Intake:
        importer = Importer(self.catalogue, self.shelf, readers)
        return Intake(self.imports, importer, self.uploads, queue=WORKERS, told=self._hear)

    async def lines(self, job) -> dict[str, tuple[Status, str]]:
        files = await self.imports.files(job.id, limit=0)
        return {file.name: (file.status, file.settled.reason if file.settled else "") for file in files}

    def _hear(self, file, settled) -> None:
        self.told.append(f"{settled.status} {file.name}")


@pytest.fixture
async def library(database, tmp_path: Path) -> Library:
    for repository in (TitleRepository(database), ShelfRepository(database), ImportRepository(database)):
        await repository.prepare()
    return Library(database, tmp_path)


async def test_every_file_gets_its_line(library) -> None:
    library.write("shan.txt")
    library.write("again.txt")
    library.write("shui.txt", "第一章 水\n\n水在山下。\n")
    library.write("empty.txt", "")
    library.write("cover.jpg")
    job = await library.queue(library.books)
    await library.work()
    lines = await library.lines(job)
    assert lines["cover.jpg"][0] is Status.SKIPPED
    assert lines["empty.txt"] == (Status.REFUSED, "文件是空的。")
    assert sorted(lines[name][0] for name in ("again.txt", "shan.txt")) == ["accepted", "duplicate"]
    assert sorted(library.told) == sorted(f"{status} {name}" for name, (status, _) in lines.items())


async def test_a_known_file_is_not_read_again(library) -> None:
    await library.queue(library.write("shan.txt"))
    await library.work()
    job = await library.queue(library.write("the-same.txt"))
    await library.work("no.such.module")
    assert (await library.lines(job))["the-same.txt"][0] is Status.DUPLICATE


async def test_what_a_killed_worker_held_is_taken_by_another(library) -> None:
    job = await library.queue(library.write("shan.txt"))
    await library.imports.claim(WORKERS, "killed with -9")
    await library.work()
    assert (await library.lines(job))["shan.txt"][0] is Status.READING, "it may still be alive"
    library.time.ahead += LEASE
    await library.work()
    assert (await library.lines(job))["shan.txt"][0] is Status.ACCEPTED


async def test_a_file_that_killed_three_workers_is_given_up(library) -> None:
    job = await library.queue(library.write("shan.txt"))
    for attempt in range(3):
        await library.imports.claim(WORKERS, f"killed {attempt}")
        library.time.ahead += LEASE
    await library.work("no.such.module")
    assert (await library.lines(job))["shan.txt"] == (
        Status.REFUSED,
        "读这个文件时程序 3 次意外终止，已放弃。",
    )


async def test_a_worker_that_is_stopped_gives_back_what_it_holds(library) -> None:
    job = await library.queue(library.write("endless.txt"))
    async with Readers(1, module="tests.jobs.crashing") as readers:
        working = asyncio.create_task(library.intake(readers).empty())
        await until(lambda: _reading(library, job))
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    [file] = await library.imports.files(job.id)
    assert (file.status, file.attempts) == (Status.QUEUED, 0)


async def test_what_was_uploaded_is_removed_once_it_is_kept(library) -> None:
    place = library.uploads.place("山.txt")
    place.write_text("第一章 山\n\n我住在山里。\n", encoding="utf-8")
    own = library.write("shui.txt", "水在山下。")
    await library.queue(place, own)
    await library.work()
    assert not place.exists()
    assert own.exists(), "only what is ours is removed"


async def test_another_edition_is_taken_and_shown_for_a_decision(library) -> None:
    first = library.write("one.txt", "书名：边城\n作者：沈从文\n\n第一章\n\n由四川过湖南去。\n")
    second = library.write(
        "two.txt", "书名：邊城\n作者：沈從文 著\n\n第一章\n\n由四川過湖南去，靠東有一條官路。\n"
    )
    await library.queue(first)
    await library.work()
    job = await library.queue(second)
    await library.work()
    [file] = await library.imports.files(job.id, alike=True)
    assert file.settled.status is Status.ACCEPTED
    assert (file.settled.alike.name, file.settled.alike.by) == ("边城", "书名和作者")


async def test_a_book_copied_into_the_watched_folder(library) -> None:
    watched = WatchedFolder(library.books, library.imports, now=library.time)
    path = library.write("shan.txt", "半")
    library.write(".shui.txt.part")
    library.write("notes.docx")
    assert await watched.look() == 0, "it may still be growing"
    library.write("shan.txt")
    assert await watched.look() == 0, "it did grow"
    assert [await watched.look(), await watched.look()] == [1, 0]
    colleague = WatchedFolder(library.books, library.imports, now=library.time)
    assert [await colleague.look(), await colleague.look()] == [0, 0], "another worker, or this one tomorrow"
    await library.work()
    assert path.exists()
    [job] = await library.imports.newest(9)
    assert (job.source, job.by, job.count(Status.ACCEPTED)) == (Source.FOLDER, "books", 1)
    os.utime(path, ns=(1, 1))
    await watched.look()
    assert await watched.look() == 1, "it is another file by now, for all we know"
    await library.work()
    assert (await library.imports.get(job.id)).count(Status.DUPLICATE) == 1


async def test_a_watched_folder_may_be_away(library, tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path / "not mounted", library.imports)
    assert await watched.look() == 0


async def _reading(library: Library, job) -> bool:
    [file] = await library.imports.files(job.id)
    return file.status is Status.READING
