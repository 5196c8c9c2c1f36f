"""One librarian writes, a second one publishes, and only then anybody is told."""

import asyncio
import random
from datetime import date

import pytest

from library.identity import new_id
from library.staff import Librarian
from reference.articles import (
    Deed,
    EmptyText,
    KnownAlready,
    NoSuchArticle,
    NotNow,
    OwnWork,
    State,
    StillPersonal,
    TooLong,
    Wording,
    WrittenMeanwhile,
)
from reference.editorial import Editorial
from reference.gleaning import NothingToGlean, glean
from reference.knowledge import KnowledgeBase, KnowledgeEntry
from reference.models import Closing, Kind, Outcome, SendState
from reference.repository.articles import ArticleRepository
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing

LOST = Wording(asked=("失物招领在哪里？", "东西丢在馆里了"), answer="一楼总服务台。")


@pytest.fixture
def knowledge(database) -> KnowledgeBase:
    return KnowledgeBase(KnowledgeRepository(database))


@pytest.fixture
def editorial(database, clock) -> Editorial:
    return Editorial(ArticleRepository(database), now=clock)


@pytest.fixture
async def proposed(editorial, wang):
    article = await editorial.draft(LOST, wang)
    return await editorial.propose(article.id, wang, seen=article.revision)


@pytest.fixture
async def published(editorial, proposed, bao):
    return await editorial.approve(proposed.id, bao, seen=proposed.revision)


async def test_nobody_hears_of_it_before_a_second_librarian_has_read_it(editorial, knowledge, wang, bao):
    article = await editorial.draft(LOST, wang)
    assert await knowledge.answer("失物招领在哪里") is None
    article = await editorial.propose(article.id, wang, seen=article.revision)
    assert await knowledge.answer("失物招领在哪里") is None
    assert [one.id for one in await editorial.to_check()] == [article.id]
    with pytest.raises(OwnWork):
        await editorial.approve(article.id, wang, seen=article.revision)
    article = await editorial.approve(article.id, bao, seen=article.revision)
    assert (await knowledge.answer("失物招领在哪里")).answer == "一楼总服务台。"
    assert (article.state, article.number, article.author, article.approver) == (
        State.PUBLISHED,
        1,
        "王馆员",
        "宝音",
    )
    assert article.review_on == date(2026, 9, 1)


async def test_who_wrote_it_does_not_approve_it_though_a_colleague_proposed_it(editorial, wang, bao):
    article = await editorial.draft(LOST, wang)
    article = await editorial.propose(article.id, bao, seen=article.revision)
    for involved in (wang, bao):
        with pytest.raises(OwnWork):
            await editorial.approve(article.id, involved, seen=article.revision)


async def test_what_is_published_stays_until_its_next_version_is(editorial, knowledge, published, wang, bao):
    moved = Wording(asked=LOST.asked, answer="二楼。")
    article = await editorial.rewrite(published.id, moved, bao, seen=published.revision)
    assert article.state is State.PUBLISHED
    article = await editorial.propose(article.id, bao, seen=article.revision)
    assert (await knowledge.answer("失物招领在哪里")).answer == "一楼总服务台。"
    article = await editorial.approve(article.id, wang, seen=article.revision)
    assert (await knowledge.answer("失物招领在哪里")).answer == "二楼。"
    assert [(one.number, one.wording.answer) for one in article.versions] == [
        (1, "一楼总服务台。"),
        (2, "二楼。"),
    ]


async def test_a_proposal_that_is_written_anew_is_proposed_anew(editorial, proposed, wang, bao):
    article = await editorial.rewrite(proposed.id, LOST, bao, seen=proposed.revision)
    assert article.state is State.DRAFT
    with pytest.raises(NotNow):
        await editorial.approve(article.id, wang, seen=article.revision)


async def test_sent_back_with_a_remark(editorial, proposed, bao):
    article = await editorial.send_back(proposed.id, bao, "说清楚几点到几点", seen=proposed.revision)
    assert (article.state, article.draft.remark) == (State.DRAFT, "说清楚几点到几点")
    assert await editorial.to_check() == []
    assert [one.id for one in await editorial.drafted()] == [article.id]


async def test_who_writes_second_is_told_and_writes_nothing(editorial, proposed, wang, bao):
    await editorial.rewrite(
        proposed.id, Wording(asked=LOST.asked, answer="改过了"), wang, seen=proposed.revision
    )
    with pytest.raises(WrittenMeanwhile) as told:
        await editorial.approve(proposed.id, bao, seen=proposed.revision)
    assert told.value.article.draft.wording.answer == "改过了"
    assert (await editorial.get(proposed.id)).state is State.DRAFT


async def test_two_who_approve_at_once_publish_one_version(editorial, proposed, bao, published_by):
    results = await asyncio.gather(*(published_by(proposed) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Article"] + ["WrittenMeanwhile"] * 4
    assert (await editorial.get(proposed.id)).number == 1


@pytest.fixture
def published_by(editorial, bao):
    return lambda article: editorial.approve(article.id, bao, seen=article.revision)


async def test_a_draft_given_up(editorial, published, wang):
    new = await editorial.draft(LOST, wang)
    await editorial.drop(new.id, wang, seen=new.revision)
    with pytest.raises(NoSuchArticle):
        await editorial.get(new.id)
    rewritten = await editorial.rewrite(published.id, LOST, wang, seen=published.revision)
    await editorial.drop(published.id, wang, seen=rewritten.revision)
    assert (await editorial.get(published.id)).state is State.PUBLISHED


async def test_withdrawn_at_once_by_one_and_back_only_by_two(editorial, knowledge, published, wang, bao):
    article = await editorial.withdraw(published.id, wang, seen=published.revision)
    assert await knowledge.answer("失物招领在哪里") is None
    assert await editorial.every(State.PUBLISHED) == []
    with pytest.raises(NotNow):
        await editorial.confirm(article.id, wang, seen=article.revision)
    article = await editorial.rewrite(article.id, LOST, wang, seen=article.revision)
    article = await editorial.propose(article.id, wang, seen=article.revision)
    assert await knowledge.answer("失物招领在哪里") is None
    article = await editorial.approve(article.id, bao, seen=article.revision)
    assert article.number == 2
    assert await knowledge.answer("失物招领在哪里")


async def test_after_half_a_year_somebody_looks_again(editorial, published, wang, clock):
    clock.pass_(days=179)
    assert await editorial.to_review() == []
    clock.pass_(days=1)
    assert [one.id for one in await editorial.to_review()] == [published.id]
    article = await editorial.confirm(published.id, wang, seen=published.revision)
    assert await editorial.to_review() == []
    assert article.review_on == date(2027, 2, 28)


async def test_what_came_with_the_house_is_to_be_read_at_once(editorial, knowledge, published, wang):
    await knowledge.add(KnowledgeEntry(id="seed", wordings=("饮水机在哪",), answer="走廊。"))
    assert [one.id for one in await editorial.to_review()] == ["seed"]
    await editorial.confirm("seed", wang, seen=1)
    assert await editorial.to_review() == []


async def test_a_way_to_ask_counts_at_once(editorial, knowledge, published, wang):
    assert await knowledge.answer("雨伞落在阅览室了") is None
    await editorial.word(published.id, "雨伞落在阅览室了", wang)
    assert (await knowledge.answer("雨伞落在阅览室了")).entry == published.id
    article = await editorial.unword(published.id, "雨伞落在阅览室了", wang)
    assert await knowledge.answer("雨伞落在阅览室了") is None
    assert (await editorial.unword(published.id, LOST.asked[0], wang)).shown.asked == LOST.asked
    assert [one.what for one in article.events][-2:] == [Deed.WORD, Deed.UNWORD]


async def test_a_way_to_ask_names_nobody(editorial, published, wang):
    for asked in ("我叫林月，伞丢了", "伞丢了打13800138000"):
        with pytest.raises(StillPersonal):
            await editorial.word(published.id, asked, wang)


async def test_one_wording_never_leads_to_two_answers(editorial, published, wang, bao):
    other = await editorial.draft(Wording(asked=("东西丢在馆里了！",), answer="报警。"), wang)
    with pytest.raises(KnownAlready) as told:
        await editorial.propose(other.id, wang, seen=other.revision)
    assert told.value.article_id == published.id
    parking = await editorial.draft(Wording(asked=("停车场在哪",), answer="地下。"), wang)
    parking = await editorial.propose(parking.id, wang, seen=parking.revision)
    await editorial.approve(parking.id, bao, seen=parking.revision)
    with pytest.raises(KnownAlready):
        await editorial.word(published.id, "停车场在哪？", wang)


async def test_what_tells_of_somebody_is_published_only_as_the_librarys_own(editorial, wang, bao):
    ours = Wording(asked=("图书馆电话",), answer="0471-4961234。")
    article = await editorial.draft(ours, wang)
    with pytest.raises(StillPersonal):
        await editorial.propose(article.id, wang, seen=article.revision)
    article = await editorial.propose(article.id, wang, seen=article.revision, public=True)
    with pytest.raises(StillPersonal):  # the second one says so too
        await editorial.approve(article.id, bao, seen=article.revision)
    assert (await editorial.approve(article.id, bao, seen=article.revision, public=True)).number == 1


async def test_an_identity_number_is_published_by_nobody(editorial, wang):
    article = await editorial.draft(Wording(asked=("谁的证",), answer="150102199003071234"), wang)
    with pytest.raises(StillPersonal) as told:
        await editorial.propose(article.id, wang, seen=article.revision, public=True)
    assert told.value.private


def test_words_that_are_none_or_too_many():
    for asked, answer in (((), "答"), (("问",), "")):
        with pytest.raises(EmptyText):
            Wording(asked=asked, answer=answer)
    for asked, answer in ((("问" * 81,), "答"), (("问",), "答" * 601), (("问",) * 41, "答")):
        with pytest.raises(TooLong):
            Wording(asked=asked, answer=answer)


async def test_entries_from_before_there_were_articles_go_on(database, editorial, knowledge, wang, bao):
    await database["knowledge"].insert_one({"_id": "old", "wordings": ["存包柜在哪"], "answer": "门口。"})
    await knowledge.add(KnowledgeEntry(id="seed", wordings=("饮水机在哪",), answer="走廊。"))
    assert (await knowledge.answer("存包柜在哪")).answer == "门口。"
    for name, revision in (("old", 0), ("seed", 1)):
        article = await editorial.get(name)
        assert (article.state, article.revision) == (State.PUBLISHED, revision)
        article = await editorial.rewrite(name, LOST, wang, seen=article.revision)
        assert await editorial.drop(name, wang, seen=article.revision) is None
        await editorial.withdraw(name, bao, seen=(await editorial.get(name)).revision)
    assert await knowledge.answer("存包柜在哪") is None
    assert await knowledge.add_missing([KnowledgeEntry(id="seed", wordings=("饮水机在哪",), answer="x")]) == 0


async def test_from_a_resolved_question_without_who_asked(lin, casework, wang, bao):
    receipt = await lin.asks("我叫林月，电话13800138000，雨伞丢在三楼怎么办")
    with pytest.raises(NothingToGlean):
        glean(await casework.thread(receipt.question_id))
    await casework.claim(receipt.question_id, wang)
    await casework.note(receipt.question_id, bao, "她很急", key="note-of-bao")
    await casework.answer(
        receipt.question_id, wang, "请到一楼找宝音，我是王馆员。", key="answer-1", last_seq=2
    )
    closing = Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED)
    await casework.resolve(receipt.question_id, wang, closing)
    gleaned = glean(await casework.thread(receipt.question_id))
    assert gleaned.asked == "我叫［姓名］，电话［电话］，雨伞丢在三楼怎么办"
    assert gleaned.answer == "请到一楼找［姓名］，我是［姓名］。"
    assert [one.text for one in gleaned.found][:2] == ["13800138000", "林月"]


async def test_an_answer_that_never_left_is_none(lin, casework, upkeep, wang):
    receipt = await lin.asks("雨伞丢了")
    await casework.claim(receipt.question_id, wang)
    await casework.answer(receipt.question_id, wang, "一楼。", key="answer-1", last_seq=1)
    await upkeep.mark_sent(receipt.question_id, 2, SendState.FAILED)
    await casework.resolve(
        receipt.question_id, wang, Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED)
    )
    with pytest.raises(NothingToGlean):
        glean(await casework.thread(receipt.question_id))


async def test_when_its_question_is_scrubbed_only_what_two_have_read_stays(
    database, casebook, desk, lin, editorial, wang, bao
):
    receipt = await lin.asks("我的蓝雨伞丢在三楼，谁捡到了")
    first = await editorial.draft(LOST, wang, source=receipt.question_id)
    told = Wording(asked=("蓝雨伞丢在三楼",), answer="一楼。")
    second = await editorial.draft(told, wang, source=receipt.question_id)
    first = await editorial.propose(first.id, wang, seen=first.revision)
    await editorial.approve(first.id, bao, seen=first.revision)
    await Scrubbing(ScrubRepository(database), casebook, desk).forget(lin.id)
    assert [one.id for one in await editorial.every(State.PUBLISHED)] == [first.id]
    with pytest.raises(NoSuchArticle):
        await editorial.get(second.id)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_three_librarians_do_in_any_order(editorial, knowledge, wang, bao, seed):
    """What is answered was approved by one who neither wrote nor proposed it, or withdrawn since."""
    chance, staff = random.Random(seed), [wang, bao, Librarian(id=new_id(), login="c", name="其其格")]
    article, wrote, proposed, public = await editorial.draft(LOST, wang), wang, None, None
    for step in range(60):
        who, seen = chance.choice(staff), (await editorial.get(article.id)).revision
        text = Wording(asked=LOST.asked, answer=f"第{step}次写的。")
        deeds = {
            "write": lambda who=who, seen=seen, text=text: editorial.rewrite(
                article.id, text, who, seen=seen
            ),
            "propose": lambda who=who, seen=seen: editorial.propose(article.id, who, seen=seen),
            "approve": lambda who=who, seen=seen: editorial.approve(article.id, who, seen=seen),
            "back": lambda who=who, seen=seen: editorial.send_back(article.id, who, "改", seen=seen),
            "withdraw": lambda who=who, seen=seen: editorial.withdraw(article.id, who, seen=seen),
        }
        name = chance.choice(["write", "propose", "propose", "approve", "approve", "back", "withdraw"])
        try:
            written = await deeds[name]()
        except (NotNow, OwnWork):
            continue
        if name == "write":
            wrote, proposed = who, None
        elif name == "propose":
            proposed = who
        elif name == "back":
            proposed = None
        elif name == "withdraw":
            public = None
        else:
            assert who not in (wrote, proposed)
            assert proposed is not None
            public, proposed = written.shown.answer, None
        told = await knowledge.answer(LOST.asked[0])
        assert (told.answer if told else None) == public
        assert [one.number for one in (await editorial.get(article.id)).versions] == list(
            range(1, written.number + 1)
        )
