"""A poster at its address: for whoever was sent it, and only what we signed."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import zxingcpp
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from PIL import Image

from ebooks.tickets import Tickets
from handlers.links import CERTIFICATE, POSTER, Links
from library.passes import Passes
from reader.certificates import Certificate
from reader.posters import Poster
from tests.web.shelves import Watch
from web.drawings import Drawings
from web.joining import join
from web.posters import Posters

BASE_URL = "https://books.example.org"
SECRET = b"only for the tests of posters"
POSTER_OF_TODAY = Poster(
    quotation="满纸荒唐言，<b>一把</b>辛酸泪！",
    title="红楼梦",
    author="曹雪芹",
    days=23,
    instalments=3,
    date=date(2026, 11, 23),
    library="青山市图书馆",
    link=f"{BASE_URL}/t/ABCDEFGHJK",
)
CERTIFIED = Certificate(
    plan="二十一天读红楼",
    name="读者 4F7K",
    days=21,
    titles=("红楼梦",),
    date=date(2026, 11, 23),
    library="青山市图书馆",
)


def kept_in(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def passes(watch: Watch) -> Passes:
    return Passes(SECRET, now=watch)


@pytest.fixture
def links(passes: Passes) -> Links:
    return Links(Tickets(SECRET), base_url=BASE_URL, passes=passes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "posters"


@pytest.fixture
async def friend(passes: Passes, folder: Path) -> AsyncIterator[AsyncClient]:
    """Somebody to whom it was forwarded; she has no cookie of ours."""
    site = FastAPI()
    join(site.router, Posters(passes, Drawings(folder, most=3), library="青山市图书馆").routes())
    async with AsyncClient(transport=ASGITransport(site), base_url=BASE_URL) as client:
        yield client


async def test_the_page_shows_it_in_words_too_and_is_light(friend: AsyncClient, links: Links) -> None:
    answer = await friend.get(links.poster(POSTER_OF_TODAY))
    assert answer.status_code == 200
    assert "长按图片保存或转发" in answer.text
    assert (
        'alt="满纸荒唐言，&lt;b&gt;一把&lt;/b&gt;辛酸泪！ ——《红楼梦》曹雪芹。坚持阅读第 23 天"'
        in answer.text
    )
    assert len(answer.content) < 60_000
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_the_picture_leads_to_the_book(friend: AsyncClient, links: Links) -> None:
    answer = await friend.get(f"{links.poster(POSTER_OF_TODAY)}.png")
    assert answer.headers["content-type"] == "image/png"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)).convert("RGB"))
    assert code.text == POSTER_OF_TODAY.link
    assert answer.headers["cache-control"].startswith("private")


async def test_who_has_it_is_not_sent_it_again(friend: AsyncClient, links: Links) -> None:
    address = f"{links.poster(POSTER_OF_TODAY)}.png"
    tag = (await friend.get(address)).headers["etag"]
    again = await friend.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_asked_for_many_times_at_once_and_on_another_link_it_is_one_picture(
    friend: AsyncClient, links: Links, watch: Watch, folder: Path
) -> None:
    first = links.poster(POSTER_OF_TODAY)
    watch.forward(hours=1)
    other = links.poster(POSTER_OF_TODAY)
    assert first != other
    answers = await asyncio.gather(*(friend.get(f"{one}.png") for one in (first, other) * 4))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(kept_in(folder)) == 1


async def test_a_certificate_is_shown_as_well(friend: AsyncClient, links: Links) -> None:
    address = links.certificate(CERTIFIED)
    assert "「二十一天读红楼」" in (await friend.get(address)).text
    assert (await friend.get(f"{address}.png")).headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", ["/posters", "/certificates"])
@pytest.mark.parametrize("ending", ["", ".png"])
async def test_nobody_else_puts_words_under_our_name(
    friend: AsyncClient, path: str, ending: str, folder: Path
) -> None:
    own = Passes(b"a secret that is not the library's")
    purpose = POSTER if path == "/posters" else CERTIFICATE
    forged = own.issue(purpose, what=POSTER_OF_TODAY.written(), life=timedelta(days=1))
    for token in (forged, "x", "A" * 300):
        assert (await friend.get(f"{path}/{token}{ending}")).status_code == 403
    assert not kept_in(folder)


async def test_a_pass_for_another_purpose_is_none_for_this(friend: AsyncClient, links: Links) -> None:
    token = links.certificate(CERTIFIED).rpartition("/")[2]
    assert (await friend.get(f"/posters/{token}")).status_code == 403


async def test_after_a_month_it_is_over(friend: AsyncClient, links: Links, watch: Watch) -> None:
    address = links.poster(POSTER_OF_TODAY)
    watch.forward(days=31)
    for one in (address, f"{address}.png"):
        answer = await friend.get(one)
        assert answer.status_code == 410
        assert "打卡" in answer.text


async def test_the_folder_does_not_grow_for_ever(tmp_path: Path) -> None:
    drawings = Drawings(tmp_path / "few", most=3)
    for number in range(9):
        path = await drawings.path(f"{number}", lambda number=number: b"%d" % number)
        assert path.read_bytes() == b"%d" % number
    assert len(kept_in(tmp_path / "few")) == 3
