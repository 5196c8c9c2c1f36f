"""What patrons ask librarians again and again, and the house does not answer."""

import pytest

from reference.gaps import Gaps, alike
from reference.knowledge import KnowledgeBase, KnowledgeEntry
from reference.models import Closing, Kind, Outcome
from reference.ranking import terms
from reference.repository.gaps import GapRepository
from reference.repository.knowledge import KnowledgeRepository


@pytest.fixture
def knowledge(database) -> KnowledgeBase:
    return KnowledgeBase(KnowledgeRepository(database))


@pytest.fixture
def gaps(database, knowledge) -> Gaps:
    return Gaps(GapRepository(database), knowledge)


@pytest.fixture
def many_ask(patron_of):
    async def ask(*texts):
        return [await patron_of().asks(text) for text in texts]

    return ask


async def test_what_two_patrons_ask_in_other_words_is_one_gap(gaps, many_ask):
    await many_ask("雨伞可以借吗", "下雨了能借雨伞吗", "我想借一把雨伞", "元上都的考古报告在几楼")
    [gap] = await gaps.often()
    assert (gap.patrons, gap.count, len(gap.questions)) == (3, 3, 3)
    assert "雨伞" in gap.example


async def test_what_one_patron_repeats_is_none(gaps, lin, casework, wang, desk):
    for _ in range(3):
        await lin.asks("雨伞可以借吗")
        await desk.cancel(lin.id)
    assert await gaps.often() == []


async def test_what_the_house_answers_by_now_is_none(gaps, knowledge, many_ask):
    await many_ask("雨伞可以借吗", "能借雨伞吗")
    assert len(await gaps.often()) == 1
    await knowledge.add(KnowledgeEntry(id="umbrella", wordings=("可以借雨伞吗",), answer="可以。"))
    assert await gaps.often() == []


async def test_it_names_nobody_and_leads_to_what_a_librarian_answered(gaps, many_ask, casework, wang):
    receipts = await many_ask("能借雨伞吗", "我叫林月，13800138000，能借雨伞吗")
    question = receipts[0].question_id
    assert [gap.answered for gap in await gaps.often()] == [""]
    await casework.claim(question, wang)
    await casework.answer(question, wang, "总服务台。", key="answer-1", last_seq=1)
    await casework.resolve(question, wang, Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED))
    [gap] = await gaps.often()
    assert gap.answered == question
    assert "林月" not in gap.example
    assert "13800138000" not in gap.example


async def test_the_nearest_answers_are_offered(gaps, knowledge, many_ask):
    await knowledge.add(KnowledgeEntry(id="power", wordings=("可以借充电宝吗",), answer="可以。"))
    await many_ask("可以借雨伞吗", "雨伞能借吗")
    [gap] = await gaps.often()
    assert [near.entry for near in gap.related] == ["power"]


async def test_what_asks_nothing_of_people_is_none(gaps, desk, casework, patron_of, many_ask, wang):
    for receipt in await many_ask("加我微信", "加我微信"):
        await casework.claim(receipt.question_id, wang)
        await casework.discard(receipt.question_id, wang)
    for _ in range(2):
        await desk.offer(patron_of().id, "有WIFI吗", alias="读者", message="m", entry="wifi")
    await many_ask("？？", "？？")
    assert await gaps.often() == []


def test_groups_of_many():
    texts = ["雨伞可以借吗", "考古报告在几楼", "能借雨伞吗", "", "考古报告几楼有", "打印多少钱"]
    assert alike([terms(text) for text in texts]) == [[0, 2], [1, 4], [5]]


async def test_what_is_asked_elsewhere_counts_but_is_not_shown(gaps, many_ask, database):
    receipts = await many_ask("雨伞可以借吗", "能借雨伞吗")
    await database["questions"].update_one({"_id": receipts[0].question_id}, {"$set": {"branch": "B2"}})
    [gap] = await gaps.often("B2")
    assert (gap.patrons, gap.questions) == (2, (receipts[0].question_id,))
