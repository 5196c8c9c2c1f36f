"""A text that is put anew keeps everybody's place, and nobody reads a mixture of two texts."""

import asyncio

import pytest

from language.paragraphs import Paragraph
from library.identity import new_id
from reader.refusals import NotReadable
from reader.repository import ShelfRepository
from reader.shelf import Shelf

BOOK = "AAAAAAAAAA"


def sentences(chapter: str, count: int = 75) -> list[str]:
    return [f"{chapter}里的第{n}句话，说的是一件小事。" for n in range(count)]


def book(first: list[str], second: list[str]) -> list[tuple[str, list[Paragraph]]]:
    return [("第一章", [Paragraph("".join(first))]), ("第二章", [Paragraph("".join(second))])]


FIRST, SECOND = sentences("甲"), sentences("乙")


@pytest.fixture
async def shelf(database) -> Shelf:
    shelf = Shelf(ShelfRepository(database))
    await shelf.put(BOOK, "书", book(FIRST, SECOND))
    return shelf


@pytest.fixture
async def lin(shelf) -> str:
    """She is at the second instalment of the second chapter."""
    patron = new_id()
    await shelf.start(patron, BOOK, message="start")
    await shelf.jump(patron, 2, message="jump")
    await shelf.next(patron, message="next")
    return patron


async def where(shelf: Shelf, patron: str) -> str:
    """The first words of the page she stopped at."""
    page = await shelf.start(patron, BOOK, message=new_id())
    return page.text[:8]


async def test_the_same_text_put_again_changes_nothing(shelf, lin, database):
    before = await database["contents"].find_one({"_id": BOOK})
    assert await shelf.put(BOOK, "书", book(FIRST, SECOND)) == 6
    assert await database["contents"].find_one({"_id": BOOK}) == before


async def test_the_place_is_found_by_its_words_when_text_moves(shelf, lin):
    there = await where(shelf, lin)
    longer = sentences("序", 200)
    await shelf.put(BOOK, "书", book(longer + FIRST, ["新加的一句。", *SECOND]))
    page = await shelf.start(lin, BOOK, message="after")
    assert there in page.text
    assert page.chapter == 2


async def test_the_place_is_found_when_chapters_are_divided_anew(shelf, lin):
    there = await where(shelf, lin)
    pieces = [("全书", [Paragraph("".join(FIRST + SECOND))])]
    await shelf.put(BOOK, "书", pieces)
    assert there in (await shelf.start(lin, BOOK, message="after")).text


async def test_of_equal_words_those_of_the_same_chapter_are_meant(shelf, lin):
    there = await where(shelf, lin)
    nearer, farther = sentences("丙", 300) + SECOND, sentences("丁", 200) + SECOND
    await shelf.put(BOOK, "书", book(nearer, farther))
    page = await shelf.start(lin, BOOK, message="after")
    assert there in page.text
    assert page.chapter == 2


async def test_where_the_words_are_gone_the_place_is_as_far_as_before(shelf, lin):
    before = (await shelf.progress(lin)).percent
    await shelf.put(BOOK, "书", book(sentences("丙"), sentences("丁")))
    await shelf.next(lin, message="after")
    assert (await shelf.progress(lin)).percent == pytest.approx(before + 17, abs=17)
    assert (await shelf.progress(lin)).chapter == 2


async def test_reading_on_after_a_new_import_skips_nothing(shelf, lin):
    there = await where(shelf, lin)
    await shelf.put(BOOK, "书", book(FIRST, ["新加的一句。", *SECOND]))
    again = await shelf.back(lin, message="back")
    onward = await shelf.next(lin, message="onward")
    assert there in onward.text
    assert "".join(SECOND).index(onward.text[:8]) > 0
    assert again.text + onward.text in "".join(["新加的一句。", *SECOND])


async def test_a_repeated_message_after_a_new_import_moves_nothing(shelf, lin):
    there = await where(shelf, lin)
    await shelf.put(BOOK, "书", book(FIRST, ["新加的一句。", *SECOND]))
    assert there in (await shelf.next(lin, message="next")).text


async def test_old_texts_are_swept_up(shelf, database):
    for n in range(3):
        await shelf.put(BOOK, "书", book([f"第{n}版。", *FIRST], SECOND))
    assert await database["instalments"].count_documents({}) == 6


async def test_what_a_broken_off_import_left_is_swept_up(shelf, database):
    await database["instalments"].insert_one({"_id": f"{BOOK}/{new_id()}/0001/0001", "text": "断了"})
    await shelf.put(BOOK, "书", book(["新版。", *FIRST], SECOND))
    assert await database["instalments"].find_one({"text": "断了"}) is None


async def test_of_two_imports_at_once_one_stays_whole(shelf, lin, database):
    await asyncio.gather(*[shelf.put(BOOK, "书", book([f"第{n}版。", *FIRST], SECOND)) for n in range(5)])
    assert await database["instalments"].count_documents({}) == 6
    await shelf.jump(lin, 1, message="jump again")
    pages = [await shelf.next(lin, message=f"page {n}") for n in range(5)]
    assert pages[-1].is_last


async def test_nobody_is_lost_while_the_text_is_replaced(shelf, lin):
    """Reading and importing at once: every page continues the page before, in one edition or the next."""

    async def read() -> list[str]:
        await shelf.jump(lin, 1, message="from the beginning")
        return [(await shelf.next(lin, message=f"page {n}")).text for n in range(5)]

    async def replace() -> None:
        for n in range(5):
            await shelf.put(BOOK, "书", book(FIRST, [*SECOND, f"第{n}版。"]))

    pages, _ = await asyncio.gather(read(), replace())
    assert [page[:1] for page in pages] == ["甲", "甲", "乙", "乙", "乙"]


async def test_a_withdrawn_title_can_come_back(shelf, lin):
    there = await where(shelf, lin)
    await shelf.withdraw(BOOK)
    assert not await shelf.holds(BOOK)
    with pytest.raises(NotReadable):
        await shelf.next(lin, message="gone")
    await shelf.put(BOOK, "书", book(FIRST, SECOND))
    assert await where(shelf, lin) == there
