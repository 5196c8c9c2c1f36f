import asyncio
from dataclasses import replace

import pytest

from language.paragraphs import Paragraph
from library.identity import new_id
from reader.places import Move
from reader.refusals import AtTheBeginning, BookFinished, NoSuchChapter, NothingOpen, NotReadable
from reader.repository import ShelfRepository
from reader.shelf import Shelf

BOOK, OTHER = "AAAAAAAAAA", "BBBBBBBBBB"


def chapter(name: str, count: int = 75) -> tuple[str, list[Paragraph]]:
    """Three instalments, every sentence of them different."""
    return name, [Paragraph("".join(f"{name}里的第{n}句话，说的是一件小事。" for n in range(count)))]


@pytest.fixture
async def repository(database) -> ShelfRepository:
    repository = ShelfRepository(database)
    await repository.prepare()
    return repository


@pytest.fixture
async def shelf(repository) -> Shelf:
    shelf = Shelf(repository)
    assert await shelf.put(BOOK, "春天的书", [chapter("第一章"), chapter("第二章")]) == 6
    assert await shelf.put(OTHER, "秋天的书", [chapter("第一章")]) == 3
    return shelf


class Patron:
    """Somebody at a phone; each message is a new one unless its key is given."""

    def __init__(self, shelf: Shelf) -> None:
        self.id, self._shelf, self._count = new_id(), shelf, 0

    def _key(self, key):
        self._count += 1
        return key or f"message {self._count}"

    async def starts(self, title_id=BOOK, key=None):
        return await self._shelf.start(self.id, title_id, message=self._key(key))

    async def goes_on(self, key=None):
        return await self._shelf.next(self.id, message=self._key(key))

    async def goes_back(self, key=None):
        return await self._shelf.back(self.id, message=self._key(key))

    async def jumps(self, number, key=None):
        return await self._shelf.jump(self.id, number, message=self._key(key))

    async def place(self):
        enrolment = await self._shelf.current(self.id)
        return enrolment.title_name, enrolment.chapter, enrolment.number


@pytest.fixture
def lin(shelf) -> Patron:
    return Patron(shelf)


async def test_a_book_is_read_from_beginning_to_end(lin):
    first = await lin.starts()
    assert (first.title_name, first.chapter, first.chapter_name, first.number, first.of) == (
        "春天的书",
        1,
        "第一章",
        1,
        3,
    )
    assert first.text.startswith("第一章里的第0句话")
    pages = [first, *[await lin.goes_on() for _ in range(5)]]
    assert "".join(page.text for page in pages) == "".join(
        p.text for _, [p] in (chapter("第一章"), chapter("第二章"))
    )
    assert [page.is_last for page in pages] == [False] * 5 + [True]
    assert pages[-1].percent == 100
    with pytest.raises(BookFinished) as finished:
        await lin.goes_on()
    assert finished.value.title_name == "春天的书"


async def test_a_book_is_taken_up_where_it_was_left(lin):
    await lin.starts()
    left = await lin.goes_on()
    await lin.starts(OTHER)
    assert await lin.starts() == left


async def test_a_finished_book_begins_again(lin, shelf):
    first = await lin.starts(OTHER)
    await lin.goes_on()
    assert (await lin.goes_on()).is_last
    assert await lin.starts(OTHER) == first
    [enrolment] = await shelf.books(lin.id)
    assert enrolment.finished_at is not None


async def test_one_may_turn_back(lin):
    first = await lin.starts()
    await lin.goes_on()
    assert await lin.goes_back() == first
    with pytest.raises(AtTheBeginning):
        await lin.goes_back()


async def test_one_may_jump_to_a_chapter(lin):
    await lin.starts()
    page = await lin.jumps(2)
    assert (page.chapter_name, page.number) == ("第二章", 1)
    with pytest.raises(NoSuchChapter) as missing:
        await lin.jumps(3)
    assert missing.value.last == 2
    assert await lin.place() == ("春天的书", 2, 1)


async def test_who_has_opened_nothing_is_told(lin, shelf):
    for asking in (lin.goes_on(), lin.goes_back(), lin.jumps(1), shelf.progress(lin.id)):
        with pytest.raises(NothingOpen):
            await asking
    assert await shelf.current(lin.id) is None
    assert await shelf.books(lin.id) == ()


async def test_a_title_without_text_cannot_be_read(lin, shelf):
    assert await shelf.put("EMPTY", "画册", [("封面", []), ("图", [Paragraph("")])]) == 0
    assert not await shelf.holds("EMPTY")
    with pytest.raises(NotReadable) as refused:
        await lin.starts("EMPTY")
    assert refused.value.title_id == "EMPTY"


async def test_the_contents_list_every_chapter(shelf):
    assert [(entry.number, entry.name, entry.instalments) for entry in await shelf.contents(BOOK)] == [
        (1, "第一章", 3),
        (2, "第二章", 3),
    ]


async def test_progress_says_how_far_and_how_long(lin, shelf):
    await lin.starts()
    await lin.jumps(2)
    progress = await shelf.progress(lin.id)
    assert (progress.title_name, progress.chapter, progress.chapters) == ("春天的书", 2, 2)
    assert (progress.number, progress.of) == (1, 3)
    assert 60 <= progress.percent <= 70
    assert progress.minutes_left == 2


async def test_the_shelf_shows_the_newest_first(lin, shelf):
    await lin.starts(BOOK)
    await lin.starts(OTHER)
    assert [enrolment.title_id for enrolment in await shelf.books(lin.id)] == [OTHER, BOOK]


async def test_two_patrons_do_not_share_a_place(lin, shelf):
    wang = Patron(shelf)
    first = await lin.starts()
    await lin.goes_on()
    assert await wang.starts() == first


async def test_a_patron_who_leaves_leaves_no_trace(lin, shelf):
    await lin.starts()
    await shelf.forget(lin.id)
    assert await shelf.books(lin.id) == ()


# Neither lost nor doubled


async def test_a_message_delivered_three_times_moves_once(lin):
    await lin.starts()
    pages = [await lin.goes_on("again") for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]
    assert await lin.place() == ("春天的书", 1, 2)


async def test_a_retry_after_the_next_message_moves_nothing(lin):
    await lin.starts()
    second = await lin.goes_on("a")
    third = await lin.goes_on("b")
    assert await lin.goes_on("a") == second
    assert await lin.goes_on() != third


async def test_a_retry_after_another_book_was_opened_moves_neither(lin, shelf):
    await lin.starts()
    second = await lin.goes_on("late")
    first_of_other = await lin.starts(OTHER)
    assert await lin.goes_on("late") == second
    assert (await shelf.current(lin.id)).title_id == OTHER
    assert await lin.starts(OTHER) == first_of_other


async def test_a_repeated_start_opens_once(lin, shelf):
    pages = await asyncio.gather(*[lin.starts(key="start") for _ in range(5)])
    assert len(set(pages)) == 1
    assert len(await shelf.books(lin.id)) == 1


async def test_the_same_message_handled_at_once_moves_once(lin):
    await lin.starts()
    pages = await asyncio.gather(*[lin.goes_on("twin") for _ in range(8)])
    assert len(set(pages)) == 1
    assert await lin.place() == ("春天的书", 1, 2)


async def test_fast_messages_give_consecutive_instalments(lin):
    await lin.starts()
    pages = await asyncio.gather(*[lin.goes_on() for _ in range(5)])
    assert sorted((page.chapter, page.number) for page in pages) == [(1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    with pytest.raises(BookFinished):
        await lin.goes_on()


async def test_a_slow_twin_that_wakes_where_it_fell_asleep_moves_nothing(lin, repository):
    """The place is where the twin saw it, but only because she went on and back in between."""
    await lin.starts()
    seen = await repository.find_current(lin.id, "slow")
    here = await repository.find_instalment(seen.place)
    await lin.goes_on("slow")
    await lin.goes_back()
    move = Move(
        book=seen,
        target=await repository.find_instalment(here.after),
        message="slow",
        count=1,
        at=seen.touched_at,
        handed=0,
        instalments=1,
        read=here.amount,
        sample=None,
    )
    assert await repository.move(move)
    assert await lin.place() == ("春天的书", 1, 1)
    assert not await repository.move(replace(move, target=here))
