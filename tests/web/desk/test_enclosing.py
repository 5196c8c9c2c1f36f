"""What a librarian sends beside words, with forms alone."""

import re

import httpx
import pytest

from bot.replies import Card, Picture
from bot.wire import from_json
from tests.running import NO_TLS

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def claimed(house, browser, text="家谱在哪里看？"):
    receipt = await house.asks(text)
    await browser.does(f"/desk/questions/{receipt.question_id}/claim")
    page = f"/desk/questions/{receipt.question_id}"
    await browser.looks(page)
    return page


async def left(database):
    """What waits to leave the house."""
    return [from_json(bubble) async for one in database["outbox"].find() for bubble in one["bubbles"]]


async def sends(browser, page, picture, *, last_seq=1, key="a-key-of-a-form"):
    fields = {"csrf": browser.csrf, "key": key, "last_seq": str(last_seq)}
    files = {"picture": ("照片.png", picture, "image/png")}
    return await browser.http.post(f"{page}/picture", data=fields, files=files)


async def test_a_picture_goes_out_once_and_stands_in_the_thread(house, database):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    assert (await sends(wang, page, PNG)).headers["location"] == page
    assert (await sends(wang, page, PNG)).headers["location"] == page
    shown = re.findall(r'<img src="([^"]+)"', await wang.looks(page))
    assert len(shown) == 1
    assert (await wang.http.get(shown[0])).content == PNG
    [picture] = await left(database)
    assert isinstance(picture, Picture)
    async with httpx.AsyncClient(verify=NO_TLS) as stranger:
        seen = await stranger.get(picture.url)
        assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
        assert "sandbox" in seen.headers["content-security-policy"]
        assert (await stranger.get(f"{picture.url}x")).status_code == 404
    assert await database["attachments"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("picture", "why"),
    [(b"", "没有选图片"), (b"<svg/>", "这不是能发的图片"), (PNG + bytes(10 << 20), "图片太大")],
)
async def test_what_is_no_picture_is_refused_in_words(house, database, picture, why):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    refused = await sends(wang, page, picture)
    assert (refused.status_code, why in refused.text) == (409, True)
    assert await left(database) == []


async def test_a_form_too_large_is_not_even_read(house):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    assert (await sends(wang, page, bytes(12 << 20))).status_code == 413


async def test_who_has_not_seen_the_newest_looks_first(house, database):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    refused = await sends(wang, page, PNG, last_seq=0)
    assert (refused.status_code, "读者刚刚又写了" in refused.text) == (409, True)
    assert await database["attachments"].count_documents({}) == 0


async def test_a_book_or_an_answer_goes_out_as_a_card(house, database):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    title = await house.library.take("边城", "沈从文")
    found = await wang.looks(f"{page}/card?words=边城")
    assert "沈从文" in found
    key = re.search(r'name="key" value="([^"]+)"', found)[1]
    sent = await wang.does(f"{page}/card", key=key, last_seq=1, of=f"title/{title.id}")
    assert sent.headers["location"] == page
    assert "《边城》" in await wang.looks(page)
    found = await wang.looks(f"{page}/card?words=押金")
    await wang.does(f"{page}/card", key="another-key", last_seq=2, of="answer/deposit")
    book, answer = await left(database)
    assert isinstance(book, Card)
    assert answer.url.endswith("/faq/deposit")
    assert (book.title, book.url.endswith(f"/t/{title.id}")) == ("《边城》", True)


async def test_only_what_there_is_is_sent(house):
    wang = await house.signed_in("wang", "王馆员")
    page = await claimed(house, wang)
    for name in ("title/0000000000", "answer/none", "nothing"):
        assert (
            await wang.does(f"{page}/card", key="a-key-of-a-form", last_seq=1, of=name)
        ).status_code == 404
    assert "没有找到「量子」" in (await wang.http.get(f"{page}/card?words=量子")).text


async def test_another_branchs_question_is_none(house):
    wang = await house.signed_in("wang", "王馆员")
    assert (await wang.http.get("/desk/questions/none/card")).status_code == 404
