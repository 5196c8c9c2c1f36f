import io
import re

import pytest
import zxingcpp
from httpx import AsyncClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser as Page

from ebooks.tickets import Tickets
from library import qr
from tests.ebooks.shelving import Library
from tests.web.conftest import BASE_URL
from tests.web.shelves import Watch
from tests.web.test_titles import texts


async def test_the_wall_turns_its_pages_without_a_script(visitor: AsyncClient, shelves: Library) -> None:
    for number in range(25):
        await shelves.take(f"第{number}册")
    seen: list[str] = []
    address: str | None = "/kiosk"
    while address:
        html = (await visitor.get(address)).text
        seen += texts(html, ".called")
        onward = Page(html).css_first('a[rel="next"]')
        address = onward.attributes["href"] if onward else None
    assert seen == [f"第{number}册" for number in range(24, -1, -1)]
    assert texts(html, "nav p") == ["第 3 / 3 页共 25 种"]


async def test_a_page_beyond_the_last_is_the_last(visitor: AsyncClient, shelves: Library) -> None:
    await shelves.take("呐喊")
    answer = await visitor.get("/kiosk?page=7")
    assert (answer.status_code, answer.headers["location"]) == (307, "/kiosk?page=1")


async def test_an_empty_wall_says_so(visitor: AsyncClient) -> None:
    assert "书架还空着" in (await visitor.get("/kiosk")).text


async def test_a_tapped_book_shows_its_code_for_eyes_and_phones(
    visitor: AsyncClient, shelves: Library
) -> None:
    title = await shelves.take("呐喊", "鲁迅")
    html = (await visitor.get(f"/kiosk/t/{title.id}?page=3")).text
    assert texts(html, ".short b") == [title.code]
    assert Page(html).css_first("img.code").attributes["src"] == f"/kiosk/qr/{title.id}.svg"
    assert Page(html).css_first('a[rel="up"]').attributes["href"] == "/kiosk?page=3"


async def test_what_a_phone_scans_is_the_book_that_was_imported(
    visitor: AsyncClient, shelves: Library
) -> None:
    for number in range(12):
        await shelves.take(f"第{number}册", text=f"第{number}册的字")
    for title in (await shelves.catalogue.page(limit=12)).titles:
        picture = Image.open(io.BytesIO((await visitor.get(f"/qr/{title.id}.png")).content))
        (seen,) = zxingcpp.read_barcodes(picture)
        assert seen.text.startswith(f"{BASE_URL}/d/")
        assert len(seen.text) <= 80
        book = await visitor.get(seen.text)
        assert book.text == f"{title.name}的字"


async def test_codes_are_the_same_all_day_so_that_they_can_be_kept(
    visitor: AsyncClient, shelves: Library, watch: Watch
) -> None:
    title = await shelves.take("呐喊")
    watch.time = watch.time.replace(hour=0, minute=1)
    morning = await visitor.get(f"/kiosk/qr/{title.id}.svg")
    watch.forward(hours=23)
    evening = await visitor.get(f"/kiosk/qr/{title.id}.svg")
    watch.forward(hours=1)
    tomorrow = await visitor.get(f"/kiosk/qr/{title.id}.svg")
    assert morning.content == evening.content != tomorrow.content
    assert morning.headers["cache-control"] == "public, max-age=86400"
    assert morning.headers["content-type"] == "image/svg+xml"


async def test_a_kiosk_code_kept_for_a_day_is_still_good_for_a_week(
    visitor: AsyncClient, shelves: Library, watch: Watch
) -> None:
    title = await shelves.take("呐喊", text="字")
    link = "/d/" + Tickets(b"only for the tests", now=watch).issue_for_days(title.id, 7)
    watch.forward(days=7)
    assert (await visitor.get(link)).status_code == 200
    watch.forward(days=1)
    assert (await visitor.get(link)).status_code == 410


async def test_a_kiosk_code_is_drawn_at_level_q(visitor: AsyncClient, shelves: Library, watch: Watch) -> None:
    title = await shelves.take("呐喊")
    drawn = (await visitor.get(f"/kiosk/qr/{title.id}.svg")).content
    link = f"{BASE_URL}/d/" + Tickets(b"only for the tests", now=watch).issue_for_days(title.id, 7)
    assert drawn == qr.svg(link, level=qr.Level.Q)


async def test_covers_are_kept_for_a_month(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("呐喊")
    answer = await visitor.get(f"/covers/{title.id}.webp")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "public, max-age=2592000"
    assert Image.open(io.BytesIO(answer.content)).size == (600, 800)


@pytest.mark.parametrize("address", ["/", "/search", "/kiosk"])
async def test_no_page_needs_anything_but_us(visitor: AsyncClient, shelves: Library, address: str) -> None:
    await shelves.take("呐喊")
    html = (await visitor.get(address)).text
    assert not re.search(r'(?:src|href|action)="(?!/|#)', html)
    assert not re.search(r"<style|style=|\son\w+=|<script(?! src=)", html)
