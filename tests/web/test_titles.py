import pytest
from httpx import AsyncClient
from selectolax.lexbor import LexborHTMLParser as Page

from ebooks.book import Chapter
from ebooks.search.search import Search
from tests.ebooks.shelving import Library
from tests.web.test_downloads import IN_WECHAT


def texts(html: str, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in Page(html).css(selector)]


async def test_the_home_shows_the_newest_titles(visitor: AsyncClient, shelves: Library) -> None:
    for number in range(14):
        await shelves.take(f"第{number}册", "某某")
    html = (await visitor.get("/")).text
    assert texts(html, ".shelf .called") == [f"第{number}册" for number in range(13, 1, -1)]
    assert texts(html, ".heading a") == ["全部 14 种"]


async def test_an_empty_library_says_so(visitor: AsyncClient) -> None:
    assert "书架还空着" in (await visitor.get("/")).text


async def test_a_search_finds_and_pages(visitor: AsyncClient, shelves: Library) -> None:
    for number in range(23):
        await shelves.take(f"红楼梦研究第{number:02}辑", "学会")
    first = (await visitor.get("/search", params={"q": "红楼梦"})).text
    assert (texts(first, "h1"), texts(first, ".heading p")) == (["「红楼梦」"], ["23 种"])
    assert len(texts(first, ".results li")) == 20
    (onward,) = Page(first).css('a[rel="next"]')
    second = (await visitor.get(onward.attributes["href"])).text
    assert len(texts(second, ".results li")) == 3
    assert Page(second).css_first("input[type=search]").attributes["value"] == "红楼梦"


async def test_a_search_for_nothing_shows_everything(visitor: AsyncClient, shelves: Library) -> None:
    await shelves.take("呐喊", "鲁迅")
    assert texts((await visitor.get("/search?q=+")).text, ".results .called") == ["呐喊"]


async def test_nothing_found_comes_with_advice(visitor: AsyncClient) -> None:
    html = (await visitor.get("/search?q=<script>alert(1)</script>")).text
    assert "请馆员帮您找" in html
    assert "<script>" not in html


@pytest.mark.parametrize("query", ["q=" + "书" * 101, "page=0", "page=x", "page=99999"])
async def test_what_no_page_asks_for_is_refused(visitor: AsyncClient, query: str) -> None:
    assert (await visitor.get(f"/search?{query}")).status_code == 422


async def test_a_title_says_what_it_is_and_how_to_have_it(visitor: AsyncClient, shelves: Library) -> None:
    chapters = tuple(Chapter(title=f"第{number}回") for number in range(1, 12))
    title = await shelves.take(
        "红楼梦", "曹雪芹", "高鹗", language="zh-Hans", description="大观园。\n\n<b>梦</b>", chapters=chapters
    )
    html = (await visitor.get(f"/t/{title.id}")).text
    assert texts(html, "h1") == ["红楼梦"]
    assert texts(html, ".authors a") == ["曹雪芹", "高鹗"]
    assert texts(html, ".say") == ["开始 《红楼梦》"]
    assert title.code in html
    assert texts(html, ".facts div") == ["语言中文", "篇幅11 章", "文件EPUB，1 KB"]
    assert "&lt;b&gt;梦&lt;/b&gt;" in html
    assert texts(html, ".contents li") == [f"第{number}回" for number in range(1, 12)]


async def test_the_button_downloads_the_book(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("红楼梦", text="满纸荒唐言")
    html = (await visitor.get(f"/t/{title.id}")).text
    (button,) = Page(html).css(".take a.primary")
    assert (await visitor.get(button.attributes["href"])).text == "满纸荒唐言"


async def test_inside_wechat_reading_comes_before_downloading(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("红楼梦")
    html = (await visitor.get(f"/t/{title.id}", headers=IN_WECHAT)).text
    assert html.index("开始 《红楼梦》") < html.index("下载 EPUB")
    assert not Page(html).css(".take a.primary")


async def test_a_code_typed_by_hand_leads_to_the_title(visitor: AsyncClient, shelves: Library) -> None:
    title = await shelves.take("红楼梦")
    answer = await visitor.get(f"/t/{title.code.lower()}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/t/{title.id}")


@pytest.mark.parametrize("address", ["/t/0000000000", "/t/nonsense", "/covers/0000000000.webp"])
async def test_a_title_that_is_not_there_is_missed_in_words(visitor: AsyncClient, address: str) -> None:
    answer = await visitor.get(address)
    assert answer.status_code == 404
    assert "没有找到这本书" in answer.text


async def test_a_search_can_be_narrowed_and_offers_what_was_meant(
    searching: Search, visitor: AsyncClient, shelves: Library
) -> None:
    for name, subject in (("红楼梦", "章回小说"), ("三国演义", "章回小说"), ("蒙古秘史", "历史")):
        await shelves.take(name, "某某", subjects=(subject, "小说"))
    await searching.catch_up()
    html = (await visitor.get("/search", params={"q": "小说"})).text
    assert "章回小说 2" in texts(html, ".facets a")
    narrowed = (await visitor.get("/search", params={"q": "小说", "subject": "历史"})).text
    assert texts(narrowed, ".results .called") == ["蒙古秘史"]
    assert any("取消" in one for one in texts(narrowed, ".facets a[aria-current]"))
    slipped = (await visitor.get("/search", params={"q": "红搂梦"})).text
    assert "没有找到「红搂梦」。您是不是找：" in slipped
    assert texts(slipped, ".results .called") == ["红楼梦"]
