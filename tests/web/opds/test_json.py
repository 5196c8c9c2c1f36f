"""OPDS 2, as an app reads it."""

import json
from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from ebooks.titles import Title
from tests.ebooks.lending.conftest import Lender
from tests.ebooks.shelving import Library
from tests.web.opds.conftest import BASE_URL
from tests.web.opds.crawling import crawl
from tests.web.opds.odd import ODD, PLAIN
from tests.web.opds.published import faults

FEED, PUBLICATION = "application/opds+json", "application/opds-publication+json"
DAY = timedelta(days=1)
A_TITLE = f"{BASE_URL}/opds/2/titles/"


async def read(visitor: AsyncClient, address: str) -> dict[str, Any]:
    answer = await visitor.get(address)
    assert answer.status_code == 200, (address, answer.text[:300])
    return json.loads(answer.content)


def links(whole: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in whole["links"]}


def acquisition(publication: dict[str, Any]) -> dict[str, Any]:
    (link,) = [link for link in publication["links"] if "acquisition" in link["rel"]]
    return link


async def test_every_feed_of_odd_titles_is_valid(
    visitor: AsyncClient, titles: list[Title], lender: Lender
) -> None:
    for title in titles[::3]:
        await lender.license(title.id, copies=2)
    feeds, publications = 0, set()
    async for address, answer in crawl(visitor, f"{BASE_URL}/opds/2"):
        kind = answer.headers["content-type"]
        assert (answer.status_code, kind) in {(200, FEED), (200, PUBLICATION)}, address
        assert faults(json.loads(answer.content), "feed" if kind == FEED else "publication") == [], address
        feeds += kind == FEED
        publications |= {address} if kind == PUBLICATION else set()
    assert publications == {f"{A_TITLE}{title.id}" for title in titles}
    assert feeds > 15


async def test_an_empty_library_and_an_empty_search_are_valid_too(visitor: AsyncClient) -> None:
    for address in ("/opds/2", "/opds/2/new", "/opds/2/titles", "/opds/2/authors", "/opds/2/search?query=无"):
        feed = await read(visitor, address)
        assert faults(feed, "feed") == [], address
        assert feed["navigation"]


async def test_a_schema_can_be_failed(visitor: AsyncClient, titles: list[Title]) -> None:
    feed = await read(visitor, "/opds/2/titles")
    feed["publications"][0]["metadata"]["modified"] = "yesterday"
    feed["publications"][1]["metadata"]["identifier"] = "no uri"
    feed["publications"][2]["links"] = []
    feed["publications"][3]["images"][0]["href"] = "a b"
    found = "\n".join(faults(feed, "feed"))
    assert all(f"publications[{number}]" in found for number in range(4)), found


async def test_all_titles_are_turned_page_by_page(visitor: AsyncClient, titles: list[Title]) -> None:
    address, seen = f"{BASE_URL}/opds/2/titles", []
    while address:
        feed = await read(visitor, address)
        about, to = feed["metadata"], links(feed)
        seen += [one["metadata"]["identifier"] for one in feed["publications"]]
        assert (about["numberOfItems"], about["itemsPerPage"]) == (len(titles), 50)
        assert (to["self"], to["first"]) == (address, f"{BASE_URL}/opds/2/titles")
        assert to["last"] == f"{BASE_URL}/opds/2/titles?page=2"
        assert ("previous" in to) == (about["currentPage"] == 2)
        address = to.get("next", "")
    assert len(seen) == len(set(seen)) == len(titles) == PLAIN + len(ODD)


async def test_a_title_says_what_it_is(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take(
        "红楼梦", "曹雪芹", "高鹗", language="zh-Hans", description="大观园。\n\n梦。" * 200,
        isbn="9787020002207", subjects=("小说",), series="四大名著", volume="4", publisher="人民文学出版社",
    )  # fmt: skip
    listed = (await read(visitor, "/opds/2/new"))["publications"][0]
    whole = await read(visitor, f"/opds/2/titles/{title.id}")
    about = whole["metadata"]
    assert about["identifier"] == "urn:isbn:9787020002207"
    assert about["altIdentifier"] == [f"urn:shutong:{title.id}"]
    assert [author["name"] for author in about["author"]] == ["曹雪芹", "高鹗"]
    assert about["belongsTo"] == {"series": [{"name": "四大名著", "position": 4}]}
    assert about["publisher"] == [{"name": "人民文学出版社"}]
    assert (about["language"], about["modified"]) == ("zh-Hans", "2026-03-05T12:01:00Z")
    assert about["description"] == title.description
    assert len(listed["metadata"]["description"]) == 600
    assert links(whole)["self"] == f"{A_TITLE}{title.id}"
    assert whole["images"][0] == {
        "href": f"{BASE_URL}/opds/covers/{title.id}.jpg", "type": "image/jpeg", "width": 600, "height": 800
    }  # fmt: skip
    by_author = await read(visitor, about["author"][1]["links"][0]["href"])
    by_subject = await read(visitor, about["subject"][0]["links"][0]["href"])
    assert by_author["metadata"]["title"] == "高鹗"
    assert by_author["publications"] == by_subject["publications"] == [listed]


async def test_control_characters_stay_at_home(visitor: AsyncClient, titles: list[Title]) -> None:
    wild = next(title for title in titles if "控制" in title.name)
    about = (await read(visitor, f"/opds/2/titles/{wild.id}"))["metadata"]
    assert about["title"] == "有控制 字符 的 书"
    assert [author["name"] for author in about["author"]] == ["作 者"]
    assert "\x00" not in about["description"]
    assert "第二段 <b>& ]]>" in about["description"]


async def test_language_and_direction_are_said_as_far_as_they_are_known(
    visitor: AsyncClient, titles: list[Title]
) -> None:
    feed = await read(visitor, "/opds/2/titles")
    said = {
        one["metadata"]["title"][:2]: (
            one["metadata"].get("language"),
            one["metadata"].get("readingProgression"),
        )
        for one in feed["publications"]
    }
    assert (said["ᠮᠣ"], said["徒然"]) == (("mn-Mong-CN", "ltr"), ("ja", "rtl"))
    assert (said["Мо"], said["𠮷野"]) == (("mn-MN", None), ("zh-Hant-HK", None))
    assert {language for name, (language, _) in said.items() if name == "语言"} == {None}


async def test_an_open_title_is_taken_and_a_lent_one_borrowed(
    visitor: AsyncClient, shelves: Library, lender: Lender
) -> None:
    free, lent = await shelves.take("呐喊", "鲁迅"), await shelves.take("彷徨", "鲁迅")
    await lender.license(lent.id, copies=1)
    loan = await lender.lending.borrow("lin", lent.id)
    await lender.lending.borrow("wang", lent.id)
    one, other = (await read(visitor, "/opds/2/new"))["publications"]
    assert acquisition(other) == {
        "rel": "http://opds-spec.org/acquisition/open-access",
        "href": f"{BASE_URL}/opds/files/{free.id}",
        "type": "application/epub+zip",
        "size": free.size,
    }
    assert acquisition(one) == {
        "rel": "http://opds-spec.org/acquisition/borrow",
        "href": f"{BASE_URL}/t/{lent.id}",
        "type": "text/html",
        "properties": {
            "availability": {
                "state": "unavailable",
                "since": lender.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "until": loan.until.strftime("%Y-%m-%dT%H:%M:%SZ"),
            },
            "copies": {"total": 1, "available": 0},
            "holds": {"total": 1},
            "indirectAcquisition": [{"type": "application/epub+zip"}],
        },
    }


async def test_a_licence_that_ran_out_leaves_a_title_unavailable(
    visitor: AsyncClient, shelves: Library, lender: Lender
) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    await lender.license(title.id, copies=1, until=lender.now() + DAY)
    lender.passes(days=2)
    publication = await read(visitor, f"/opds/2/titles/{title.id}")
    assert faults(publication, "publication") == []
    assert acquisition(publication)["properties"]["availability"] == {"state": "unavailable"}
    assert acquisition(publication)["properties"]["copies"] == {"total": 0, "available": 0}


async def test_languages_can_be_chosen_from(visitor: AsyncClient, titles: list[Title]) -> None:
    (group,) = (await read(visitor, "/opds/2/titles"))["facets"]
    chosen = next(link for link in group["links"] if link["href"].endswith("language=mn"))
    assert chosen["properties"] == {"numberOfItems": 2}
    feed = await read(visitor, chosen["href"])
    assert len(feed["publications"]) == feed["metadata"]["numberOfItems"] == 2
    (group,) = feed["facets"]
    assert [link["href"] for link in group["links"] if link.get("rel") == "self"] == [chosen["href"]]
