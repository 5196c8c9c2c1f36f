"""OPDS 1.2, as an app reads it."""

import json

import pytest
from httpx import AsyncClient

from ebooks.titles import Title
from tests.ebooks.lending.conftest import Lender
from tests.ebooks.shelving import Library
from tests.web.opds.conftest import BASE_URL
from tests.web.opds.crawling import NAMES, crawl, texts, xml
from tests.web.opds.grammars import faults

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
ACQUIRING = "atom:link[starts-with(@rel, 'http://opds-spec.org/acquisition')]"


async def test_every_feed_of_odd_titles_is_valid(
    visitor: AsyncClient, titles: list[Title], lender: Lender
) -> None:
    for title in titles[::3]:
        await lender.license(title.id, copies=2)
    entries, feeds = set(), 0
    async for address, answer in crawl(visitor, f"{BASE_URL}/opds/1.2"):
        assert answer.status_code == 200, address
        assert faults(answer.content) == [], address
        whole, kind = xml(answer), answer.headers["content-type"]
        assert texts(whole, "atom:link[@rel = 'self']/@type") == [kind]
        taken = int(whole.xpath(f"count(.//{ACQUIRING})", namespaces=NAMES))
        listed = len(whole.findall("{*}entry"))
        assert taken == {NAVIGATION: 0, ACQUISITION: listed, ENTRY: 1}[kind], address
        entries |= {address} if kind == ENTRY else set()
        feeds += kind != ENTRY
    assert entries == {f"{BASE_URL}/opds/1.2/titles/{title.id}" for title in titles}
    assert feeds >= 7


async def test_an_empty_library_is_valid_too(visitor: AsyncClient) -> None:
    for place in ("", "/new", "/titles", "/authors", "/search?query=无"):
        answer = await visitor.get(f"/opds/1.2{place}")
        assert (answer.status_code, faults(answer.content)) == (200, [])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<updated>2026", b"<updated>2026x"),
        (b'type="image/jpeg"', b'type=""'),
        (b'href="https://books.example.org/opds', b'href="https://a b/'),
        (b"<author>", b"<author><name/></author><author>"),
        (b"</entry>", b"<entry/></entry>"),
    ],
)
async def test_a_grammar_can_be_failed(
    visitor: AsyncClient, shelves: Library, right: bytes, wrong: bytes
) -> None:
    await shelves.take("呐喊", "鲁迅")
    feed = (await visitor.get("/opds/1.2/new")).content
    assert faults(feed) == []
    assert faults(feed.replace(right, wrong))


async def test_a_list_shortens_and_leads_to_the_whole(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("红楼梦", description="梦。" * 1000, isbn="9787020002207", subjects=("小说",))
    (entry,) = xml(await visitor.get("/opds/1.2/new")).findall("{*}entry")
    (address,) = texts(entry, f"atom:link[@rel = 'alternate' and @type = '{ENTRY}']/@href")
    whole = xml(await visitor.get(address))
    assert texts(entry, "atom:content/text()") == []
    assert texts(whole, "atom:content/text()") == [title.description]
    assert texts(entry, "atom:summary/text()") == texts(whole, "atom:summary/text()")
    assert texts(whole, "atom:id/text()") == [f"urn:shutong:{title.id}"]
    assert texts(whole, "dc:identifier/text()") == ["urn:isbn:9787020002207"]
    assert texts(whole, "atom:author/atom:name/text()") == ["佚名"]
    assert texts(whole, "atom:category/@term") == ["小说"]


async def test_copies_and_holds_are_said_as_palace_says_them(
    visitor: AsyncClient, shelves: Library, lender: Lender
) -> None:
    title = await shelves.take("彷徨", "鲁迅")
    await lender.license(title.id, copies=3)
    await lender.lending.borrow("lin", title.id)
    (entry,) = xml(await visitor.get("/opds/1.2/new")).findall("{*}entry")
    link = "atom:link[@rel = 'http://opds-spec.org/acquisition/borrow']"
    assert texts(entry, f"{link}/@href") == [f"{BASE_URL}/t/{title.id}"]
    assert texts(entry, f"{link}/opds:indirectAcquisition/@type") == ["application/epub+zip"]
    assert texts(entry, f"{link}/opds:availability/@status") == ["available"]
    assert texts(entry, f"{link}/opds:copies/@*") == ["3", "2"]
    assert texts(entry, f"{link}/opds:holds/@total") == ["0"]


async def test_a_search_is_described_and_finds(visitor: AsyncClient, shelves: Library) -> None:
    await shelves.take("呐喊", "鲁迅")
    await shelves.take("边城", "沈从文")
    root = xml(await visitor.get("/opds/1.2"))
    (address,) = texts(root, "atom:link[@rel = 'search']/@href")
    described = await visitor.get(address)
    assert described.headers["content-type"] == "application/opensearchdescription+xml"
    (template,) = texts(xml(described), "opensearch:Url/@template")
    assert texts(xml(described), "opensearch:Url/@type") == [ACQUISITION]
    found = xml(await visitor.get(template.replace("{searchTerms}", "biancheng")))
    assert texts(found, "atom:entry/atom:title/text()") == ["边城"]
    assert texts(found, "opensearch:totalResults/text()") == ["1"]


async def test_both_versions_tell_of_the_same_titles(visitor: AsyncClient, titles: list[Title]) -> None:
    atom = xml(await visitor.get("/opds/1.2/titles"))
    feed = json.loads((await visitor.get("/opds/2/titles")).content)
    assert texts(atom, "atom:entry/atom:title/text()") == [
        one["metadata"]["title"] for one in feed["publications"]
    ]
