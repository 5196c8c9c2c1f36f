"""What patrons and librarians can do with a question, one after the other."""

from datetime import timedelta
from itertools import pairwise

import pytest

from reference.models import Closing, Kind, Outcome, Resolution, SendState
from reference.refusals import (
    AlreadyOpen,
    EmptyAnswer,
    NewerMessages,
    NoSuchQuestion,
    NothingOpen,
    NothingWaiting,
    NotPossible,
    NotYours,
    QueueFull,
)
from reference.status import Status, Trigger

CLOSING = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)


async def test_a_question_from_the_queue_to_its_end(desk, lin, wang, clock):
    receipt = await lin.asks("元上都的资料在哪里？")
    assert receipt.ahead == 0
    clock.pass_(minutes=2)
    assert (await desk.claim(receipt.question_id, wang)).status is Status.OPEN
    clock.pass_(minutes=3)
    answer = await desk.answer(receipt.question_id, wang, "五楼特藏室。", key="a", last_seq=1)
    assert answer.send is SendState.QUEUED
    await lin.writes("要预约吗？")
    thread = await desk.thread(receipt.question_id)
    assert thread.question.status is Status.OPEN
    await desk.answer(receipt.question_id, wang, "不用。", key="b", last_seq=3)
    resolved = await desk.resolve(receipt.question_id, wang, CLOSING)

    thread = await desk.thread(receipt.question_id)
    assert [entry.text for entry in thread.entries] == [
        "元上都的资料在哪里？", "五楼特藏室。", "要预约吗？", "不用。"
    ]  # fmt: skip
    assert [entry.seq for entry in thread.entries] == [1, 2, 3, 4]
    assert resolved.closing == CLOSING
    assert resolved.first_response_at - resolved.asked_at == timedelta(minutes=5)
    assert [event.trigger for event in thread.audit] == [
        Trigger.ASK, Trigger.CLAIM, Trigger.ANSWER, Trigger.WRITE, Trigger.ANSWER, Trigger.RESOLVE
    ]  # fmt: skip
    assert all(before.after is after.before for before, after in pairwise(thread.audit))


async def test_the_queue_tells_how_many_are_ahead(desk, patron_of, clock, wang):
    receipts = []
    for _ in range(3):
        receipts.append(await patron_of().asks("借书证怎么办？"))
        clock.pass_(seconds=1)
    assert [receipt.ahead for receipt in receipts] == [0, 1, 2]
    assert (await desk.claim_next(wang)).id == receipts[0].question_id
    last = (await desk.thread(receipts[2].question_id)).question
    assert await desk.ahead(last) == 1


async def test_a_message_delivered_twice_is_asked_once(desk, lin, patron_of):
    first = await lin.asks("几点关门？", key="42")
    await patron_of().asks("别人的问题")
    assert await lin.asks("几点关门？", key="42") == first
    await lin.writes("周日呢？", key="43")
    await lin.writes("周日呢？", key="43")
    thread = await desk.thread(first.question_id)
    assert [entry.text for entry in thread.entries] == ["几点关门？", "周日呢？"]


async def test_a_message_delivered_again_after_the_end_opens_nothing(desk, lin):
    await lin.asks("几点关门？", key="42")
    await desk.cancel(lin.id)
    await lin.asks("几点关门？", key="42")
    assert await desk.open_question(lin.id) is None


async def test_two_patrons_may_use_the_same_message_key(desk, patron_of):
    one, two = await patron_of().asks("一", key="42"), await patron_of().asks("二", key="42")
    assert one.question_id != two.question_id


async def test_only_one_question_is_open(desk, lin):
    receipt = await lin.asks("第一个问题")
    with pytest.raises(AlreadyOpen) as refused:
        await lin.asks("第二个问题")
    assert refused.value.question.id == receipt.question_id


async def test_a_full_queue_says_how_many_wait(desk, patron_of):
    for _ in range(30):
        await patron_of().asks("借书证怎么办？")
    with pytest.raises(QueueFull) as refused:
        await patron_of().asks("我也想问")
    assert refused.value.waiting == 30


async def test_an_answer_of_the_knowledge_base_that_helped(desk, lin):
    question = await desk.offer(lin.id, "几点关门？", alias=lin.alias, message="1", entry="opening-hours")
    assert question.status is Status.BOT
    assert question.waiting_since is None
    assert await desk.waiting() == []
    settled = await desk.resolved_by_patron(lin.id)
    assert settled.resolution is Resolution.DEFLECTED


async def test_an_answer_of_the_knowledge_base_that_did_not_help(desk, lin):
    await desk.offer(lin.id, "几点关门？", alias=lin.alias, message="1", entry="opening-hours")
    receipt = await desk.hand_over(lin.id)
    assert [question.id for question in await desk.waiting()] == [receipt.question_id]


async def test_whoever_writes_on_gets_a_person(desk, lin):
    await desk.offer(lin.id, "几点关门？", alias=lin.alias, message="1", entry="opening-hours")
    assert (await lin.writes("我问的是分馆")).status is Status.QUEUED


async def test_a_cancelled_question_is_never_counted_as_answered(desk, lin):
    await lin.asks("几点关门？")
    cancelled = await desk.cancel(lin.id)
    assert cancelled.status is Status.ABANDONED
    assert cancelled.resolution is None
    with pytest.raises(NothingOpen):
        await desk.cancel(lin.id)


async def test_the_same_answer_twice_is_one_message(desk, lin, wang):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    once = await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    twice = await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert once == twice
    assert len((await desk.thread(receipt.question_id)).entries) == 2


async def test_an_answer_over_unseen_messages_is_held_back(desk, lin, wang):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await lin.writes("我说的是分馆")
    with pytest.raises(NewerMessages) as held:
        await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert [entry.text for entry in held.value.entries] == ["我说的是分馆"]
    await desk.answer(receipt.question_id, wang, "六点。", key="k", last_seq=2)


async def test_an_answer_needs_words_and_an_owner(desk, lin, wang, bao):
    receipt = await lin.asks("几点关门？")
    with pytest.raises(NotYours):
        await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    await desk.claim(receipt.question_id, wang)
    with pytest.raises(NotYours) as refused:
        await desk.answer(receipt.question_id, bao, "九点。", key="k", last_seq=1)
    assert refused.value.owner == "王馆员"
    with pytest.raises(EmptyAnswer):
        await desk.answer(receipt.question_id, wang, " \n", key="k", last_seq=1)
    with pytest.raises(NoSuchQuestion):
        await desk.answer("nothing", wang, "九点。", key="k", last_seq=1)


async def test_put_back_it_waits_where_it_waited(desk, lin, patron_of, wang, clock):
    receipt = await lin.asks("第一")
    clock.pass_(minutes=1)
    await patron_of().asks("第二")
    await desk.claim(receipt.question_id, wang)
    await desk.unclaim(receipt.question_id, wang)
    assert [question.preview for question in await desk.waiting()] == ["第一", "第二"]


async def test_a_resolved_question_goes_on_with_its_librarian_for_a_week(desk, lin, wang, clock):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await desk.resolve(receipt.question_id, wang, CLOSING)
    clock.pass_(days=6)
    again = await lin.writes_again("周日也一样吗？")
    assert (again.id, again.status, again.assignee) == (receipt.question_id, Status.OPEN, wang.id)
    assert again.reopen_count == 1
    await desk.resolve(receipt.question_id, wang, CLOSING)
    clock.pass_(days=8)
    with pytest.raises(NothingOpen):
        await lin.writes_again("还有一个问题")


async def test_no_second_open_question_by_reopening(desk, lin, wang):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await desk.resolve(receipt.question_id, wang, CLOSING)
    await lin.asks("新问题")
    with pytest.raises(AlreadyOpen):
        await lin.writes_again("接着上次")
    with pytest.raises(AlreadyOpen):
        await desk.reopen_by_librarian(receipt.question_id, wang)


async def test_a_failed_answer_is_sent_again_as_another_attempt(desk, lin, wang):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    entry = await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    with pytest.raises(NotPossible):
        await desk.resend(receipt.question_id, wang, entry.seq)
    await desk.mark_sent(receipt.question_id, entry.seq, SendState.FAILED, "45015")
    again = await desk.resend(receipt.question_id, wang, entry.seq)
    assert (again.send, again.attempt, again.reason) == (SendState.QUEUED, 1, "")


async def test_a_late_report_does_not_take_back_that_it_was_sent(desk, lin, wang):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    await desk.mark_sent(receipt.question_id, 2, SendState.SENT)
    await desk.mark_sent(receipt.question_id, 2, SendState.SENDING)
    await desk.mark_sent(receipt.question_id, 2, SendState.UNKNOWN)
    assert (await desk.thread(receipt.question_id)).entries[1].send is SendState.SENT


async def test_answers_the_outbox_may_not_have_are_found(desk, lin, wang, clock):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert await desk.unsent_answers(timedelta(minutes=1)) == []
    clock.pass_(minutes=2)
    [(question, entry)] = await desk.unsent_answers(timedelta(minutes=1))
    assert (question.id, entry.text) == (receipt.question_id, "九点。")
    await desk.mark_sent(receipt.question_id, entry.seq, SendState.SENDING)
    assert await desk.unsent_answers(timedelta(minutes=1)) == []


async def test_what_lies_idle_is_resolved_by_the_clock(desk, lin, patron_of, wang, clock):
    receipt = await lin.asks("几点关门？")
    await desk.claim(receipt.question_id, wang)
    await desk.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    clock.pass_(days=4)
    waiting = await patron_of().asks("还没人理的问题")
    assert await desk.close_idle(timedelta(days=3)) == 1
    assert (await desk.thread(receipt.question_id)).question.resolution is Resolution.AUTO
    assert (await desk.thread(waiting.question_id)).question.status is Status.QUEUED


async def test_counts_and_lists_of_the_tabs(desk, patron_of, wang, bao, clock):
    receipts = []
    for number in range(4):
        receipts.append(await patron_of().asks(f"问题 {number}"))
        clock.pass_(seconds=1)
    await desk.claim(receipts[0].question_id, wang)
    await desk.claim(receipts[1].question_id, wang)
    await desk.answer(receipts[0].question_id, wang, "好", key="k", last_seq=1)
    await desk.claim(receipts[2].question_id, bao)
    counts = await desk.counts(wang)
    assert (counts.mine, counts.unclaimed, counts.all) == (2, 1, 4)
    assert [question.preview for question in await desk.owned(wang)] == ["问题 1", "好"]
    assert [question.preview for question in await desk.waiting()] == ["问题 3"]
    assert len(await desk.everything()) == 4


async def test_nothing_waits(desk, wang):
    with pytest.raises(NothingWaiting):
        await desk.claim_next(wang)
