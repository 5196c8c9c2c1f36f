"""A month in a patron's life, on a clock the test moves: what she says, and what comes by itself."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.local_servers import LocalServers
from ebooks.titles import Title
from handlers.sundays import summary
from jobs.summaries import Summaries
from language.paragraphs import Paragraph
from tests.handlers.lin import shelve
from tests.running import Chat, Running, redis_database, running
from tests.waiting import until

CHINA = ZoneInfo("Asia/Shanghai")


class Calendar:
    """March 2026, whose first day is a Sunday."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 8, 30, tzinfo=CHINA).astimezone(UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=5)
        return self.time

    def moves_to(self, day: int, hour: int, minute: int = 0) -> None:
        self.time = datetime(2026, 3, day, hour, minute, 1, tzinfo=CHINA).astimezone(UTC)

    def passes(self, seconds: int) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def march() -> Calendar:
    return Calendar()


@pytest.fixture
async def library(
    database, redis, servers: LocalServers, tmp_path: Path, march: Calendar, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    """A house of this calendar, whose postman looks twenty times a second."""
    monkeypatch.setattr("jobs.delivery.LOOKS_EVERY", 0.05)
    mongodb_uri = servers.mongodb_uri.replace("/shutong?", f"/{database.name}?")
    number = redis.connection_pool.connection_kwargs["db"]
    async with running(mongodb_uri, redis_database(servers, number), tmp_path, now=march) as everything:
        yield everything


async def moves(library: Running, march: Calendar, day: int, hour: int, minute: int = 0) -> None:
    """What is on its way arrives first: no lease is to run out because we turned the clock."""

    async def at_rest() -> bool:
        return not await library.house.database["outbox"].count_documents({"lease": {"$type": "string"}})

    await until(at_rest, 30)
    march.moves_to(day, hour, minute)


@pytest.fixture
async def book(library: Running, tmp_path: Path) -> Title:
    return await shelve(library.house, "边城", tmp_path)


async def nothing_comes(lin: Chat) -> None:
    with pytest.raises(TimeoutError):
        await lin.hears(0.4)  # the postman has looked eight times


async def hears_of(lin: Chat, words: str) -> None:
    while words not in await lin.hears():
        pass


def first_words(page: str) -> str:
    """What an instalment begins with, under its chapter's name."""
    return page.split("\n\n")[1][:12]


async def test_a_month(library: Running, march: Calendar, book: Title, tmp_path: Path):
    house, lin = library.house, await library.patron("林小满")

    # Monday the 2nd. She finds a book, reads a little, and wants more of it every morning.
    await lin.says("找书 边城")
    await lin.says("1")
    seen = [first_words(await lin.says("开始"))]
    march.passes(60)
    seen.append(first_words(await lin.says("继续")))
    ordered = await lin.says("每天早上8点送")
    assert "《边城》每天早上8:00，每次 1 段" in ordered
    assert "3月3日（周二）" in ordered

    # Three mornings. She reads on by herself after each, and the days add up.
    for day in (3, 4, 5):
        await moves(library, march, day, 8)
        seen.append(first_words(await lin.hears()))
        march.passes(70)
        seen.append(first_words(await lin.says("继续")))
    assert "连着 4 天" in await lin.says("我读了几天")
    assert "坚持阅读第 4 天" in await lin.says("打卡")
    poster = await library.http.get(f"{lin.bubble.url}.png")
    assert (poster.status_code, poster.headers["content-type"]) == (200, "image/png")

    # She travels until Monday. Nothing comes, but for a quiet line about the week on Sunday evening.
    assert "3月9日（周一）" in await lin.says("暂停到下周一")
    for day in (6, 7, 8):
        await moves(library, march, day, 8)
        await nothing_comes(lin)
    await moves(library, march, 8, 18)
    assert "26%" in await lin.says("进度")
    await moves(library, march, 8, 19, 1)
    await Summaries(house.weeks, house.outbox, house.patrons, house.windows, words=summary).send()
    assert "这一周您读了 4 天" in await lin.hears()

    # Monday and Tuesday it comes again; then WeChat's 48 hours are over, and what is due waits for her: once,
    # not once for every day.
    for day in (9, 10):
        await moves(library, march, day, 8)
        seen.append(first_words(await lin.hears()))
    for day in (11, 12, 13):
        await moves(library, march, day, 8)
        await nothing_comes(lin)
    await moves(library, march, 13, 20)
    await lin.says("我的订阅")
    await hears_of(lin, "第20段")
    assert len(set(seen)) == len(seen), "no page came twice"

    # A corrected edition is imported; her place stays where it was.
    place = await lin.says("进度")
    await put_corrected(library, book)
    percent = re.compile(r"(\d+)%")
    assert abs(int(percent.search(await lin.says("进度"))[1]) - int(percent.search(place)[1])) <= 3
    assert "继续" in await lin.says("继续")

    # She has five minutes, and gets what fits.
    assert "接下来的 5 段" in await lin.says("我有5分钟")
    assert "第24段" in (await library.http.get(lin.bubble.url, follow_redirects=True)).text

    # A plan with a friend's code, an evening a day, to the certificate.
    await lin.says("退订")
    assert "不再送" in await lin.says("1")
    await publish_plan(library, tmp_path)
    await lin.says("读书计划")
    await lin.says("1")
    assert "您加入了《三天读呼兰河》" in await lin.says("晚上九点")
    assert "加入 " in await lin.says("一起读")
    for day in (14, 15, 16):
        await moves(library, march, day, 21)
        assert f"第 {day - 13}/3 天" in await lin.hears()
        march.passes(600)
        told = await lin.says("读完了")
    assert "您读完了「三天读呼兰河」" in told
    certificate = await library.http.get(f"{lin.bubble.url}.png")
    assert certificate.headers["content-type"] == "image/png"
    await moves(library, march, 17, 21)
    await nothing_comes(lin)

    # She reads the short book to its end.
    await house.shelf.put("CCCCCCCCCC", "短章", [("一", [Paragraph("一个短短的故事，一页就完。")])])
    await house.shelf.hand_out(await patron(library), "CCCCCCCCCC", instalments=1, message="from the page")
    assert "读完了" in await lin.says("继续")
    assert "短章" in await lin.says("读完的书")

    # At the month's end she wants nothing remembered, and nothing is.
    await moves(library, march, 31, 20)
    await lin.says("不要记录")
    assert "都删掉了" in await lin.says("1")
    assert await house.diary.days(await patron(library), date(2026, 1, 1)) == ()
    assert "短章" not in await lin.says("读完的书")


async def patron(library: Running) -> str:
    return (await library.house.database["patrons"].find_one())["_id"]


async def put_corrected(library: Running, book: Title) -> None:
    paragraphs = [Paragraph(f"第{number}段。" + "边城里的事，说来话长。" * 20) for number in range(60)]
    chapters = [("序", [Paragraph("这一版改正了错字。")]), ("第一章", paragraphs)]
    await library.house.shelf.put(book.id, book.name, chapters)


async def publish_plan(library: Running, folder: Path) -> None:
    """What a librarian does at the desk."""
    title, drafts = await shelve(library.house, "呼兰河传", folder), library.house.drafts
    draft = await drafts.draft("三天读呼兰河", "一座小城的四季。")
    draft = await drafts.choose(draft, [(title.id, title.name)], 3)
    await drafts.publish(draft)
