"""She is asked once how it was, where a message may still leave, and may say so in her own words."""

from datetime import timedelta

import pytest

from bot.messages import Text
from handlers.satisfaction import asked
from jobs.satisfaction import Surveys
from library.clock import utc_now
from library.staff import Librarian
from reference.models import Closing, Kind, Outcome

WANG = Librarian(id="w", login="wang", name="王馆员")
CLOSING = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)


@pytest.fixture
def surveys(house):
    return Surveys(house.satisfaction, house.outbox, house.patrons, house.windows, words=asked)


async def answered(house, lin):
    await lin.says("咨询 馆里有没有《清史稿》？")
    question = await house.casework.claim_next(WANG)
    await house.casework.answer(question.id, WANG, "有，在三楼。", key="a", last_seq=1)
    await house.casework.resolve(question.id, WANG, CLOSING)
    ended = utc_now() - timedelta(minutes=2)
    await house.database["questions"].update_one({"_id": question.id}, {"$set": {"closed_at": ended}})
    return question


async def thought(house, question):
    return (await house.casework.thread(question.id)).question.satisfaction


async def test_once_and_in_her_own_words(house, lin, surveys):
    question = await answered(house, lin)
    assert [await surveys.send(), await surveys.send()] == [1, 0]
    assert "您满意吗" in (await house.outbox.lease()).bubbles[0].text
    assert "谢谢您的评价" in await lin.says("我对这次的回答很满意")
    assert await thought(house, question) == 3
    assert "有问题想问馆员" in await lin.says("不满意")
    assert await thought(house, question) == 3


async def test_who_is_not_satisfied_is_asked_what_is_missing_and_goes_on(house, lin, surveys):
    question = await answered(house, lin)
    await surveys.send()
    assert "没有帮到您" in await lin.says("不太满意")
    assert await thought(house, question) == 1
    assert "接着您上次的问题" in await lin.says("我是想问能不能借回家")


async def test_where_the_window_is_closed_nobody_is_asked_not_even_later(house, lin, surveys):
    question = await answered(house, lin)
    await house.windows.close(question.patron)
    assert await surveys.send() == 0
    words = Text(account="main", openid=lin.openid, to="gh", key="x", sent_at=1, content="在吗")
    await house.windows.opened(question.patron, words)
    assert await surveys.send() == 0
    assert await house.outbox.lease() is None
