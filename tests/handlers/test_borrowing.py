"""Licensed books, as patrons borrow, wait for, keep and return them in the chat."""

from datetime import timedelta

import pytest

from bot.messages import Scan
from ebooks.lending.licences import Licence
from library.clock import utc_now
from tests.handlers.lin import Lin, shelve


@pytest.fixture
def wang(house) -> Lin:
    return Lin(house, "o-wang")


async def licensed(house, folder, name: str = "边城", **terms) -> str:
    """A title with one copy."""
    title = await shelve(house, name, folder)
    terms = {"id": f"licence of {name}", "added_at": utc_now(), **terms}
    await house.licensing.add(title.id, Licence(**terms))
    return title.id


async def test_a_book_is_looked_at_borrowed_taken_along_and_returned(house, lin, wang, tmp_path):
    title_id = await licensed(house, tmp_path)
    assert "共 1 本，可借 1 本。回复「借」" in await lin.says(f"书 {title_id}")
    assert "要先借" in await lin.says("下载")
    said = await lin.says("借")
    assert "《边城》借给您了" in said
    assert "https://library.example/d/" in said
    assert "您借着" in await lin.says(f"书 {title_id}")
    assert "/d/" in await lin.says("下载")
    assert "都借出去了。回复「预约」" in await wang.says(f"书 {title_id}")
    assert "第 1 位" in await wang.says("预约")
    assert "第 1 位" in await wang.says("借《边城》")
    assert "您在排队，第 1 位" in await wang.says(f"书 {title_id}")
    assert "《边城》还好了" in await lin.says("还书")
    assert "替您留着" in await wang.says(f"书 {title_id}")
    assert "借给您了" in await wang.says("借")


async def test_what_needs_no_loan_says_so(house, lin, tmp_path):
    await shelve(house, "呐喊", tmp_path)
    assert "《呐喊》不用借" in await lin.says("借《呐喊》")
    assert "《呐喊》不用借" in await lin.says("预约")  # of the book just spoken of


async def test_which_book_is_asked_where_that_is_not_clear(house, lin, tmp_path):
    assert "哪一本" in await lin.says("借书")
    for name in ("城南旧事", "城中之城"):
        await licensed(house, tmp_path, name)
    assert "1. 《城" in await lin.says("借《城》")
    assert "借给您了" in await lin.says("1")
    assert "没有找到《无此书》" in await lin.says("借《无此书》")


async def test_my_loans_are_listed_with_their_ends_and_places(house, lin, wang, tmp_path):
    await licensed(house, tmp_path, "边城")
    await licensed(house, tmp_path, "呐喊")
    assert "没有借的书" in await lin.says("我的借阅")
    await wang.says("借《呐喊》")
    await lin.says("借《边城》")
    await lin.says("借《呐喊》")
    said = await lin.says("我的借阅")
    assert "1. 《边城》借到" in said
    assert "2. 《呐喊》在等，第 1 位" in said
    assert "《呐喊》" in await lin.says("2")


async def test_one_of_several_is_returned_by_name_or_by_number(house, lin, tmp_path):
    for name in ("边城", "呐喊", "彷徨"):
        await licensed(house, tmp_path, name)
        await lin.says(f"借《{name}》")
    assert "《呐喊》还好了" in await lin.says("把《呐喊》还了")
    house_of = await house.patrons.recognise("main", lin.openid)
    assert len((await house.lending.of(house_of.id)).loans) == 2
    assert "1. 《边城》\n2. 《彷徨》" in await lin.says("还《故事新编》")
    assert "《彷徨》还好了" in await lin.says("2")
    assert "《边城》还好了" in await lin.says("还书")
    assert "没有借的书" in await lin.says("还书")


async def test_a_loan_is_renewed_unless_it_is_new_or_others_wait(house, lin, wang, tmp_path):
    title_id = await licensed(house, tmp_path)
    await lin.says("借《边城》")
    assert "刚借不久" in await lin.says("续借")
    earlier = utc_now() + timedelta(days=5)
    await house.database["pools"].update_one({"_id": title_id}, {"$set": {"loans.0.until": earlier}})
    assert "续好了" in await lin.says("续借《边城》")
    await house.database["pools"].update_one({"_id": title_id}, {"$set": {"loans.0.until": earlier}})
    await wang.says("预约《边城》")
    assert "还有 1 位在等《边城》" in await lin.says("续借")
    assert "没有借的书" in await wang.says("续借")


async def test_a_hold_is_given_up(house, lin, wang, tmp_path):
    await licensed(house, tmp_path)
    await lin.says("借《边城》")
    await wang.says("预约《边城》")
    assert "不等了" in await wang.says("取消预约")
    assert "没有在等的书" in await wang.says("取消预约")


async def test_refusals_say_what_to_do_instead(house, lin, tmp_path):
    await licensed(house, tmp_path, "边城", venue="大兴机场")
    assert "只在这里借得到：大兴机场" in await lin.says("借《边城》")
    await licensed(house, tmp_path, "呐喊", until=utc_now() - timedelta(days=1))
    assert "授权用完了" in await lin.says("借《呐喊》")
    assert "在这里借不到" in await lin.says(f"书 {(await house.catalogue.search('呐喊')).titles[0].id}")
    await licensed(house, tmp_path, "彷徨")
    assert "现在就有" in await lin.says("预约《彷徨》")
    await lin.says("借《彷徨》")
    assert "就在您手里" in await lin.says("预约《彷徨》")
    for number in range(5):
        await licensed(house, tmp_path, f"第{number}本书")
        said = await lin.says(f"借《第{number}本书》")
    assert "您最多同时借 5 本" in said


async def test_a_poster_leads_to_the_card_with_its_copies(house, lin, tmp_path):
    title_id = await licensed(house, tmp_path)
    assert "可借 1 本" in await lin.sends(Scan, scene=f"title:{title_id}", first=True)
    assert "借给您了" in await lin.says("借")


async def test_who_leaves_makes_room(house, lin, wang, tmp_path):
    await licensed(house, tmp_path)
    await lin.says("借《边城》")
    patron = await house.patrons.recognise("main", lin.openid)
    await house.lending.forget(patron.id)
    assert "借给您了" in await wang.says("借《边城》")


async def test_a_slip_of_the_pen_is_asked_about_and_lends_nothing(house, lin, tmp_path):
    await licensed(house, tmp_path, "边城")
    await house.search.catch_up()
    assert "没有找到《边程》" in await lin.says("借《边程》")
    said = await lin.says("找书 边程")
    assert "没有找到「边程」，您是不是找：\n1. 《边城》" in said
    assert "《边城》" in await lin.says("1")
