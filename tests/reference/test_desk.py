"""What patrons and librarians can do with a question, one after the other."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from library.hours_notation import read_hours
from reference.changes.by_librarian import Hands
from reference.desk import ReferenceDesk
from reference.models import Closing, Kind, Outcome, Resolution, SendState
from reference.refusals import (
    AlreadyOpen,
    EmptyAnswer,
    EmptyNote,
    NewerMessages,
    NoSuchQuestion,
    NothingOpen,
    NothingWaiting,
    NotPossible,
    NotSoLong,
    NotYours,
    QueueFull,
)
from reference.status import Status, Trigger

CLOSING = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)


async def test_a_question_from_the_queue_to_its_end(casework, lin, wang, clock):
    receipt = await lin.asks("元上都的资料在哪里？")
    assert receipt.ahead == 0
    clock.pass_(minutes=2)
    assert (await casework.claim(receipt.question_id, wang)).status is Status.OPEN
    clock.pass_(minutes=3)
    answer = await casework.answer(receipt.question_id, wang, "五楼特藏室。", key="a", last_seq=1)
    assert answer.send is SendState.QUEUED
    await lin.writes("要预约吗？")
    thread = await casework.thread(receipt.question_id)
    assert thread.question.status is Status.OPEN
    await casework.answer(receipt.question_id, wang, "不用。", key="b", last_seq=3)
    resolved = await casework.resolve(receipt.question_id, wang, CLOSING)

    thread = await casework.thread(receipt.question_id)
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


async def test_the_queue_tells_how_many_are_ahead(desk, patron_of, clock, wang, casework):
    receipts = []
    for _ in range(3):
        receipts.append(await patron_of().asks("借书证怎么办？"))
        clock.pass_(seconds=1)
    assert [receipt.ahead for receipt in receipts] == [0, 1, 2]
    assert (await casework.claim_next(wang)).id == receipts[0].question_id
    last = (await casework.thread(receipts[2].question_id)).question
    assert await desk.ahead(last) == 1


async def test_a_message_delivered_twice_is_asked_once(casework, lin, patron_of):
    first = await lin.asks("几点关门？", key="42")
    await patron_of().asks("别人的问题")
    assert await lin.asks("几点关门？", key="42") == first
    await lin.writes("周日呢？", key="43")
    await lin.writes("周日呢？", key="43")
    thread = await casework.thread(first.question_id)
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


async def test_an_answer_of_the_knowledge_base_that_helped(desk, lin, casework):
    question = await desk.offer(lin.id, "几点关门？", alias=lin.alias, message="1", entry="opening-hours")
    assert question.status is Status.BOT
    assert question.waiting_since is None
    assert await casework.waiting() == []
    settled = await desk.resolved_by_patron(lin.id)
    assert settled.resolution is Resolution.DEFLECTED


async def test_an_answer_of_the_knowledge_base_that_did_not_help(desk, lin, casework):
    await desk.offer(lin.id, "几点关门？", alias=lin.alias, message="1", entry="opening-hours")
    receipt = await desk.hand_over(lin.id)
    assert [question.id for question in await casework.waiting()] == [receipt.question_id]


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


async def test_the_same_answer_twice_is_one_message(casework, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    once = await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    twice = await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert once == twice
    assert len((await casework.thread(receipt.question_id)).entries) == 2


async def test_an_answer_over_unseen_messages_is_held_back(casework, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await lin.writes("我说的是分馆")
    with pytest.raises(NewerMessages) as held:
        await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert [entry.text for entry in held.value.entries] == ["我说的是分馆"]
    await casework.answer(receipt.question_id, wang, "六点。", key="k", last_seq=2)


async def test_an_answer_needs_words_and_an_owner(casework, lin, wang, bao):
    receipt = await lin.asks("几点关门？")
    with pytest.raises(NotYours):
        await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    await casework.claim(receipt.question_id, wang)
    with pytest.raises(NotYours) as refused:
        await casework.answer(receipt.question_id, bao, "九点。", key="k", last_seq=1)
    assert refused.value.owner == "王馆员"
    with pytest.raises(EmptyAnswer):
        await casework.answer(receipt.question_id, wang, " \n", key="k", last_seq=1)
    with pytest.raises(NoSuchQuestion):
        await casework.answer("nothing", wang, "九点。", key="k", last_seq=1)


async def test_put_back_it_waits_where_it_waited(casework, lin, patron_of, wang, clock):
    receipt = await lin.asks("第一")
    clock.pass_(minutes=1)
    await patron_of().asks("第二")
    await casework.claim(receipt.question_id, wang)
    await casework.hand_on(receipt.question_id, Hands(wang, None), "没空", key="put-back")
    assert [question.preview for question in await casework.waiting()] == ["第一", "第二"]


async def test_a_resolved_question_goes_on_with_its_librarian_for_a_week(casework, lin, wang, clock):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await casework.resolve(receipt.question_id, wang, CLOSING)
    clock.pass_(days=6)
    again = await lin.writes_again("周日也一样吗？")
    assert (again.id, again.status, again.assignee) == (receipt.question_id, Status.OPEN, wang.id)
    assert again.reopen_count == 1
    await casework.resolve(receipt.question_id, wang, CLOSING)
    clock.pass_(days=8)
    with pytest.raises(NothingOpen):
        await lin.writes_again("还有一个问题")


async def test_words_go_on_with_what_was_answered_and_never_with_the_machine(
    desk, casework, lin, wang, clock
):
    first = await lin.asks("几点关门？")
    await casework.claim(first.question_id, wang)
    await casework.resolve(first.question_id, wang, CLOSING)
    await desk.offer(lin.id, "要押金吗？", alias=lin.alias, message="3", entry="deposit")
    await desk.resolved_by_patron(lin.id)
    for _delivery in range(2):
        again = await lin.writes_again("那周日呢？", key="4")
    assert (again.id, again.assignee, again.reopen_count) == (first.question_id, wang.id, 1)


async def test_a_new_question_knows_which_was_answered_before_it(casework, lin, wang, clock):
    first = await lin.asks("几点关门？")
    await casework.claim(first.question_id, wang)
    await casework.resolve(first.question_id, wang, CLOSING)
    clock.pass_(days=30)
    second = await lin.asks("还有一个问题")
    assert (await casework.thread(second.question_id)).question.follows == first.question_id
    assert (await casework.thread(first.question_id)).question.follows == ""


async def test_no_second_open_question_by_reopening(casework, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await casework.resolve(receipt.question_id, wang, CLOSING)
    await lin.asks("新问题")
    with pytest.raises(AlreadyOpen):
        await lin.writes_again("接着上次")
    with pytest.raises(AlreadyOpen):
        await casework.reopen(receipt.question_id, wang)


async def test_a_failed_answer_is_sent_again_as_another_attempt(casework, upkeep, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    entry = await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    with pytest.raises(NotPossible):
        await casework.resend(receipt.question_id, wang, entry.seq)
    await upkeep.mark_sent(receipt.question_id, entry.seq, SendState.FAILED, "45015")
    again = await casework.resend(receipt.question_id, wang, entry.seq)
    assert (again.send, again.attempt, again.reason) == (SendState.QUEUED, 1, "")


async def test_a_late_report_does_not_take_back_that_it_was_sent(casework, upkeep, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    await upkeep.mark_sent(receipt.question_id, 2, SendState.SENT)
    await upkeep.mark_sent(receipt.question_id, 2, SendState.SENDING)
    await upkeep.mark_sent(receipt.question_id, 2, SendState.UNKNOWN)
    assert (await casework.thread(receipt.question_id)).entries[1].send is SendState.SENT


async def test_answers_the_outbox_may_not_have_are_found(casework, upkeep, lin, wang, clock):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    assert await upkeep.unsent_answers(timedelta(minutes=1)) == []
    clock.pass_(minutes=2)
    [(question, entry)] = await upkeep.unsent_answers(timedelta(minutes=1))
    assert (question.id, entry.text) == (receipt.question_id, "九点。")
    await upkeep.mark_sent(receipt.question_id, entry.seq, SendState.SENDING)
    assert await upkeep.unsent_answers(timedelta(minutes=1)) == []


async def test_what_lies_idle_is_resolved_by_the_clock(casework, upkeep, lin, patron_of, wang, clock):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)
    clock.pass_(days=4)
    waiting = await patron_of().asks("还没人理的问题")
    assert await upkeep.close_idle(timedelta(days=3)) == 1
    assert (await casework.thread(receipt.question_id)).question.resolution is Resolution.AUTO
    assert (await casework.thread(waiting.question_id)).question.status is Status.QUEUED


async def test_counts_and_lists_of_the_tabs(casework, patron_of, wang, bao, clock):
    receipts = []
    for number in range(4):
        receipts.append(await patron_of().asks(f"问题 {number}"))
        clock.pass_(seconds=1)
    await casework.claim(receipts[0].question_id, wang)
    await casework.claim(receipts[1].question_id, wang)
    await casework.answer(receipts[0].question_id, wang, "好", key="k", last_seq=1)
    await casework.claim(receipts[2].question_id, bao)
    counts = await casework.counts(wang)
    assert (counts.mine, counts.unclaimed, counts.all) == (2, 1, 4)
    assert [question.preview for question in await casework.owned(wang)] == ["问题 1", "好"]
    assert [question.preview for question in await casework.waiting()] == ["问题 3"]
    assert len(await casework.everything()) == 4


async def test_nothing_waits(casework, wang):
    with pytest.raises(NothingWaiting):
        await casework.claim_next(wang)


async def test_a_note_is_for_colleagues_and_is_stored_once(casework, lin, wang, bao):
    receipt = await lin.asks("几点开门？")
    await casework.claim(receipt.question_id, wang)
    for _again in range(2):
        await casework.note(receipt.question_id, bao, " 周一闭馆 ", key="n")
    thread = await casework.thread(receipt.question_id)
    assert [(entry.text, entry.internal, entry.send) for entry in thread.entries[1:]] == [
        ("周一闭馆", True, None)
    ]
    assert (thread.question.preview, thread.question.status) == ("几点开门？", Status.OPEN)
    with pytest.raises(EmptyNote):
        await casework.note(receipt.question_id, bao, " ", key="m")


async def test_a_note_she_has_not_seen_holds_an_answer_back(casework, lin, wang, bao):
    receipt = await lin.asks("几点开门？")
    await casework.claim(receipt.question_id, wang)
    await casework.note(receipt.question_id, bao, "今天停电", key="n")
    with pytest.raises(NewerMessages):
        await casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=1)


async def test_a_question_is_handed_on_with_a_reason(casework, lin, wang, bao):
    receipt = await lin.asks("有蒙文书吗？")
    await casework.claim(receipt.question_id, wang)
    for _again in range(2):
        handed = await casework.hand_on(receipt.question_id, Hands(wang, bao), "你懂蒙文", key="n")
    assert (handed.assignee, handed.status, handed.waiting_since) == (bao.id, Status.OPEN, handed.asked_at)
    with pytest.raises(NotYours):
        await casework.answer(receipt.question_id, wang, "有。", key="k", last_seq=2)
    assert (await casework.thread(receipt.question_id)).audit[-1].to == bao.name
    back = await casework.hand_on(receipt.question_id, Hands(bao, None), "下班了", key="m")
    assert (back.assignee, back.status) == (None, Status.QUEUED)


async def test_what_is_put_off_comes_back_by_itself(casework, upkeep, lin, wang, clock):
    receipt = await lin.asks("能查地方志吗？")
    await casework.claim(receipt.question_id, wang)
    clock.pass_(hours=1)
    put_off = await casework.snooze(receipt.question_id, wang, clock.time + timedelta(hours=3))
    assert (put_off.status, put_off.waiting_since) == (Status.SNOOZED, None)
    assert await upkeep.wake() == 0
    clock.pass_(hours=3)
    assert await upkeep.wake() == 1
    awake = (await casework.thread(receipt.question_id)).question
    assert (awake.status, awake.assignee, awake.waiting_since) == (Status.OPEN, wang.id, clock.time)
    assert awake.snoozed_until is None


async def test_her_words_bring_back_what_was_put_off(casework, lin, wang, clock):
    receipt = await lin.asks("能查地方志吗？")
    await casework.claim(receipt.question_id, wang)
    await casework.snooze(receipt.question_id, wang, clock.time + timedelta(days=1))
    assert (await lin.writes("急用")).status is Status.OPEN


async def test_nothing_is_put_off_into_the_past_or_for_ever(casework, lin, wang, clock):
    receipt = await lin.asks("能查地方志吗？")
    await casework.claim(receipt.question_id, wang)
    for until in (clock.time, clock.time + timedelta(days=61)):
        with pytest.raises(NotSoLong):
            await casework.snooze(receipt.question_id, wang, until)


async def test_spam_is_no_question_until_somebody_thinks_otherwise(casework, lin, wang, bao):
    receipt = await lin.asks("加我领红包")
    await casework.claim(receipt.question_id, wang)
    with pytest.raises(NotYours):
        await casework.discard(receipt.question_id, bao)
    discarded = await casework.discard(receipt.question_id, wang)
    assert (discarded.status, discarded.resolution) == (Status.SPAM, None)
    assert await casework.everything() == []
    assert (await casework.reopen(receipt.question_id, bao)).assignee == bao.id


async def test_who_asks_out_of_hours_hears_when_librarians_answer_again(casebook, clock):
    """The clock stands at five in the afternoon in China, on a Thursday before a weekend that is worked."""
    clock.time = datetime(2026, 2, 12, 9, 0, tzinfo=UTC)
    desk = ReferenceDesk(casebook, hours=read_hours("工作日 8:30-12:00 14:30-17:30"), now=clock)
    asked = await desk.ask("mei", "几点关门？", alias="读者", message="1")
    assert asked.opens_at is None
    clock.pass_(hours=1)
    asked = await desk.ask("lan", "几点关门？", alias="读者", message="2")
    assert asked.opens_at == datetime(2026, 2, 13, 0, 30, tzinfo=UTC)
    clock.time = datetime(2026, 2, 14, 10, 0, tzinfo=UTC)  # a Saturday worked in exchange, after hours
    await desk.cancel("lan")
    asked = await desk.ask("lan", "几点关门？", alias="读者", message="3")
    assert asked.opens_at == datetime(2026, 2, 24, 0, 30, tzinfo=UTC), "after the Spring Festival"
