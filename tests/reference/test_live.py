"""Events of the desk reach every listener, and replay after a gap."""

import asyncio
from contextlib import aclosing

from reference.live import RELOAD, STREAM, DeskEvent, LiveEvents


async def first(count, events):
    got = []
    async with aclosing(events):
        async for event in events:
            got.append(event)
            if len(got) == count:
                break
    return got


async def started(live: LiveEvents, listener: asyncio.Task) -> asyncio.Task:
    while not live.listeners:  # noqa: ASYNC110 - joining takes one round trip to Redis
        await asyncio.sleep(0)
    return listener


async def test_what_happens_reaches_listeners_of_other_processes(redis, live):
    elsewhere = LiveEvents(redis)
    hears = await started(elsewhere, asyncio.create_task(first(1, elsewhere.listen())))
    await live.publish(DeskEvent(what="ask", question="q", version=3, status="queued"))
    [event] = await asyncio.wait_for(hears, 5)
    assert (event.what, event.question, event.version, event.status) == ("ask", "q", 3, "queued")


async def test_after_a_gap_everything_missed_comes_first(live):
    for number in range(5):
        await live.publish(DeskEvent(what="ask", question=f"q{number}"))
    everything = await first(5, live.listen("0-0"))
    missed = await first(3, live.listen(everything[1].id))
    assert [event.question for event in missed] == ["q2", "q3", "q4"]


async def test_after_too_long_a_gap_the_page_is_told_to_reload(redis, live):
    await live.publish(DeskEvent(what="ask", question="old"))
    [old] = await first(1, live.listen("0-0"))
    await live.publish(DeskEvent(what="ask", question="new"))
    await redis.xtrim(STREAM, maxlen=1, approximate=False)
    [event] = await first(1, live.listen(old.id))
    assert event.what == RELOAD
    assert event.id == await live.latest()


async def test_a_reader_runs_only_while_somebody_listens(live):
    hears = await started(live, asyncio.create_task(first(1, live.listen())))
    assert live.listeners == 1
    await live.publish(DeskEvent(what="ask"))
    await asyncio.wait_for(hears, 5)
    assert live.listeners == 0


async def test_the_desk_tells_what_it_did(casework, lin, wang, live):
    start = await live.latest()
    receipt = await lin.asks("几点关门？")
    await casework.claim(receipt.question_id, wang)
    told = await first(2, live.listen(start))
    assert [(event.what, event.version, event.assignee) for event in told] == [
        ("ask", 1, ""),
        ("claim", 2, wang.id),
    ]
