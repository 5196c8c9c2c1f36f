"""「今天读什么」: a few titles, each with an honest reason."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ebooks.book import Chapter
from handlers.candidates import Chooser
from language.paragraphs import Paragraph
from reader.featured import Featured
from tests.handlers.lin import Lin, shelve

AFTERNOON = datetime(2026, 7, 15, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def names(answer):
    return re.findall(r"^\d\. 《(.+?)》", answer, re.M)


async def forget_when_they_came(house):
    """So that nothing is new."""
    years = timedelta(days=2000)
    await house.database["titles"].update_many(
        {}, {"$set": {"added_at": datetime.now(ZoneInfo("UTC")) - years}}
    )


async def test_an_empty_library_says_so(lin):
    assert "找书" in await lin.says("今天读什么")


async def test_a_new_patron_gets_what_is_new_and_the_card_behind_a_number(house, lin, tmp_path):
    await shelve(house, "边城", tmp_path, authors=("沈从文",))
    answer = await lin.says("今天读什么")
    assert "1. 《边城》沈从文\n   馆里新到的" in answer
    assert "https://library.example/t/" in await lin.says("1")


async def test_because_of_what_she_reads(house, lin, tmp_path):
    await shelve(house, "呐喊", tmp_path, authors=("鲁迅",))
    await lin.says("开始 《呐喊》")
    await shelve(house, "彷徨", tmp_path, authors=("鲁迅",))
    await shelve(house, "朝花", tmp_path, authors=("别人",), subjects=("散文",))
    answer = await lin.says("推荐一本书")
    assert "《彷徨》鲁迅\n   因为您读过《呐喊》，作者是同一位" in answer
    assert "《呐喊》您还没读完，「继续」接着读。" in answer
    assert "呐喊" not in names(answer)


async def test_who_reads_the_same_reads_this_too(house, lin, tmp_path):
    for name in ("呐喊", "边城"):
        await shelve(house, name, tmp_path)
    for number in range(5):
        other = Lin(house, f"o-{number}")
        await other.says("开始 《呐喊》")
        await other.says("开始 《边城》")
    await house.companions.count()
    await lin.says("开始 《呐喊》")
    assert "和您一样读过《呐喊》的读者也在读" in await lin.says("有什么好看的")


async def test_what_librarians_put_forward(house, lin, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    await house.front_table.put(
        Featured(
            title_id=title.id,
            name=title.name,
            words="写给想家的人",
            until=house.front_table.today,
            by="王馆员",
        )
    )
    assert "馆员推荐：写给想家的人" in await lin.says("随便来一本")


async def test_never_what_she_has_read_or_put_away(house, lin, tmp_path):
    for name in ("呐喊", "彷徨", "野草"):
        await shelve(house, name, tmp_path)
    await lin.says("开始 《呐喊》")
    await lin.says("开始 《彷徨》")
    await lin.says("不读了")
    await lin.says("1")
    assert names(await lin.says("今天读什么")) == ["野草"]


async def test_others_until_there_are_none(house, lin, tmp_path):
    for number in range(5):
        await shelve(house, f"第{number}本", tmp_path)
    await forget_when_they_came(house)
    seen = [names(await lin.says("今天读什么"))]
    assert seen[0] == names(await lin.says("今天读什么")), "the same all day"
    while found := names(answer := await lin.says("换一批")):
        seen.append(found)
    assert sorted(name for batch in seen for name in batch) == [f"第{number}本" for number in range(5)]
    assert "都给您看过了" in answer


async def test_nothing_personal_for_who_wants_nothing_recorded(house, lin, tmp_path):
    await shelve(house, "呐喊", tmp_path, authors=("鲁迅",))
    await shelve(house, "彷徨", tmp_path, authors=("鲁迅",))
    await lin.says("开始 《呐喊》")
    await lin.says("确定不要记录")
    answer = await lin.says("今天读什么")
    assert "您读过" not in answer
    assert names(answer) == ["彷徨"]


async def test_by_her_own_clock(house, tmp_path):
    short = Chapter(title="第一章", paragraphs=(Paragraph("一件小事。" * 500),))
    await shelve(house, "短篇", tmp_path, chapters=(short,))
    await forget_when_they_came(house)
    patron = "a patron"
    chooser = Chooser(
        house.catalogue, house.shelf, house.diary, house.companions, house.front_table, now=lambda: AFTERNOON
    )
    [choice] = (await chooser.choose(patron)).choices
    assert choice.suggestion.reason == "chance"
    await house.diary.live_in(patron, "Europe/London")  # where it is eight in the morning
    [choice] = (await chooser.choose(patron)).choices
    assert (choice.suggestion.reason, choice.suggestion.about) == ("hour", "5")


async def test_others_before_any_were_shown(house, lin, tmp_path):
    await shelve(house, "边城", tmp_path)
    assert names(await lin.says("换一批")) == ["边城"]
    assert "都给您看过了" in await lin.says("换一批 99")
