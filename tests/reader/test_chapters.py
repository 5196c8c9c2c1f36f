import pytest

from library.identity import new_id
from reader.chapters import CHAPTER, PART, Chapters
from reader.refusals import NotReadable
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.shelf import Shelf
from reader.spots import Spot
from tests.reader.test_shelf import BOOK, chapter


@pytest.fixture
def repository(database) -> ShelfRepository:
    return ShelfRepository(database)


@pytest.fixture
async def shelf(repository) -> Shelf:
    shelf = Shelf(repository)
    await shelf.put(BOOK, "春天的书", [chapter("第一章"), chapter("第二章")])
    return shelf


@pytest.fixture
def chapters(repository, database, shelf) -> Chapters:
    return Chapters(repository, ChapterRepository(database))


async def seen(chapters, spot, size=1):
    """Where the stretch begins and ends, and where the ones beside it begin."""
    stretch = await chapters.stretch(BOOK, Spot.read(spot), size=size)
    last = Spot.of(stretch.last.id)
    return " ".join(str(one or "·") for one in (stretch.before, stretch.spot, last, stretch.after))


async def test_one_instalment_knows_the_ones_beside_it(chapters):
    assert await seen(chapters, "1-1") == "· 1-1 1-1 1-2"
    assert await seen(chapters, "1-3") == "1-2 1-3 1-3 2-1"
    assert await seen(chapters, "2-3") == "2-2 2-3 2-3 ·"


async def test_a_portion_runs_over_the_end_of_a_chapter(chapters):
    assert await seen(chapters, "1-2", size=3) == "1-1 1-2 2-1 2-2"
    assert await seen(chapters, "2-3", size=3) == "1-3 2-3 2-3 ·"


async def test_a_chapter_is_shown_whole_wherever_one_enters_it(chapters):
    assert await seen(chapters, "1-2", size=CHAPTER) == "· 1-1 1-3 2-1"
    assert await seen(chapters, "2-1", size=CHAPTER) == "1-1 2-1 2-3 ·"


async def test_its_text_is_the_chapters_text(chapters):
    stretch = await chapters.stretch(BOOK, Spot(2, 1), size=CHAPTER)
    _, paragraphs = chapter("第二章")
    assert "".join(one.text for one in stretch.instalments) == paragraphs[0].text


async def test_a_long_chapter_is_shown_in_parts(chapters, shelf):
    await shelf.put(BOOK, "春天的书", [chapter("第一章", 25 * (PART + 5)), chapter("第二章")])
    first = await chapters.stretch(BOOK, Spot(1, PART), size=CHAPTER)
    second = await chapters.stretch(BOOK, first.after, size=CHAPTER)
    third = await chapters.stretch(BOOK, second.after, size=CHAPTER)
    assert (len(first.instalments), first.after, second.before) == (PART, Spot(1, PART + 1), Spot(1, 1))
    assert (third.spot, third.before) == (Spot(2, 1), second.spot)


async def test_showing_moves_no_place(chapters, shelf):
    lin = new_id()
    await shelf.start(lin, BOOK, message="1")
    await chapters.stretch(BOOK, Spot(2, 2))
    assert (await shelf.next(lin, message="2")).number == 2


async def test_turning_to_a_spot_moves_the_place_that_reading_on_uses(shelf):
    lin = new_id()
    await shelf.start(lin, BOOK, message="1")
    for message in ("2", "2", "3"):  # the same, a repetition, and pressed twice
        page = await shelf.turn_to(lin, BOOK, Spot(1, 3), message=message)
        assert (page.chapter, page.number) == (1, 3)
    assert (await shelf.next(lin, message="4")).chapter == 2


async def test_turning_to_a_spot_puts_a_new_title_on_the_shelf(shelf):
    lin = new_id()
    assert await shelf.enrolment(lin, BOOK) is None
    await shelf.turn_to(lin, BOOK, Spot(2, 1), message="1")
    assert (await shelf.enrolment(lin, BOOK)).chapter == 2


async def test_nobody_turns_to_what_is_not_there(shelf):
    with pytest.raises(NotReadable):
        await shelf.turn_to(new_id(), BOOK, Spot(7, 1), message="1")


async def test_a_place_is_found_again_in_a_new_edition(chapters, shelf):
    lin = new_id()
    await shelf.turn_to(lin, BOOK, Spot(2, 2), message="1")
    here = await shelf.enrolment(lin, BOOK)
    await shelf.put(BOOK, "春天的书", [chapter("前言"), chapter("第一章"), chapter("第二章")])
    assert await chapters.find_again(here, BOOK) == Spot(3, 2)


async def test_a_place_whose_words_are_gone_is_as_far_along(chapters, shelf):
    lin = new_id()
    await shelf.turn_to(lin, BOOK, Spot(2, 1), message="1")
    here = await shelf.enrolment(lin, BOOK)
    await shelf.put(BOOK, "春天的书", [chapter("上"), chapter("下")])
    assert await chapters.find_again(here, BOOK) == Spot(2, 1)


async def test_a_title_without_text_cannot_be_shown(chapters):
    with pytest.raises(NotReadable):
        await chapters.stretch("CCCCCCCCCC", Spot(1, 1))
