"""Importing: every file has its line, and nothing one file does costs another its place."""

from hashlib import sha256
from pathlib import Path

import pytest

from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.illustrations import Illustrations
from ebooks.imports.file import Status
from ebooks.repository import TitleRepository
from jobs import sample_library
from jobs.importing import Importer, Line, find_files, import_files
from jobs.readers import Readers
from reader.chapters import Chapters
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.shelf import Shelf
from reader.spots import Spot
from tests.ebooks.epubs import DAO, write
from tests.ebooks.pictures import bound, drawn


@pytest.fixture
async def catalogue(database, tmp_path: Path) -> Catalogue:
    titles = TitleRepository(database)
    await titles.prepare()
    return Catalogue(
        titles,
        Folder(tmp_path / "kept"),
        Covers(tmp_path / "covers"),
        Illustrations(tmp_path / "illustrations"),
    )


@pytest.fixture
async def shelf(database) -> Shelf:
    repository = ShelfRepository(database)
    await repository.prepare()
    return Shelf(repository)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "shan.txt").write_text(
        "第一章 山\n\n我住在山里。\n\n第二章 水\n\n水在山下。\n", encoding="utf-8"
    )
    (folder / "empty.txt").write_bytes(b"")
    (folder / "locked.epub").write_bytes(b"PK\x03\x04, and then nothing")
    (folder / "cover.jpg").write_bytes(b"a picture")
    return folder


async def test_every_file_of_a_folder_has_one_line(books, catalogue, shelf) -> None:
    lines: list[Line] = []
    missing = books / "missing.epub"
    report = await import_files(find_files([books, missing, books]), catalogue, shelf, lines.append)
    outcomes = {line.path.name: line.outcome for line in report.lines}
    assert outcomes == {
        "cover.jpg": Status.SKIPPED,
        "empty.txt": Status.REFUSED,
        "locked.epub": Status.REFUSED,
        "missing.epub": Status.REFUSED,
        "shan.txt": Status.ACCEPTED,
    }
    assert all(line.words for line in report.lines)
    assert sorted(map(str, lines)) == sorted(map(str, report.lines)), "each was told as it was done"


async def test_what_was_imported_can_be_found_and_read(books, catalogue, shelf) -> None:
    await import_files([books / "shan.txt"], catalogue, shelf)
    (title,) = (await catalogue.page(limit=9)).titles
    assert (await catalogue.path(title)).read_bytes() == (books / "shan.txt").read_bytes()
    assert "我住在山里" in (await shelf.start("lin", title.id, message="m1")).text


async def test_the_same_file_again_changes_nothing(books, catalogue, shelf) -> None:
    first = await import_files([books / "shan.txt"], catalogue, shelf)
    again = await import_files([books / "shan.txt"], catalogue, shelf)
    assert [first.lines[0].outcome, again.lines[0].outcome] == [Status.ACCEPTED, Status.DUPLICATE]
    assert (await catalogue.page(limit=9)).total == 1


async def test_an_import_that_was_broken_off_is_completed(books, catalogue, shelf, database) -> None:
    await import_files([books / "shan.txt"], catalogue, shelf)
    (title,) = (await catalogue.page(limit=9)).titles
    for name in await database.list_collection_names():
        if name != "titles":
            await database[name].delete_many({})
    assert not await shelf.holds(title.id)
    await import_files([books / "shan.txt"], catalogue, shelf)
    assert await shelf.holds(title.id)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb.epub", "读这个文件时程序意外终止。"),
        ("endless.epub", "读这个文件用了太长时间，已放弃。"),
        ("greedy.epub", "读这个文件要用太多内存，已放弃。"),
    ],
)
async def test_a_file_that_stops_its_reader_stops_no_other(name, reason, books) -> None:
    async with Readers(1, module="tests.jobs.crashing", patience=3) as readers:
        assert (await readers.read(books / "shan.txt")).book
        assert (await readers.read(books / name)).reason == reason
        assert (await readers.read(books / "shan.txt")).book


async def test_a_name_may_hold_what_names_may_hold(books) -> None:
    odd = books / "一\n二 .txt"
    odd.write_bytes((books / "shan.txt").read_bytes())
    async with Readers(1) as readers:
        assert (await readers.read(odd)).book


async def test_the_sample_library_is_brought_in_once(catalogue, shelf, tmp_path: Path) -> None:
    report = await sample_library.stock(catalogue, shelf, tmp_path / "samples")
    assert report.count(Status.ACCEPTED) == len(report.lines) >= 8
    assert await sample_library.stock(catalogue, shelf, tmp_path / "samples") is None


@pytest.mark.corpus
async def test_every_broken_book_is_accounted_for(corpus, catalogue, shelf) -> None:
    files = find_files([corpus / "broken"])
    report = await import_files(files, catalogue, shelf)
    assert [line.path for line in report.lines] == files
    assert not [line for line in report.lines if "书童出错了" in line.words]
    outcome = {line.path.name: line.outcome for line in report.lines}
    assert outcome["00-control-good.epub"] is Status.ACCEPTED
    assert outcome["14-drm-lcp.epub"] is outcome["15-drm-adept.epub"] is Status.REFUSED


async def test_pictures_come_with_the_text_once(books, catalogue, shelf, database) -> None:
    path = write(books / "dao.epub", bound({"map.png": drawn()}, f'<p>{DAO}</p><img src="map.png"/>'))
    chapters = Chapters(ShelfRepository(database), ChapterRepository(database))
    await import_files([path], catalogue, shelf)
    (title,) = (await catalogue.page(limit=9)).titles
    (plate,) = (await chapters.stretch(title.id, Spot(1, 1))).first.illustrations
    kept = await catalogue.illustration(title, plate.name)
    assert sha256(kept.read_bytes()).hexdigest() == plate.name
    report = await import_files([path], catalogue, shelf)
    assert report.lines[0].outcome is Status.DUPLICATE

    await shelf.withdraw(title.id)  # as if it had been broken off before its text was there
    kept.unlink()
    await import_files([path], catalogue, shelf)
    assert (await chapters.stretch(title.id, Spot(1, 1))).first.illustrations == (plate,)
    assert kept.is_file()


async def test_known_files_read_again_get_their_pictures_and_move_nobody(
    books, catalogue, shelf, database
) -> None:
    body = f'<p>{DAO}</p><img src="map.png"/>'
    path = write(books / "dao.epub", bound({"map.png": drawn()}, body))
    await import_files([path], catalogue, shelf)
    (title,) = (await catalogue.page(limit=9)).titles
    page = await shelf.start("lin", title.id, message="1")
    chapters = Chapters(ShelfRepository(database), ChapterRepository(database))
    (plate,) = (await chapters.stretch(title.id, Spot(1, 1))).first.illustrations

    # As a library is that has it from before there were pictures.
    await database["instalments"].update_many({}, {"$unset": {"illustrations": ""}})
    await catalogue.discard_illustrations(title.id)
    edition = (await chapters.contents(title.id)).edition_id
    async with Readers(1) as readers:
        settled = await Importer(catalogue, shelf, readers, again=True).take(path)
    assert (settled.status, settled.title_id) == (Status.DUPLICATE, title.id)
    assert (await chapters.stretch(title.id, Spot(1, 1))).first.illustrations == (plate,)
    assert (await catalogue.illustration(title, plate.name)).is_file()
    assert (await chapters.contents(title.id)).edition_id == edition
    assert await shelf.start("lin", title.id, message="2") == page
