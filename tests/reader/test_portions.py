"""Several instalments in one move, once per message, whoever else moves the place."""

import asyncio

import pytest

from language.paragraphs import Paragraph
from library.identity import new_id
from reader.refusals import BookFinished, NothingOpen, NotReadable
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from tests.reader.test_shelf import BOOK, OTHER, chapter

BOOKS = {BOOK: ("春天的书", [chapter("第一章"), chapter("第二章")]), OTHER: ("秋天的书", [chapter("第一章")])}


@pytest.fixture
async def shelves(database) -> list[Shelf]:
    """Two processes over one database."""
    shelves = [Shelf(ShelfRepository(database)) for _ in range(2)]
    for title_id, (name, chapters) in BOOKS.items():
        await shelves[0].put(title_id, name, chapters)
    return shelves


@pytest.fixture
def shelf(shelves) -> Shelf:
    return shelves[0]


@pytest.fixture
def lin() -> str:
    return new_id()


def numbers(portion):
    return [(page.chapter, page.number) for page in portion.pages]


async def test_who_has_not_begun_is_enrolled(shelf, lin):
    portion = await shelf.hand_out(lin, BOOK, instalments=2, message="monday")
    assert numbers(portion) == [(1, 1), (1, 2)]
    assert (await shelf.current(lin)).number == 2


async def test_the_next_portion_goes_on_over_the_end_of_a_chapter(shelf, lin):
    await shelf.hand_out(lin, BOOK, instalments=2, message="monday")
    assert numbers(await shelf.hand_out(lin, BOOK, instalments=3, message="tuesday")) == [
        (1, 3),
        (2, 1),
        (2, 2),
    ]


async def test_the_last_portion_is_what_is_left(shelf, lin):
    await shelf.hand_out(lin, BOOK, instalments=5, message="monday")
    last = await shelf.hand_out(lin, BOOK, instalments=5, message="tuesday")
    assert numbers(last) == [(2, 3)]
    assert last.page.is_last
    with pytest.raises(BookFinished):
        await shelf.hand_out(lin, BOOK, instalments=5, message="wednesday")


async def test_a_book_shorter_than_the_portion_is_handed_out_whole(shelf, lin):
    assert len((await shelf.hand_out(lin, OTHER, instalments=9, message="monday")).pages) == 3
    assert (await shelf.current(lin)).finished_at is not None


async def test_without_a_title_the_newest_is_gone_on_with(shelf, lin):
    with pytest.raises(NothingOpen):
        await shelf.hand_out(lin, instalments=2, message="monday")
    await shelf.start(lin, OTHER, message="other")
    assert (await shelf.hand_out(lin, instalments=2, message="tuesday")).page.title_id == OTHER


async def test_what_has_no_text_is_refused(shelf, lin):
    with pytest.raises(NotReadable):
        await shelf.hand_out(lin, "EMPTY", instalments=2, message="monday")


async def test_the_same_message_hands_out_the_same_portion(shelf, lin):
    await shelf.start(lin, BOOK, message="start")
    portions = [await shelf.hand_out(lin, BOOK, instalments=3, message="monday") for _ in range(3)]
    assert portions[0] == portions[1] == portions[2]
    assert numbers(await shelf.hand_out(lin, BOOK, instalments=1, message="tuesday")) == [(2, 2)]


async def test_the_same_message_in_two_processes_moves_once(shelves, lin):
    portions = await asyncio.gather(
        *[shelf.hand_out(lin, BOOK, instalments=2, message="monday") for shelf in shelves * 4]
    )
    assert {tuple(numbers(portion)) for portion in portions} == {((1, 1), (1, 2))}
    assert (await shelves[0].current(lin)).number == 2


async def test_other_messages_in_two_processes_each_move_once(shelves, lin):
    await shelves[0].put(BOOK, "长书", [chapter("第一章", 1000)])
    await shelves[0].start(lin, BOOK, message="start")
    portions = await asyncio.gather(
        *[
            shelf.hand_out(lin, BOOK, instalments=2, message=f"{process} {number}")
            for process, shelf in enumerate(shelves)
            for number in range(6)
        ]
    )
    handed = sorted(page.number for portion in portions for page in portion.pages)
    assert handed == list(range(2, 26))


async def test_many_patrons_in_two_processes_all_get_theirs(shelves):
    patrons = [new_id() for _ in range(60)]
    for message in ("monday", "tuesday"):
        portions = await asyncio.gather(
            *[
                shelf.hand_out(patron, BOOK, instalments=2, message=message)
                for patron in patrons
                for shelf in shelves
            ]
        )
        assert len(set(portions)) == 1
    assert numbers(portions[0]) == [(1, 3), (2, 1)]


async def test_a_repeated_message_after_a_new_import_moves_nothing(shelves, lin):
    await shelves[1].start(lin, BOOK, message="start")
    before = await shelves[1].hand_out(lin, BOOK, instalments=2, message="monday")
    _, [paragraph] = chapter("第一章")
    longer = [("第一章", [Paragraph("新加的一句。" + paragraph.text)]), chapter("第二章")]
    await shelves[0].put(BOOK, "春天的书", longer)
    again = await shelves[0].hand_out(lin, BOOK, instalments=2, message="monday")
    assert len(again.pages) == 2
    assert before.page.text[:20] in again.page.text
    onward = await shelves[0].hand_out(lin, BOOK, instalments=1, message="tuesday")
    assert numbers(onward) == [(2, 1)]


async def test_minutes_hand_out_as_much_as_fits(shelf, lin):
    with pytest.raises(NothingOpen):
        await shelf.portion_for(lin, 5, message="early")
    await shelf.put(BOOK, "长书", [chapter("第一章", 1000)])
    await shelf.start(lin, BOOK, message="start")
    five = await shelf.portion_for(lin, 5, message="five")
    spent = sum(sum("\u3400" <= sign <= "\u9fff" for sign in page.text) for page in five.pages) / 400
    assert 3.9 < spent <= 5
    assert await shelf.portion_for(lin, 5, message="five") == five
    assert len((await shelf.portion_for(lin, 0.1, message="hurry")).pages) == 1


async def test_minutes_of_a_title_are_hers_too_whether_she_has_begun_it_or_not(shelf, lin):
    await shelf.put(BOOK, "长书", [chapter("第一章", 1000)])
    first = await shelf.hand_out_for(lin, BOOK, 5, message="monday")
    assert 3 < len(first.pages) <= 5
    assert await shelf.hand_out_for(lin, BOOK, 5, message="monday") == first
    then = await shelf.hand_out_for(lin, BOOK, 5, message="tuesday")
    assert then.pages[0].number == first.page.number + 1


async def test_a_dropped_book_is_out_of_the_way_and_keeps_its_place(shelf, lin):
    await shelf.start(lin, OTHER, message="other")
    await shelf.hand_out(lin, BOOK, instalments=2, message="monday")
    assert await shelf.drop(lin, BOOK)
    assert not await shelf.drop(lin, BOOK)
    assert [book.title_id for book in await shelf.books(lin)] == [OTHER]
    [dropped] = await shelf.books(lin, dropped=True)
    assert (dropped.title_id, dropped.is_open) == (BOOK, False)
    assert (await shelf.next(lin, message="next")).title_id == OTHER
    assert (await shelf.start(lin, BOOK, message="again")).number == 2
    assert [book.title_id for book in await shelf.books(lin)] == [BOOK, OTHER]
