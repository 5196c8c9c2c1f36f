"""What happens when several do the same thing at once."""

import asyncio

import pytest

from reference.refusals import AlreadyClaimed, AlreadyOpen, NothingWaiting


async def outcome(attempt):
    try:
        return await attempt
    except (AlreadyClaimed, AlreadyOpen, NothingWaiting) as refusal:
        return refusal


async def test_two_librarians_claim_the_same_question_200_times(casework, patron_of, wang, bao):
    for _ in range(200):
        receipt = await patron_of().asks("谁来回答？")
        tries = (outcome(casework.claim(receipt.question_id, librarian)) for librarian in (wang, bao))
        results = await asyncio.gather(*tries)
        [lost] = [result for result in results if isinstance(result, AlreadyClaimed)]
        [won] = [result for result in results if not isinstance(result, AlreadyClaimed)]
        stored = await casework.thread(receipt.question_id)
        assert lost.winner == won.assignee_name == stored.question.assignee_name
        assert lost.at == stored.question.claimed_at
        assert len(stored.audit) == 2


async def test_a_claim_of_an_older_version_is_lost(casework, lin, wang, bao):
    receipt = await lin.asks("谁来回答？")
    await casework.claim(receipt.question_id, wang, version=1)
    with pytest.raises(AlreadyClaimed):
        await casework.claim(receipt.question_id, bao, version=1)


async def test_librarians_who_take_the_next_never_take_the_same(casework, patron_of, wang, bao):
    for _ in range(10):
        await patron_of().asks("谁来回答？")
    takes = await asyncio.gather(*(outcome(casework.claim_next(who)) for who in [wang, bao] * 8))
    taken = [take.id for take in takes if not isinstance(take, NothingWaiting)]
    assert len(taken) == len(set(taken)) == 10


async def test_twenty_first_questions_of_one_patron_open_one(desk, lin):
    results = await asyncio.gather(*(outcome(lin.asks(f"第 {number} 个问题")) for number in range(20)))
    refused = [result for result in results if isinstance(result, AlreadyOpen)]
    assert len(refused) == 19
    assert {refusal.question.id for refusal in refused} == {(await desk.open_question(lin.id)).id}


async def test_one_message_delivered_twenty_times_at_once_is_stored_once(casework, lin):
    receipts = await asyncio.gather(*(lin.asks("几点关门？", key="42") for _ in range(20)))
    assert len({receipt.question_id for receipt in receipts}) == 1
    await asyncio.gather(*(lin.writes("周日呢？", key="43") for _ in range(20)))
    thread = await casework.thread(receipts[0].question_id)
    assert [entry.text for entry in thread.entries] == ["几点关门？", "周日呢？"]


async def test_a_patron_and_a_librarian_write_at_once_and_nothing_is_lost(casework, lin, wang):
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    writes = [lin.writes(f"补充 {number}") for number in range(10)]
    await asyncio.gather(*writes, casework.answer(receipt.question_id, wang, "九点。", key="k", last_seq=99))
    thread = await casework.thread(receipt.question_id)
    assert [entry.seq for entry in thread.entries] == list(range(1, 13))
    assert thread.question.version == len(thread.audit)
