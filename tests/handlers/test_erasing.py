"""「删除我的数据」: after a full dialogue and its deletion, nothing in the house tells of her."""

import json
from datetime import timedelta

import pytest

from bot.messages import Consent, Image, SubscriptionConsent, Unfollow
from bot.outbox import State
from bot.replies import Say
from ebooks.lending.licences import Licence
from jobs.answers import Answers
from jobs.scrubbing import Departed
from library.clock import utc_now
from library.identity import new_id
from library.patrons import alias
from library.staff import Librarian
from reference.attachments import waiting
from reference.models import Closing, Kind, Outcome
from tests.handlers.lin import Lin, shelve
from tests.waiting import PATIENCE
from tests.walking import everything_in, told_in

OPENID = "o-lin-of-the-openid"
DOOR, CAT, PRAISE, UMBRELLA = "我家的蓝色门牌", "还有一只叫阿黄的猫", "这句话写得真好", "昨天借的伞忘在三楼"
HER_WORDS = (DOOR, CAT, PRAISE, UMBRELLA, "阿黄", "门牌", "三楼", "blue-door")  # a search knows single words
WANG = Librarian(id=new_id(), login="wang", name="王馆员")


@pytest.fixture
def lin(house) -> Lin:
    house.dispatcher.deadline = PATIENCE  # a busy machine lets no answer go, which would make her known again
    return Lin(house, OPENID)


async def a_full_dialogue(house, lin: Lin, folder) -> str:
    """She reads, marks, orders, joins, borrows, asks twice and is answered; returns her id."""
    book, lent = await shelve(house, "边城", folder), await shelve(house, "朝花夕拾", folder)
    await house.licensing.add(lent.id, Licence(id="one copy", added_at=utc_now()))
    await lin.says("开始 《边城》")
    await lin.says("继续")
    await lin.says("书签")
    await lin.says(f"笔记 {PRAISE}")
    await lin.says("订阅《边城》每天早上8点")
    await lin.says(f"借 {lent.id}")
    await lin.sends(SubscriptionConsent, answers=(Consent(template_id="notice", given=True),))
    await lin.says(f"咨询 {DOOR}能不能寄书？")
    patron = (await house.patrons.recognise("main", OPENID)).id
    await answered(house, patron)
    await lin.says(f"咨询 {UMBRELLA}")
    await lin.sends(Image, media_id="media-1", picture_url="https://wx.example/1")
    await fetched(house)
    await house.outbox.put(patron, Say(f"给 {CAT} 的主人"), key=f"late:{OPENID}:0")
    assert await house.lending.of(patron)
    assert book.id
    return patron


async def fetched(house) -> None:
    """The picture she sent, out of which her door can be read."""
    thread = await house.attachments.next()
    for attachment in waiting(thread):
        await house.attachments.keep(thread.question.id, attachment, b"\x89PNG\r\n\x1a\nblue-door")


async def answered(house, patron: str) -> None:
    """王馆员 answers, notes and resolves."""
    question = await house.desk.open_question(patron)
    await house.casework.claim(question.id, WANG)
    await house.casework.note(question.id, WANG, f"{CAT}，我见过", key=new_id())
    seen = (await house.casework.thread(question.id)).question.last_seq
    entry = await house.casework.answer(question.id, WANG, f"{DOOR}那里寄不到", key=new_id(), last_seq=seen)
    await Answers(house.upkeep, house.outbox).send(question, entry)
    await house.answer_drafts.keep(question.id, WANG, f"{DOOR}……", key=new_id())
    closing = Closing(kind=Kind.REFERENCE, read=2, outcome=Outcome.ANSWERED)
    await house.casework.resolve(question.id, WANG, closing)


def of_her(patron: str) -> tuple[str, ...]:
    return (OPENID, patron, alias(patron), *HER_WORDS)


async def night(house) -> None:
    """The chore that looks for those who left, an hour later at the earliest."""
    await house.database["erasures"].update_many({}, {"$set": {"since": utc_now() - timedelta(hours=2)}})
    await Departed(house.erasures, house.forgetting, house.oblivion).forget()


async def test_nothing_in_the_database_tells_of_her_after_it(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    assert all([await told_in(house.database, [one]) for one in of_her(patron)]), "she left traces"
    await lin.says("删除我的数据")
    assert "都删掉了" in await lin.says("1")
    assert await told_in(house.database, [alias(patron), *HER_WORDS]) == {}
    left = await told_in(house.database, of_her(patron))
    assert set(left) <= {"outbox", "erasures"}, "until the night: what was sent, without words"
    await night(house)
    assert await told_in(house.database, of_her(patron)) == {}


async def test_nor_in_redis_but_for_the_answers_of_these_ten_minutes(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    await lin.says("删除我的数据")
    await lin.says("1")
    for key in await everything_in(house.redis, of_her(patron)):
        assert ":once:" in key
        assert 0 < await house.redis.ttl(key) <= 600


async def test_nor_in_a_file(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    await lin.says("删除我的数据")
    await lin.says("1")
    told = [one.encode() for one in of_her(patron)]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if any(one in path.read_bytes() for one in told)] == []


async def test_her_questions_stay_countable(house, lin, tmp_path):
    await a_full_dialogue(house, lin, tmp_path)
    await lin.says("删除我的数据")
    await lin.says("1")
    asked = await house.database["questions"].find().sort("_id").to_list(None)
    assert [one["status"] for one in asked] == ["resolved", "abandoned"]
    first = asked[0]
    assert first["closing"].items() >= {"kind": "reference", "read": 2, "outcome": "answered"}.items()
    assert first["assignee_name"] == "王馆员"
    assert first["first_response_at"] is not None
    assert [entry["author"] for entry in first["entries"]] == ["patron", "librarian", "librarian"]
    assert {entry["text"] for entry in first["entries"]} == {""}


async def test_she_is_asked_once_back_and_told_what_goes_and_what_stays(house, lin, tmp_path):
    await a_full_dialogue(house, lin, tmp_path)
    told = await lin.says("删除我的数据")
    for words in ("1 本电子书现在就还", "正在问的那个会取消", "次数", "找不回来", "/privacy"):
        assert words in told
    assert await house.database["enrolments"].count_documents({}), "nothing is gone yet"
    assert "我记着" in await lin.says("2")


async def test_who_comes_back_is_somebody_new(house, lin, tmp_path):
    before = await a_full_dialogue(house, lin, tmp_path)
    await lin.says("删除我的数据")
    await lin.says("1")
    assert "还没有打开哪本书" in await lin.says("继续")
    assert "没有正在处理的问题" in await lin.says("我的问题")
    assert (await house.patrons.recognise("main", OPENID)).id != before


async def test_who_has_nothing_here_may_ask_too(lin):
    told = await lin.says("请把我的信息全部删除")
    assert "电子书现在就还" not in told
    assert "正在问的" not in told
    assert "都删掉了" in await lin.says("确定删除我的数据")


async def test_what_was_under_way_while_she_left_is_found_at_night(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    await lin.says("删除我的数据")
    await lin.says("1")
    await house.outbox.put(patron, Say(DOOR), key="a round that was under way")
    await house.consents.give(patron, "notice")
    await night(house)
    assert await told_in(house.database, of_her(patron)) == {}


async def test_what_broke_off_in_the_middle_is_finished_at_night(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    await house.erasures.note(patron)  # and then its process died
    await night(house)
    assert await told_in(house.database, of_her(patron)) == {}


async def test_who_unfollows_leaves_no_more_behind(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    await lin.sends(Unfollow)
    await night(house)
    assert await told_in(house.database, of_her(patron)) == {}


async def test_words_nobody_came_for_go_after_their_time(house, lin, tmp_path):
    patron = await a_full_dialogue(house, lin, tmp_path)
    while message := await house.outbox.lease():
        await house.outbox.finish(message, State.PARKED, "45015")
    now = utc_now() + timedelta(days=91)
    assert await house.oblivion.give_up(now - house.settings.retention.unsent, now) > 0
    told = json.dumps(await house.database["outbox"].find({"patron": patron}).to_list(None), default=str)
    assert CAT not in told
    assert "parked" not in told
