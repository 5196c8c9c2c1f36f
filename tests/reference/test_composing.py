"""Canned answers, drafts, and who else looks."""

from datetime import timedelta

import pytest

from library.identity import new_id
from library.roles import Role
from library.staff import Librarian
from reference.canned import CannedAnswers, HouseRules, NoSuchCanned
from reference.drafts import Drafts
from reference.presence import STAYS, Presence
from reference.refusals import EmptyAnswer
from reference.repository.canned import CannedRepository
from reference.repository.drafts import DraftRepository


@pytest.fixture
def canned(database) -> CannedAnswers:
    return CannedAnswers(CannedRepository(database))


@pytest.fixture
def drafts(database, clock) -> Drafts:
    return Drafts(DraftRepository(database), now=clock)


@pytest.fixture
def presence(redis, live, clock) -> Presence:
    return Presence(redis, live, now=clock)


@pytest.fixture
def supervisor() -> Librarian:
    return Librarian(id=new_id(), login="li", name="李主任", role=Role.SUPERVISOR)


async def test_everybody_says_what_the_house_says_and_her_own(canned, supervisor, wang, bao):
    await canned.add(supervisor, "开馆", "每天九点开馆。", for_house=True)
    await canned.add(wang, "您好", "{读者}您好，我是{馆员}。")
    assert [one.name for one in await canned.of(wang)] == ["开馆", "您好"]
    assert [one.name for one in await canned.of(bao)] == ["开馆"]
    own = (await canned.of(wang))[1]
    assert own.filled({"读者": "读者 4F7K", "馆员": "王馆员"}).text == "读者 4F7K您好，我是王馆员。"
    assert own.filled({}).text == own.text


async def test_the_house_speaks_through_its_supervisors_and_nobody_through_a_colleague(
    canned, supervisor, wang, bao
):
    house = await canned.add(supervisor, "开馆", "每天九点开馆。", for_house=True)
    own = await canned.add(wang, "您好", "您好。")
    with pytest.raises(HouseRules):
        await canned.add(wang, "闭馆", "九点闭馆。", for_house=True)
    with pytest.raises(HouseRules):
        await canned.change(wang, house.id, "开馆", "不开了。")
    with pytest.raises(NoSuchCanned):
        await canned.change(bao, own.id, "您好", "喂。")
    with pytest.raises(EmptyAnswer):
        await canned.change(wang, own.id, "您好", " ")
    await canned.change(wang, own.id, "问好", "您好呀。")
    await canned.remove(supervisor, house.id)
    assert [(one.name, one.text) for one in await canned.of(wang)] == [("问好", "您好呀。")]


async def test_a_draft_waits_for_its_librarian_whoever_has_the_question(drafts, wang, bao):
    await drafts.keep("q", wang, "五楼特藏", key="k1")
    await drafts.keep("q", wang, "五楼特藏室。", key="k1")
    assert (await drafts.find("q", wang)).text == "五楼特藏室。"
    assert await drafts.find("q", bao) is None
    assert await drafts.find("other", wang) is None


async def test_a_draft_that_was_sent_does_not_come_back(drafts, wang):
    await drafts.keep("q", wang, "五楼。", key="k1")
    await drafts.sent("q", wang, key="k1")
    await drafts.keep("q", wang, "五楼。", key="k1")  # was on its way while the answer was sent
    assert (await drafts.find("q", wang)).text == ""
    await drafts.keep("q", wang, "还有", key="k2")
    assert (await drafts.find("q", wang)).text == "还有"


async def test_colleagues_see_who_looks_and_who_writes(presence, wang, bao, clock):
    await presence.here("q", wang)
    await presence.here("q", bao, writing=True)
    [seen] = (await presence.others(["q", "other"], wang))["q"]
    assert (seen.name, seen.writing) == ("宝音", True)
    await presence.here("q", bao)
    assert [one.writing for one in (await presence.others(["q"], wang))["q"]] == [False]
    await presence.left("q", bao)
    assert (await presence.others(["q"], wang))["q"] == []
    assert [one.name for one in (await presence.others(["q"], bao))["q"]] == ["王馆员"]
    clock.pass_(seconds=(STAYS + timedelta(seconds=1)).total_seconds())
    assert (await presence.others(["q"], bao))["q"] == []


async def test_only_news_is_told(presence, live, wang):
    before = await live.latest()
    await presence.here("q", wang)
    told = await live.latest()
    assert told != before
    await presence.here("q", wang)
    await presence.left("q", wang)
    gone = await live.latest()
    assert gone != told
    await presence.left("q", wang)
    assert await live.latest() == gone
