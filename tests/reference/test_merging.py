"""Two questions of one patron become one."""

import asyncio
from datetime import timedelta

import pytest

from reference.merging import Merging
from reference.models import Closing, Kind, Outcome
from reference.refusals import NotPossible, NotYours, OthersQuestion
from reference.repository.merging import MergeRepository
from reference.status import Status, Trigger

CLOSING = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)


@pytest.fixture
def merging(casebook, database, clock) -> Merging:
    return Merging(casebook, MergeRepository(database), now=clock)


@pytest.fixture
async def two(lin, casework, wang, clock) -> tuple[str, str]:
    """She had an answer, and asked anew."""
    first = await lin.asks("元上都的资料在哪里？")
    await casework.claim(first.question_id, wang)
    await casework.resolve(first.question_id, wang, CLOSING)
    clock.pass_(hours=1)
    second = await lin.asks("就是那个元上都，有画册吗？")
    await casework.claim(second.question_id, wang)
    return first.question_id, second.question_id


async def test_the_earlier_one_becomes_part_of_the_later(merging, casework, two, wang, desk, lin):
    first, second = two
    goes_on = await merging.merge(first, wang, into=second)
    assert (goes_on.id, goes_on.status, goes_on.assignee) == (second, Status.OPEN, wang.id)
    gone = await casework.thread(first)
    assert (gone.question.status, gone.question.merged_into) == (Status.MERGED, second)
    assert gone.question.resolution is None, "it is counted once, as the question it is part of"
    assert [event.trigger for event in gone.audit][-1] is Trigger.MERGE
    assert (await casework.thread(second)).audit[-1].trigger is Trigger.ABSORB
    assert [thread.question.id for thread in await merging.merged(goes_on)] == [first]
    assert [question.id for question in await merging.others(goes_on, wang)] == [first]
    assert (await desk.open_question(lin.id)).id == second


async def test_what_is_merged_takes_nothing_in_and_is_not_taken_up(merging, casework, two, wang):
    first, second = two
    await merging.merge(first, wang, into=second)
    for source, target in ((first, second), (second, first)):
        with pytest.raises(NotPossible):
            await merging.merge(source, wang, into=target)
    with pytest.raises(NotPossible):
        await casework.reopen(first, wang)


async def test_what_was_merged_before_goes_along(merging, casework, lin, two, wang):
    first, second = two
    await merging.merge(first, wang, into=second)
    await casework.resolve(second, wang, CLOSING)
    third = (await lin.asks("还是元上都")).question_id
    goes_on = await merging.merge(second, wang, into=third)
    assert [thread.question.id for thread in await merging.merged(goes_on)] == [first, second]


async def test_nobody_merges_a_strangers_question_or_a_colleagues(
    merging, casework, patron_of, two, wang, bao
):
    first, second = two
    stranger = (await patron_of().asks("我的事")).question_id
    for source in (stranger, second):
        with pytest.raises(OthersQuestion):
            await merging.merge(source, wang, into=second)
    with pytest.raises(NotYours):
        await merging.merge(first, bao, into=second)


async def test_the_longer_wait_is_kept(merging, casework, two, wang):
    first, second = two
    before = (await casework.thread(second)).question.waiting_since
    goes_on = await merging.merge(first, wang, into=second)
    assert goes_on.waiting_since == before


async def test_two_who_merge_crosswise_lose_neither(merging, casework, database, patron_of, wang, clock):
    """One write per pair: whichever comes first, the other question goes on and takes everything in."""
    for _ in range(20):
        hers = patron_of()
        ids = []
        for text in ("一", "二"):
            ids.append((await hers.asks(text)).question_id)
            clock.pass_(seconds=1)
            # As if each were at a desk of its own, where both may be open.
            await database["questions"].update_one({"_id": ids[-1]}, {"$set": {"is_open": False}})
        one, two = ids
        done = await asyncio.gather(
            merging.merge(one, wang, into=two), merging.merge(two, wang, into=one), return_exceptions=True
        )
        assert [type(result) for result in done].count(NotPossible) == 1
        states = {(await casework.thread(question)).question.status for question in ids}
        assert states == {Status.QUEUED, Status.MERGED}
        await database["questions"].delete_many({"patron": hers.id})


async def test_her_next_words_reach_the_one_that_goes_on_while_it_merges(merging, casework, lin, two, wang):
    first, second = two
    await asyncio.gather(
        merging.merge(first, wang, into=second), *(lin.writes(f"补充 {number}") for number in range(5))
    )
    thread = await casework.thread(second)
    assert len(thread.entries) == 6
    assert (await casework.thread(first)).question.status is Status.MERGED
    assert thread.question.version == len(thread.audit)
    assert thread.question.waiting_since - thread.question.asked_at == timedelta(0)
