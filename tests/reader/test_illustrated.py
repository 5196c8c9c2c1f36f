"""Pictures keep their places in a text that is cut into instalments, and move nobody's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.illustration import Illustration
from language.paragraphs import Kind, Paragraph
from reader.editions import edition
from reader.illustrated import spread
from reader.instalments import cut, starts, whole
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.shelf import Shelf
from reader.spots import Spot

BOOK = "T" * 10
PARAGRAPHS = tuple(Paragraph(f"第{n}段。" + "他从东门走到西门。" * 20) for n in range(12))
CHAPTERS = [("第一章", PARAGRAPHS), ("第二章", PARAGRAPHS)]

texts = st.text(st.sampled_from("山水。 \n　a"), max_size=40)
paragraphs = st.lists(st.builds(Paragraph, texts, st.sampled_from(Kind)), max_size=12)


def plate(at: int, name: str = "a") -> Illustration:
    return Illustration(at, name * 64, f"图{at}", 300, 200)


@pytest.fixture
def repository(database) -> ShelfRepository:
    return ShelfRepository(database)


@pytest.fixture
def shelf(repository) -> Shelf:
    return Shelf(repository)


async def shown(repository, database) -> dict[str, list[tuple[int, str]]]:
    """Of every instalment that has any, by its spot."""
    contents = await repository.find_contents(BOOK)
    within = [f"{BOOK}/{contents.edition_id}/{end}" for end in ("0000", "9999")]
    found = await ChapterRepository(database).find_stretch(*within)
    return {
        str(Spot.of(one.id)): [(plate.at, plate.name[0]) for plate in one.illustrations]
        for one in found
        if one.illustrations
    }


@given(paragraphs)
def test_every_paragraph_begins_where_it_is_said_to(given_paragraphs):
    text, offsets = whole(given_paragraphs), starts(given_paragraphs)
    assert len(offsets) == len(given_paragraphs) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    for paragraph, start in zip(given_paragraphs, offsets, strict=False):
        if stripped := paragraph.text.strip():
            assert text[start:].startswith(stripped[:1])
            assert start == 0 or text[:start].endswith("\n\n")


@given(paragraphs, st.lists(st.integers(0, 14), max_size=6).map(sorted))
def test_none_is_lost_and_each_stands_where_its_paragraph_begins(given_paragraphs, places):
    pieces = cut(given_paragraphs)
    found = spread([plate(at) for at in places], given_paragraphs, pieces)
    assert len(found) == len(pieces)
    before, offsets = 0, []
    for piece, plates in zip(pieces, found, strict=True):
        offsets += [before + one.at for one in plates]
        assert all(0 <= one.at <= len(piece) for one in plates)
        before += len(piece)
    if pieces:
        begins = starts(given_paragraphs)
        assert offsets == [begins[min(at, len(given_paragraphs))] for at in places]


def test_the_text_and_its_digest_are_the_same_with_pictures_and_without():
    plain, illustrated = (
        edition("E", BOOK, "书", CHAPTERS, plates) for plates in ({}, {0: [plate(3)], 1: [plate(12)]})
    )
    assert plain.digest == illustrated.digest
    assert [one.text for one in plain.instalments] == [one.text for one in illustrated.instalments]
    assert [one.page() for one in plain.instalments] == [one.page() for one in illustrated.instalments]


async def test_they_are_kept_with_the_instalment_and_only_where_there_are_any(shelf, repository, database):
    await shelf.put(BOOK, "书", CHAPTERS, {0: [plate(0)], 1: [plate(1), plate(12, "b")]})
    found = await shown(repository, database)
    assert found["1-1"] == [(0, "a")]
    assert found["2-1"] == [(len(PARAGRAPHS[0].text) + 2, "a")]
    [(last, (end,))] = [(spot, plates) for spot, plates in found.items() if spot not in ("1-1", "2-1")]
    assert last.startswith("2-")
    assert end[1] == "b"
    plain = await database["instalments"].find_one({"illustrations": {"$exists": False}})
    assert plain, "who has no pictures pays for none"


async def test_a_chapter_without_text_shifts_no_pictures(shelf, repository, database):
    chapters = [("卷一", []), CHAPTERS[0]]
    await shelf.put(BOOK, "书", chapters, {0: [plate(0, "b")], 1: [plate(0)]})
    assert await shown(repository, database) == {"1-1": [(0, "a")]}


async def test_the_same_text_with_other_pictures_is_no_new_edition(shelf, repository, database):
    await shelf.put(BOOK, "书", CHAPTERS, {0: [plate(0)]})
    before = (await repository.find_contents(BOOK)).edition_id
    page = await shelf.start("lin", BOOK, message="1")
    await shelf.put(BOOK, "书", CHAPTERS, {1: [plate(0, "b")]})
    assert (await repository.find_contents(BOOK)).edition_id == before
    assert await shown(repository, database) == {"2-1": [(0, "b")]}
    assert await shelf.start("lin", BOOK, message="2") == page
    await shelf.put(BOOK, "书", CHAPTERS)
    assert await shown(repository, database) == {}


async def test_they_go_with_the_text(shelf, database):
    await shelf.put(BOOK, "书", CHAPTERS, {0: [plate(0)]})
    await shelf.withdraw(BOOK)
    assert await database["instalments"].count_documents({}) == 0
