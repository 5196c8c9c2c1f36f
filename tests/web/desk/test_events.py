"""Live events over HTTP: they come, they are numbered, and what was missed comes again."""

import asyncio
import json

import pytest

from library.clock import utc_now
from reference import live
from web.desk import events as desk_events


async def events(browser, count, path="/desk/events", **headers):
    """The first events of a stream, as (id, name, data)."""
    got, fields = [], {}
    async with browser.http.stream("GET", path, headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if line and name:
                fields[name] = value
            elif "data" in fields:
                got.append((fields["id"], fields["event"], json.loads(fields["data"])))
                fields = {}
                if len(got) == count:
                    break
    return got


async def test_a_question_appears_on_an_open_desk(house):
    wang = await house.signed_in("wang", "王馆员")
    start = await house.live.latest()
    hears = asyncio.create_task(events(wang, 1, f"/desk/events?after={start}"))
    asked_at = utc_now()
    receipt = await house.asks("几点关门？")
    [(_, name, told)] = await asyncio.wait_for(hears, 5)
    assert (name, told) == ("desk", {"what": "ask", "question": receipt.question_id, "version": 1})
    assert (utc_now() - asked_at).total_seconds() < 2


async def test_what_was_missed_is_told_again(house):
    wang = await house.signed_in("wang", "王馆员")
    start = await house.live.latest()
    receipts = [await house.asks(f"问题 {number}") for number in range(3)]
    everything = await asyncio.wait_for(events(wang, 3, f"/desk/events?after={start}"), 5)
    again = await asyncio.wait_for(events(wang, 2, **{"last-event-id": everything[0][0]}), 5)
    assert again == everything[1:]
    assert [told["question"] for _, _, told in again] == [receipt.question_id for receipt in receipts[1:]]


async def test_events_carry_no_words_of_patrons(house):
    wang = await house.signed_in("wang", "王馆员")
    start = await house.live.latest()
    await house.asks("我的病怎么办")
    [(_, _, told)] = await asyncio.wait_for(events(wang, 1, f"/desk/events?after={start}"), 5)
    assert set(told) == {"what", "question", "version"}


async def test_a_desk_that_closes_leaves_no_listener(house):
    wang = await house.signed_in("wang", "王馆员")
    start = await house.live.latest()
    await house.asks("几点关门？")
    await asyncio.wait_for(events(wang, 1, f"/desk/events?after={start}"), 5)
    async with asyncio.timeout(5):
        while house.live.listeners:  # noqa: ASYNC110 - the server notices when its next turn comes
            await asyncio.sleep(0.01)


@pytest.fixture
def at_short_intervals(monkeypatch):
    """Half a minute is too long for a test."""
    for module in (live, desk_events):
        monkeypatch.setattr(module, "PULSE_EVERY", 0.02)


async def _signs_out(house, wang):
    await wang.does("/desk/sign-out")


async def _account_is_closed(house, wang):
    await house.staff.disable(wang.librarian.id)


async def _is_sent_away(house, wang):
    await house.sessions.end_all_of(wang.librarian.id)


@pytest.mark.parametrize("end", [_signs_out, _account_is_closed, _is_sent_away])
async def test_a_stream_ends_with_its_session(house, at_short_intervals, end):
    wang = await house.signed_in("wang", "王馆员")
    colleague = await house.signed_in("bao", "宝音")
    async with wang.http.stream("GET", "/desk/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == ": here"
        hers = asyncio.create_task(events(colleague, 1, f"/desk/events?after={await house.live.latest()}"))
        await end(house, wang)
        rest = await asyncio.wait_for(_all(lines), 10)  # it ends by itself
    assert "event: signed-out" in rest
    receipt = await house.asks("几点关门？")
    [(_, _, told)] = await asyncio.wait_for(hers, 10)
    assert told["question"] == receipt.question_id, "a colleague's goes on"


async def _all(lines) -> list[str]:
    return [line async for line in lines]
