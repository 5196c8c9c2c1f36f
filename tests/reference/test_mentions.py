"""A colleague called with an @ in a note: who it is, what she sees, and what it gives her no right to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.branches import Branch
from library.staff import Librarian
from reference.changes.by_librarian import Hands
from reference.live import BEGINNING
from reference.mention import mentions_in, pieces
from reference.mentions import Mentions
from reference.models import Closing, Kind, Outcome
from reference.repository.mentions import MentionRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing
from reference.status import Trigger


def one(name: str, login: str = "", branch: str = "", *, active: bool = True) -> Librarian:
    return Librarian(id=name + login, login=login, name=name, branch=branch, active=active)


@pytest.fixture
async def mentions(database) -> Mentions:
    repository = MentionRepository(database)
    await repository.prepare()
    return Mentions(repository)


def called(text, *staff, reaches=lambda one: True):
    found = mentions_in(text, staff, reaches)
    return [(text[at.start : at.end], *at.librarians) for at in found]


def test_who_is_called():
    min_, minhua, bao = one("王敏", "wang"), one("王敏华", "wmh"), one("宝音", "bao")
    assert called("@王敏 请看一下", min_, bao) == [("@王敏", "王敏wang")]
    assert called("请＠王敏看一下，还有@bao。", min_, bao) == [("＠王敏", "王敏wang"), ("@bao", "宝音bao")]
    assert called("@王敏华看看", min_, minhua) == [("@王敏华", "王敏华wmh")]
    assert called("@Wang看看", min_) == [("@Wang", "王敏wang")]
    assert called("@wangli 和 @李四", min_) == [("@wangli",), ("@李四",)]
    assert called("写信给 wang@bao.cn，@ 五点", min_, bao) == []


def test_the_longest_name_is_meant_even_where_it_does_not_reach():
    min_, minhua = one("王敏"), one("王敏华")
    assert called("@王敏华看看", min_, minhua, reaches=lambda one: one is min_) == [("@王敏华",)]
    assert called("@王敏", one("王敏", active=False)) == [("@王敏",)]
    assert called("@王敏", one("王敏", "a"), one("王敏", "b")) == [("@王敏", "王敏a", "王敏b")]


NAMES = st.text(st.sampled_from("王敏华ab_ .@<İſ"), max_size=4)


@given(st.text(st.sampled_from("@＠王敏华ab_ .<&İſ\n"), max_size=40), st.lists(st.builds(one, NAMES, NAMES)))
def test_what_is_shown_is_what_was_typed(text, staff):
    found = mentions_in(text, staff, lambda one: True)
    assert "".join(piece.text for piece in pieces(text, found)) == text
    assert all(text[at.start] in "@＠" and at.end > at.start + 1 for at in found)
    assert sum(piece.mention is not None for piece in pieces(text, found)) == len(found)


async def test_she_is_told_until_she_looked(casework, live, mentions, lin, wang, bao):
    asked = (await lin.asks("元上都考古报告在哪里？")).question_id
    assert (await mentions.of(bao, 50), await mentions.unread(bao)) == ([], 0)
    before = await live.latest()
    note = await casework.note(asked, wang, "@宝音 请看一下 @王馆员", key="n1", staff=[wang, bao])
    assert [question.id for question in await mentions.of(bao, 50)] == [asked]
    assert (await mentions.unread(bao), await mentions.unread(wang)) == (1, 0)
    event = await anext(aiter(live.listen(before or BEGINNING)))
    assert (event.what, event.question, event.version) == (Trigger.NOTE, asked, note.version)
    await casework.note(asked, wang, "@宝音 请看一下 @王馆员", key="n1", staff=[wang, bao])
    await mentions.read(asked, bao)
    assert await mentions.unread(bao) == 0
    assert [question.id for question in await mentions.of(bao, 50)] == [asked], "she finds it again"
    kept = (await casework.thread(asked)).entries[-1]
    assert [piece.text for piece in kept.pieces if piece.mention] == ["@宝音", "@王馆员"]
    assert "".join(piece.text for piece in kept.pieces) == "@宝音 请看一下 @王馆员"


async def test_a_mention_gives_no_right(casework, mentions, lin, wang):
    asked = (await lin.asks("旧城的地图")).question_id
    afar = one("远方", branch="00A")
    noted = await casework.note(asked, wang, "@远方 你看呢", key="n1", staff=[wang, afar])
    assert noted.unread_by == ()
    assert (await mentions.of(afar, 50), await mentions.unread(afar)) == ([], 0)
    assert (await casework.thread(asked)).entries[-1].mentions[0].librarians == ()


async def test_what_went_elsewhere_is_listed_and_counted_no_more(casework, mentions, lin, wang):
    asked = (await lin.asks("旧城的地图")).question_id
    await casework.claim(asked, wang)
    near, there = one("近处", branch="00A"), Branch(id="00B", name="别处")
    await casework.hand_on(asked, Hands(wang, None, Branch(id="00A", name="近处")), "请看", key="h1")
    await casework.note(asked, wang, "@近处 看看", key="n1", staff=[near])
    assert await mentions.unread(near) == 1
    await casework.claim(asked, wang)
    yonder = one("彼处", branch="00B")
    hands = Hands(wang, None, there, staff=[near, yonder])
    await casework.hand_on(asked, hands, "归那里，@近处 知道，@彼处 请看", key="h2")
    assert (await mentions.of(near, 50), await mentions.unread(near)) == ([], 0)
    assert [question.id for question in await mentions.of(yonder, 50)] == [asked], "a reason calls, too"
    kept = (await casework.thread(asked)).entries[-1]
    assert [at.librarians for at in kept.mentions] == [(), (yonder.id,)], "who sees it where it is now"


async def test_a_scrub_takes_who_was_called(database, casebook, casework, desk, mentions, lin, wang, bao):
    asked = (await lin.asks("旧城的地图")).question_id
    await casework.claim(asked, wang)
    await casework.note(asked, wang, "读者说她住旧城 @宝音", key="n1", staff=[bao])
    closing = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)
    await casework.resolve(asked, wang, closing)
    await Scrubbing(ScrubRepository(database), casebook, desk).forget(lin.id)
    assert (await mentions.of(bao, 50), await mentions.unread(bao)) == ([], 0)


async def test_both_views_come_from_an_index(database, casework, mentions, lin, wang, bao):
    asked = (await lin.asks("旧城的地图")).question_id
    await casework.note(asked, wang, "@宝音", key="n1", staff=[bao])
    for sought, index in (("unread_by", "unread"), ("entries.mentions.librarians", "called")):
        plan = await database["questions"].find({sought: bao.id}).explain()
        assert index in str(plan["queryPlanner"]["winningPlan"]), plan["queryPlanner"]["winningPlan"]
