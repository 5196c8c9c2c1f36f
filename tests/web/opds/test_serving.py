"""How feeds, files and covers are served."""

import io

import pytest
from httpx import AsyncClient
from PIL import Image

from ebooks.feeds.source import read
from ebooks.tickets import TicketExpired, Tickets
from ebooks.titles import Title
from tests.ebooks.lending.conftest import Lender
from tests.ebooks.shelving import Library
from tests.web.opds.conftest import BASE_URL
from tests.web.shelves import Watch
from web.rendering import page


async def test_one_address_serves_both_kinds_of_app(visitor: AsyncClient) -> None:
    plain = await visitor.get("/opds")
    modern = await visitor.get("/opds", headers={"Accept": "application/opds+json, application/json;q=0.5"})
    assert (plain.headers["location"], modern.headers["location"]) == ("/opds/1.2", "/opds/2")
    assert plain.headers["vary"] == "Accept"


@pytest.mark.parametrize("version", ["1.2", "2"])
async def test_who_has_a_feed_is_not_sent_it_again(
    visitor: AsyncClient, shelves: Library, version: str
) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    for place in ("", "/new", "/titles", "/authors", f"/titles/{title.id}"):
        first = await visitor.get(f"/opds/{version}{place}")
        again = await visitor.get(f"/opds/{version}{place}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["cache-control"] == "public, max-age=300"
    await shelves.take("彷徨", "鲁迅")
    newer = await visitor.get(f"/opds/{version}", headers={"If-None-Match": first.headers["etag"]})
    assert newer.status_code == 200


async def test_a_free_copy_is_no_old_news(visitor: AsyncClient, shelves: Library, lender: Lender) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    open_to_all = await visitor.get(f"/opds/2/titles/{title.id}")
    await lender.license(title.id, copies=1)
    lent = await visitor.get(f"/opds/2/titles/{title.id}")
    await lender.lending.borrow("lin", title.id)
    out = await visitor.get(f"/opds/2/titles/{title.id}", headers={"If-None-Match": lent.headers["etag"]})
    assert out.status_code == 200
    assert lent.headers["cache-control"] == "public, max-age=30"
    assert open_to_all.headers["last-modified"] == "Thu, 05 Mar 2026 12:01:00 GMT"
    assert "last-modified" not in lent.headers


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/opds/3", 422), ("/opds/2/titles?page=2", 404), ("/opds/2/titles?page=0", 422),
        ("/opds/2/titles?page=10001", 422), ("/opds/2/titles/0123456789", 404), ("/opds/files/x", 404),
        ("/opds/covers/x.jpg", 404), ("/opds/2/search?query=" + "书" * 101, 422),
        ("/opds/2/titles?author=" + "者" * 201, 422), ("/opds/1.2/nothing", 404),
    ],
)  # fmt: skip
async def test_what_no_feed_leads_to_is_refused(visitor: AsyncClient, address: str, status: int) -> None:
    assert (await visitor.get(address)).status_code == status


@pytest.mark.parametrize("author", ["$ne", "^", ".*", "\x00", "[", "{}", "a\nb"])
async def test_a_name_is_only_a_name(visitor: AsyncClient, shelves: Library, author: str) -> None:
    await shelves.take("呐喊", "鲁迅", language="zh")
    for asked in ("author", "subject", "language"):
        found = await visitor.get("/opds/2/titles", params={asked: author})
        assert found.json()["metadata"]["numberOfItems"] == 0


async def test_no_ticket_is_in_a_feed_and_one_for_now_behind_it(
    visitor: AsyncClient, shelves: Library, tickets: Tickets, watch: Watch
) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    for version in ("1.2", "2"):
        for place in ("new", f"titles/{title.id}"):
            assert "/d/" not in (await visitor.get(f"/opds/{version}/{place}")).text
    led = await visitor.get(f"/opds/files/{title.id}")
    assert (led.status_code, led.headers["cache-control"]) == (307, "no-store")
    assert (await visitor.head(f"/opds/files/{title.id}")).status_code == 307
    token = led.headers["location"].removeprefix("/d/")
    assert tickets.check(token).title_id == title.id
    watch.forward(hours=2)
    with pytest.raises(TicketExpired):
        tickets.check(token)
    assert (await visitor.get(f"/opds/files/{title.id}")).headers["location"] != led.headers["location"]


async def test_a_lent_title_cannot_be_taken(visitor: AsyncClient, shelves: Library, lender: Lender) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    await lender.license(title.id, copies=1)
    led = await visitor.get(f"/opds/files/{title.id}")
    assert (led.status_code, led.headers["location"]) == (303, f"/t/{title.id}")


@pytest.mark.parametrize("version", ["1.2", "2"])
async def test_what_we_feed_our_own_import_can_eat(
    visitor: AsyncClient, shelves: Library, lender: Lender, version: str
) -> None:
    title, lent = await shelves.take("呐喊", "鲁迅", isbn="9787020002207"), await shelves.take("彷徨", "鲁迅")
    await lender.license(lent.id, copies=1)
    address = f"{BASE_URL}/opds/{version}/titles"
    (offer,) = read((await visitor.get(address)).content, address).offers
    assert (offer.title, offer.authors, offer.size) == ("呐喊", ("鲁迅",), title.size)
    assert offer.href == f"{BASE_URL}/opds/files/{title.id}"
    assert set(offer.identifiers) == {"urn:isbn:9787020002207", f"urn:shutong:{title.id}"}


async def test_covers_are_pictures_every_app_can_show(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    about = (await visitor.get(f"/opds/2/titles/{title.id}")).json()
    for image in about["images"]:
        answer = await visitor.get(image["href"])
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.size) == ("JPEG", (image["width"], image["height"]))
        known = {"If-None-Match": answer.headers["etag"]}
        assert (await visitor.get(image["href"], headers=known)).status_code == 304


async def test_a_feed_speaks_the_apps_language(visitor: AsyncClient) -> None:
    english = (await visitor.get("/opds/2/languages", headers={"Accept-Language": "en"})).json()
    chinese = await visitor.get("/opds/2/languages")
    assert (english["metadata"]["title"], chinese.json()["metadata"]["title"]) == ("Language", "语言")
    assert english["links"][0]["href"] == f"{BASE_URL}/opds/2/languages"
    assert chinese.headers["vary"] == "Accept-Language, Accept-Encoding"


async def test_a_feed_is_packed_for_who_can_unpack(visitor: AsyncClient, titles: list[Title]) -> None:
    packed = await visitor.get("/opds/1.2/titles", headers={"Accept-Encoding": "gzip"})
    plain = await visitor.get("/opds/1.2/titles", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.headers["etag"]) == ("gzip", plain.headers["etag"])
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) * 5 < len(plain.content)


async def test_a_page_tells_of_the_feeds() -> None:
    html = page("patron/home.html", library="县图书馆", titles=[], total=0).body.decode()
    for version, kind in (("1.2", "application/atom+xml"), ("2", "application/opds+json")):
        assert f'<link rel="alternate" href="/opds/{version}" type="{kind}' in html
