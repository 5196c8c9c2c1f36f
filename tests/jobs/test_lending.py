"""News of loans and holds, on its way to patrons by workers that may die at any moment."""

import pytest

from bot.outbox import Outbox, State
from ebooks.tickets import Tickets
from handlers.lent import Announcements
from handlers.links import Links
from jobs.lending import LendingNews
from library.passes import Passes
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.ebooks.lending.conftest import Lender
from tests.ebooks.shelving import Library

SECRET = b"a secret for tests"


class Counter:
    """Where loans are made; Lin has the only copy of 边城, and Wang waits for it."""

    def __init__(self, database, root) -> None:
        self.lender, self.library = Lender(database), Library(database, root)
        self.outbox = Outbox(database, now=self.lender.now)
        self.patrons = Patrons(PatronRepository(database))
        links = Links(Tickets(SECRET), base_url="https://library.example", passes=Passes(SECRET))
        self.news = LendingNews(
            self.lender.sweeping,
            self.outbox,
            self.patrons,
            self.library.catalogue,
            words=Announcements(links).of,
        )

    async def open(self) -> "Counter":
        await self.library.open()
        await self.lender.pools.prepare()
        await self.outbox.prepare()
        self.title = (await self.library.take("边城", "沈从文")).id
        self.lin, self.wang = [(await self.patrons.recognise("main", name)).id for name in ("lin", "wang")]
        await self.lender.license(self.title)
        for patron in (self.lin, self.wang):
            await self.lender.lending.borrow(patron, self.title)
        return self

    async def arrived(self) -> list[tuple[str, str]]:
        """What each of them is sent."""
        found = []
        while message := await self.outbox.lease():
            found.append((message.patron, message.bubbles[0].text))
            await self.outbox.finish(message, State.SENT)
        return found


@pytest.fixture
async def counter(database, tmp_path) -> Counter:
    return await Counter(database, tmp_path / "library").open()


async def test_wang_is_told_once_that_a_copy_is_kept_for_her_and_until_when(counter):
    await counter.lender.lending.return_(counter.lin, counter.title)
    assert await counter.news.send() == 1
    assert await counter.news.send() == 0
    [(patron, words)] = await counter.arrived()
    assert patron == counter.wang
    assert "《边城》到了，替您留到3月8日中午12:00" in words


async def test_a_worker_that_died_before_it_noted_it_told_her_once_all_the_same(counter):
    await counter.lender.lending.return_(counter.lin, counter.title)
    await counter.outbox.put_many(await counter.news._posts(await counter.lender.sweeping.sweep()))
    await counter.news.send()
    assert len(await counter.arrived()) == 1


async def test_what_she_must_not_miss_may_go_as_a_notice_and_the_rest_is_passing(counter):
    counter.lender.passes(days=18)
    await counter.news.send()
    ending = await counter.outbox.lease()
    assert (ending.headline, ending.passing) == ("《边城》快到期了", False)
    assert ending.page == f"https://library.example/t/{counter.title}"
    await counter.outbox.finish(ending, State.SENT)
    counter.lender.passes(days=3)
    await counter.news.send()
    told = [await counter.outbox.lease(), await counter.outbox.lease()]
    assert {(one.patron, one.passing) for one in told} == {(counter.lin, True), (counter.wang, False)}


async def test_it_is_said_in_her_language(counter):
    await counter.patrons.speak(counter.wang, "en")
    await counter.lender.lending.return_(counter.lin, counter.title)
    await counter.news.send()
    [(_, words)] = await counter.arrived()
    assert "borrow 边城" in words


async def test_who_has_left_hears_nothing(counter):
    await counter.patrons.forget(counter.wang)
    await counter.lender.lending.return_(counter.lin, counter.title)
    await counter.news.send()
    assert await counter.arrived() == []
    assert await counter.lender.sweeping.sweep() == ()
