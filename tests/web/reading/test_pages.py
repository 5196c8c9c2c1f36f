"""The page itself: looking moves nothing, a button moves the place once, and it is small."""

import gzip

import pytest
from selectolax.lexbor import LexborHTMLParser as Page

from reader.spots import Spot
from tests.web.reading.conftest import chapter
from web.reading.sheets import STYLE


def value(html: str, selector: str, name: str = "value") -> str:
    return Page(html).css_first(selector).attributes[name]


async def place(world, lin, title):
    enrolment = await world.books.shelf.enrolment(lin.id, title.id)
    return enrolment and str(Spot.of(enrolment.place))


async def test_looking_moves_nothing_and_a_button_does(world, title, lin, phone):
    page = await phone.get(f"/read/{title.id}/1-1", headers={"purpose": "prefetch"})
    assert await place(world, lin, title) is None
    to = value(page.text, ".next")
    for _ in range(2):  # pressed twice
        onward = await phone.post(f"/read/{title.id}/turn", data={"to": to})
    assert onward.url.path == f"/read/{title.id}/1-2"
    assert await place(world, lin, title) == "1-2"
    await phone.get(f"/read/{title.id}/1-1")  # the browser's back
    assert await place(world, lin, title) == "1-2"


async def test_the_chat_reads_on_from_where_the_page_is(world, title, lin, phone):
    await phone.post(f"/read/{title.id}/turn", data={"to": "2-2"})
    assert (await world.books.shelf.next(lin.id, message="1")).number == 3
    page = await phone.get(f"/read/{title.id}")
    assert page.url.path == f"/read/{title.id}/2-3"


async def test_elsewhere_she_is_told_where_she_is(world, title, lin, phone):
    await world.books.shelf.turn_to(lin.id, title.id, Spot(2, 2), message="1")
    html = (await phone.get(f"/read/{title.id}/1-1")).text
    assert "您读到" in Page(html).css_first(".tell").text()
    assert "您读到" not in (await phone.get(f"/read/{title.id}/2-2")).text


async def test_the_chapter_can_be_read_as_one_and_that_is_remembered(title, phone):
    back = f"/read/{title.id}/2-2"
    page = await phone.post("/read/settings", data={"back": back, "view": "chapter"})
    article = Page(page.text).css_first("article")
    assert article.css_first("h1").text() == "第二章"
    assert len(article.css("p")) == 2  # the verse and the text, joined again from its instalments
    assert article.css_first("p.verse").text() == "满纸荒唐言，\n一把辛酸泪。"
    assert [mark.attributes["id"] for mark in article.css("a[id]")] == ["s2-1", "s2-2", "s2-3"]
    assert value(page.text, ".next") == "3-1"
    assert value(page.text, ".prev") == "1-1"


async def test_size_and_theme_are_kept_in_the_browser(title, phone):
    back = f"/read/{title.id}/1-1"
    await phone.post("/read/settings", data={"back": back, "size": "4"})
    page = await phone.post("/read/settings", data={"back": back, "theme": "night"})
    root = Page(page.text).css_first("html").attributes
    assert (root["data-size"], root["data-theme"]) == ("4", "night")


@pytest.mark.parametrize("form", [{"back": "https://evil.example"}, {"back": "//evil"}, {"size": "9"}])
async def test_settings_lead_nowhere_else(phone, form):
    answer = await phone.post("/read/settings", data={"back": "/read"} | form)
    assert answer.status_code == 422


async def test_text_that_runs_downwards_says_so(vertical, phone):
    html = (await phone.get(f"/read/{vertical.id}/1-1")).text
    assert value(html, "html", "data-writing") == "vertical-rl"
    assert value(html, "article", "lang") == "zh-Hant"


async def test_the_contents_are_a_way_to_every_chapter(world, title, lin, phone):
    html = (await phone.get(f"/read/{title.id}/contents")).text
    assert [one.text() for one in Page(html).css(".contents button")] == ["第一章", "第二章", "第三章"]
    await phone.post(f"/read/{title.id}/turn", data={"to": "3-1"})
    assert "读到这里" in (await phone.get(f"/read/{title.id}/contents")).text


async def test_a_page_the_phone_has_is_not_sent_again(title, phone):
    first = await phone.get(f"/read/{title.id}/1-1")
    again = await phone.get(f"/read/{title.id}/1-1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first.headers["cache-control"]


async def test_a_page_and_its_style_are_small(world, phone):
    title = await world.take("长书", (chapter("第一章", 900),))
    await phone.post("/read/settings", data={"back": "/read", "view": "chapter"})
    page = await phone.get(f"/read/{title.id}/1-1")
    style = await phone.get(STYLE.address)
    assert len(page.content) + len(style.content) < 60_000
    assert page.headers["content-encoding"] == style.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(page.content)) < 12_000
    assert "immutable" in style.headers["cache-control"]


async def test_what_is_marked_is_kept_and_found_again(title, phone):
    await phone.post(f"/read/{title.id}/bookmark", data={"at": "2-1"})
    kept = await phone.post(
        f"/read/{title.id}/excerpt", data={"at": "1-1", "words": "满纸荒唐言，一把辛酸泪。"}
    )
    assert "已摘抄" in kept.text
    refused = await phone.post(f"/read/{title.id}/excerpt", data={"at": "1-1", "words": "不是原文"})
    assert "没有记下" in refused.text
    await phone.post(f"/read/{title.id}/note", data={"at": "1-1", "words": "<b>妙</b>", "key": "12345678"})
    page = await phone.get("/read/marks")
    assert [one.text() for one in Page(page.text).css(".words")][1:] == [
        "满纸荒唐言，\n一把辛酸泪。",
        "<b>妙</b>",
    ]
    found = await phone.get(value(page.text, ".mark a", "href"))
    assert found.url.path == f"/read/{title.id}/2-1"
    await phone.post("/read/marks/remove", data={"mark": value(page.text, ".mark button")})
    assert len(Page((await phone.get("/read/marks")).text).css(".mark")) == 2


async def test_without_a_script_sentences_are_ticked(title, phone):
    html = (await phone.get(f"/read/{title.id}/1-1/sentences")).text
    boxes = [box.attributes["value"] for box in Page(html).css("input[type=checkbox]")]
    data = {"at": "1-1", "words": [boxes[-4], boxes[-3], boxes[-1]]}
    await phone.post(f"/read/{title.id}/excerpt", data=data)
    words = [one.text() for one in Page((await phone.get("/read/marks")).text).css(".words")]
    assert sorted(words) == sorted(data["words"])


async def test_excerpts_are_taken_along_as_a_text(world, title, lin, phone, watch):
    await phone.post(f"/read/{title.id}/excerpt", data={"at": "1-1", "words": "一把辛酸泪"})
    link = world.path(world.links.marks(lin.id))
    text = (await phone.get(link)).text
    assert "《春天的书》林某" in text
    assert "「一把辛酸泪」" in text
    watch.forward(minutes=31)
    assert (await phone.get(link)).status_code == 403


@pytest.mark.parametrize("path", ["99-99", "0-0"])
async def test_a_spot_that_is_not_there_breaks_nothing(title, phone, path):
    assert (await phone.get(f"/read/{title.id}/{path}")).status_code in (200, 404)


async def test_a_title_without_text_is_missed_in_words(phone):
    answer = await phone.get("/read/0000000000/1-1")
    assert answer.status_code == 404
    assert "没有可以读的文字" in answer.text


async def test_a_lent_title_is_read_with_a_loan_and_by_no_guest(world, phone, title, lin, watch):
    link = world.path(world.links.reading(lin.id, title.id))
    page = f"/read/{title.id}/1-1"
    assert (await phone.get(page)).status_code == 200
    world.lent.add(title.id)
    for path in (page, f"/read/{title.id}", f"/read/{title.id}/contents", f"{page}/sentences"):
        refused = await phone.get(path)
        assert refused.status_code == 403
        assert "这本书要借了才能读" in refused.text
        assert f"借 {title.id}" in refused.text
    for deed, said in (
        ("turn", {"to": "1-2"}),
        ("bookmark", {"at": "1-2"}),
        ("excerpt", {"at": "1-1", "words": "春"}),
    ):
        assert (await phone.post(f"/read/{title.id}/{deed}", data=said)).status_code == 403
    watch.forward(hours=1)
    async with world.phone() as friend:
        assert "这本书要借了才能读" in (await friend.get(link)).text
