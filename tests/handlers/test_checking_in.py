"""She reads, checks in, and has something to show."""

import io
from urllib.parse import urlsplit

import zxingcpp
from httpx import ASGITransport, AsyncClient
from PIL import Image

from tests.handlers.lin import shelve
from web.app import create_app


async def picture_of(house, card: str) -> bytes:
    address = urlsplit(card.splitlines()[-1])
    async with AsyncClient(
        transport=ASGITransport(create_app(house)), base_url=f"https://{address.netloc}"
    ) as browser:
        answer = await browser.get(f"{address.path}.png")
    assert answer.status_code == 200
    return answer.content


async def test_before_she_has_read_she_is_invited_kindly(lin):
    answer = await lin.says("打卡")
    assert "今天还没有翻开书" in answer
    assert "继续" in answer


async def test_after_reading_she_gets_a_poster_that_leads_to_the_book(house, lin, tmp_path):
    title = await shelve(house, "石头的故事", tmp_path, authors=("曹雪芹",))
    await lin.says("开始 《石头的故事》")
    card = await lin.says("打卡")
    assert card.startswith("打卡成功 · 坚持阅读第 1 天")
    picture = await picture_of(house, card)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("RGB"))
    assert code.text.endswith(f"/t/{title.id}")


async def test_checking_in_again_is_no_second_day(house, lin, tmp_path):
    await shelve(house, "石头的故事", tmp_path)
    await lin.says("开始 《石头的故事》")
    await lin.says("打卡")
    assert "第 1 天" in await lin.says("我要打卡")


async def test_what_she_wrote_out_today_is_what_is_shown(house, lin, tmp_path):
    await shelve(house, "石头的故事", tmp_path)
    await lin.says("开始 《石头的故事》")
    await lin.says("摘抄 石头的故事里的事，说来话长。")
    card = await lin.says("打卡")
    async with AsyncClient(
        transport=ASGITransport(create_app(house)), base_url="https://library.example"
    ) as browser:
        page = (await browser.get(urlsplit(card.splitlines()[-1]).path)).text
    assert 'alt="石头的故事里的事，说来话长。 ——《石头的故事》' in page


async def test_who_wants_nothing_recorded_has_no_days_counted(house, lin, tmp_path):
    await shelve(house, "石头的故事", tmp_path)
    await lin.says("开始 《石头的故事》")
    patron = (await house.patrons.recognise("main", lin.openid)).id
    await house.diary.stop_recording(patron)
    card = await lin.says("打卡")
    assert card.startswith("今天的阅读海报")
    assert "不要记录" in card
    assert await picture_of(house, card)
