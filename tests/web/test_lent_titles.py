"""What is lent leaves the house with a loan only."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from ebooks.book import Book, Chapter, Format
from ebooks.epub.reader import read_epub
from ebooks.epub.writer import write_epub
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from ebooks.titles import Title
from language.paragraphs import Paragraph
from tests.ebooks.shelving import Library
from tests.web.shelves import Watch


class Counter:
    """Where the only copy of 边城 is lent."""

    def __init__(self, library: Library, watch: Watch, title: Title) -> None:
        pools, cards = PoolRepository(library.database), CardRepository(library.database)
        ledger = Ledger(pools, cards, now=watch)
        self.lending, self.licensing = Lending(ledger, cards, now=watch), Licensing(ledger, pools, now=watch)
        self.tickets, self.title, self._watch = Tickets(b"only for the tests", now=watch), title, watch

    async def license(self) -> None:
        await self.licensing.add(self.title.id, Licence(id="one copy", added_at=self._watch()))

    async def lend(self) -> str:
        """The address of Lin's download."""
        loan = await self.lending.borrow("lin", self.title.id)
        return "/d/" + self.tickets.issue_until(self.title.id, loan.until, holder=loan.id)


@pytest.fixture
async def counter(shelves: Library, watch: Watch) -> Counter:
    counter = Counter(shelves, watch, await shelves.take("边城", "沈从文", text="小溪流下去。" * 50))
    await counter.license()
    return counter


async def test_the_file_is_hers_while_she_has_the_loan(visitor: AsyncClient, counter: Counter) -> None:
    link = await counter.lend()
    assert (await visitor.get(link)).status_code == 200
    await counter.lending.return_("lin", counter.title.id)
    answer = await visitor.get(link)
    assert answer.status_code == 403
    assert "这本书要先借" in answer.text
    await counter.lending.borrow("wang", counter.title.id)
    assert (await visitor.get(link)).status_code == 403


async def test_her_copy_bears_her_loans_number_and_goes_on_where_it_broke_off(
    visitor: AsyncClient, counter: Counter, shelves: Library, tmp_path
) -> None:
    epub = tmp_path / "real.epub"
    chapters = (Chapter(title="一", paragraphs=(Paragraph("小溪流下去。"),)),)
    book = Book(format=Format.EPUB, title="边城", chapters=chapters)
    write_epub(book, epub)
    counter.title = await shelves.catalogue.revise(counter.title.id, book, epub)
    answer = await visitor.get(link := await counter.lend())
    (loan,) = (await counter.lending.of("lin")).loans
    (tmp_path / "hers.epub").write_bytes(answer.content)
    assert loan.id in read_epub(tmp_path / "hers.epub").chapters[0].paragraphs[-1].text
    rest = await visitor.get(link, headers={"Range": "bytes=100-", "If-Range": answer.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, answer.content[100:])
    assert counter.title.sha256 not in answer.headers["etag"]


async def test_tickets_from_before_it_was_lent_open_nothing(visitor: AsyncClient, counter: Counter) -> None:
    old = "/d/" + counter.tickets.issue(counter.title.id, life=timedelta(days=7))
    assert (await visitor.get(old)).status_code == 403


async def test_its_page_says_what_there_is_and_how_to_borrow(visitor: AsyncClient, counter: Counter) -> None:
    page = f"/t/{counter.title.id}"
    said = (await visitor.get(page)).text
    assert "可借 1 本" in said
    assert "借《边城》" in said
    assert "/d/" not in said
    await counter.lend()
    assert "都借出去了。" in (await visitor.get(page)).text
