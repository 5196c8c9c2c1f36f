"""Live events over HTTP: they come, they are numbered, and what was missed comes again."""

import asyncio
import json

import pytest

from library.branches import CENTRE
from library.clock import utc_now
from library.identity import new_id
from reference import live
from reference.live import DeskEvent
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
async def at_a_branch(house):
    """宝音 sits at a branch of a district, and sees nothing above it."""
    branch = await house.branches.add(CENTRE, "回民区图书馆")
    bao = await house.signed_in("bao", "宝音")
    await house.staff.move(bao.librarian.id, branch.id)
    return bao, branch


async def _hand_on(house, browser, question: str, to: str) -> None:
    where = f"/desk/questions/{question}"
    await browser.looks(where)
    await browser.does(f"{where}/claim")
    sent = await browser.does(f"{where}/hand-on", to=to, text="请你们看看", key=new_id())
    assert sent.status_code == 303


async def test_a_stream_tells_only_of_questions_she_may_see(house, at_a_branch):
    bao, branch = at_a_branch
    wang = await house.signed_in("wang", "王馆员")
    start = await house.live.latest()
    elsewhere = (await house.asks("总馆的问题")).question_id
    await wang.looks(f"/desk/questions/{elsewhere}")
    assert (await wang.does(f"/desk/questions/{elsewhere}/here", writing="true")).status_code == 200
    hers = (await house.asks("回民区馆的问题")).question_id
    await _hand_on(house, wang, hers, f"at:{branch.id}")
    await wang.looks(f"/desk/questions/{hers}")
    assert (await wang.does(f"/desk/questions/{hers}/here")).status_code == 200
    await house.live.publish(DeskEvent(what="kiosks"))

    told = await asyncio.wait_for(events(bao, 3, f"/desk/events?after={start}"), 10)
    assert [(one["what"], one["question"]) for _, _, one in told] == [
        ("refer", hers),
        ("here", hers),
        ("kiosks", ""),
    ]
    everything = await asyncio.wait_for(events(wang, 7, f"/desk/events?after={start}"), 10)
    assert [one["question"] for _, _, one in everything] == [elsewhere] * 2 + [hers] * 4 + [""]


async def test_what_leaves_a_branch_is_told_there_once_more(house, at_a_branch):
    bao, branch = at_a_branch
    wang = await house.signed_in("wang", "王馆员")
    question = (await house.asks("回民区馆的问题")).question_id
    await _hand_on(house, wang, question, f"at:{branch.id}")
    start = await house.live.latest()
    await _hand_on(house, bao, question, "at:")
    await house.casework.claim(question, wang.librarian)
    await house.live.publish(DeskEvent(what="kiosks"))
    told = await asyncio.wait_for(events(bao, 3, f"/desk/events?after={start}"), 10)
    assert [(one["what"], one["question"]) for _, _, one in told] == [
        ("claim", question),
        ("refer", question),  # so that it goes from her list
        ("kiosks", ""),
    ]


async def test_who_is_moved_hears_of_her_new_branch_alone(house, monkeypatch):
    monkeypatch.setattr(desk_events, "PULSE_EVERY", 0)  # it looks at each event, not once in half a minute
    branch = await house.branches.add(CENTRE, "回民区图书馆")
    bao = await house.signed_in("bao", "宝音")
    async with bao.http.stream("GET", "/desk/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == ": here"
        await house.staff.move(bao.librarian.id, branch.id)
        await house.asks("总馆的问题")
        await house.live.publish(DeskEvent(what="kiosks"))
        [told] = [line async for line in _as_far_as(lines, "kiosks") if line.startswith("data:")]
    assert '"kiosks"' in told


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


async def _as_far_as(lines, word: str):
    async for line in lines:
        yield line
        if word in line:
            return


async def _all(lines) -> list[str]:
    return [line async for line in lines]
