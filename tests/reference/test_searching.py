"""Finding a question again, among all there ever were."""

import pytest

from reference.models import Closing, Kind, Outcome
from reference.repository.searching import SearchRepository
from reference.searching import Searching

CLOSING = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)


@pytest.fixture
def searching(database) -> Searching:
    return Searching(SearchRepository(database))


async def found(searching, librarian, words, **more):
    return [question.id for question in await searching.find(librarian, words, 50, **more)]


async def test_what_was_said_is_found_open_or_closed_by_whomever(
    searching, casework, lin, patron_of, wang, clock
):
    first = (await lin.asks("元上都的考古报告在哪里？")).question_id
    await casework.claim(first, wang)
    await casework.answer(first, wang, "在五楼地方文献室。", key="a", last_seq=1)
    await casework.note(first, wang, "特藏要预约", key="n")
    await casework.resolve(first, wang, CLOSING)
    clock.pass_(hours=1)
    second = (await patron_of().asks("元上都怎么去？")).question_id
    assert await found(searching, wang, "元上都") == [second, first], "the newest first"
    assert await found(searching, wang, "考古 報告") == [first], "also in traditional characters"
    assert await found(searching, wang, "地方文献") == [first]
    assert await found(searching, wang, "预约") == [first]
    assert await found(searching, wang, "4f7k") == [second, first]
    assert await found(searching, wang, "清史稿") == await found(searching, wang, " ？") == []


async def test_page_by_page(searching, casework, patron_of, wang, clock):
    ids = []
    for number in range(5):
        ids.append((await patron_of().asks(f"停车的事 {number}")).question_id)
        clock.pass_(seconds=1)
    pages = [await searching.find(wang, "停车", 2, skip=skip) for skip in (0, 2, 4)]
    assert [question.id for page in pages for question in page] == ids[::-1]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [question.id for question in await casework.waiting(2, skip=2)] == ids[2:4]
