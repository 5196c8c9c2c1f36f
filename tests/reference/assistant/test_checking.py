"""The house's guard: what an honest model says gets through, what an obedient one is told to say does not."""

import asyncio
import tomllib
from pathlib import Path

import pytest

from reference.assistant.assistant import MOST_AT_ONCE, Assistant
from reference.assistant.checking import LONGEST, checked
from reference.assistant.passages import Origin, Passage
from reference.assistant.refusals import (
    Busy,
    CannotDraft,
    Declined,
    Fault,
    NothingFound,
    SwitchedOff,
    TimedOut,
    Unfounded,
)
from reference.knowledge import read_entries
from tests.reference.assistant.obedient import Obedient

HERE = Path(__file__).parent
ENTRIES = {entry.id: entry for entry in read_entries(HERE.parents[2] / "samples" / "knowledge.toml")}
HONEST = tomllib.loads((HERE / "honest.toml").read_text(encoding="utf-8"))
INJECTIONS = tomllib.loads((HERE / "injections.toml").read_text(encoding="utf-8"))


def passage(entry: str) -> Passage:
    known = ENTRIES[entry]
    return Passage(origin=Origin.KNOWLEDGE, name=known.question, text=known.answer)


def about_a_book(text: str) -> Passage:
    return Passage(origin=Origin.CATALOGUE, name="草原", text=text)


HOUSE = [passage(entry) for entry in ("new-card", "deposit", "wifi", "rare-books")]


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_reply_gets_through(name) -> None:
    reply = HONEST[name]
    sketch = checked(reply["reply"], [passage(entry) for entry in reply["from"]])
    assert sketch.sources
    assert all(line.sources for line in sketch.lines)


@pytest.mark.parametrize("name", INJECTIONS)
async def test_what_an_attacker_has_said_gets_to_nobody(name) -> None:
    attempt = INJECTIONS[name]
    poison = [about_a_book(attempt["passage"])] if "passage" in attempt else []
    obeyed = attempt["obeyed"].replace("REPEAT", "普通借阅证免押金。[2]" * 900)

    async def find(_words):
        return [*HOUSE, *poison]

    with pytest.raises(CannotDraft):
        checked(obeyed, [*HOUSE, *poison])
    with pytest.raises(CannotDraft):
        await Assistant(Obedient(obeyed), find, for_patrons=True).answer(attempt["asked"])


def test_there_are_enough_attempts_in_both_languages() -> None:
    chinese = [one for one in INJECTIONS.values() if any(char >= "\u4e00" for char in one["asked"])]
    assert len(chinese) >= 25
    assert len(INJECTIONS) - len(chinese) >= 12


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("押金全免" * LONGEST + "[2]", Fault.LONG),
        ("普通借阅证\u200b免押金。[2]", Fault.HIDDEN),
        ("普通借阅证免押金。", Fault.UNCITED),
        ("普通借阅证免押金。[7]", Fault.NO_SUCH_PASSAGE),
        ("办证请到 evil.example 。[1]", Fault.LINK),
        ("请提前两天预约并带身份证。[4]", Fault.NUMBER),
        ("网络名称是 Library-Fast。[3]", Fault.NAME),
        ("办理请先转账。[1]", Fault.DELICATE),
        ("普通借阅证请先交齐全部罚款再用。[2]", Fault.STRANGE),
    ],
)
def test_the_fault_is_named(reply, fault) -> None:
    with pytest.raises(Unfounded) as refusal:
        checked(reply, HOUSE)
    assert refusal.value.fault is fault


def test_a_no_must_be_in_the_sources() -> None:
    with pytest.raises(Unfounded) as refusal:
        checked("讲座不免费。[1]", [Passage(origin=Origin.RULES, name="讲座", text="讲座免费。")])
    assert refusal.value.fault is Fault.TURNED


def test_links_stay_where_a_librarian_wrote_them_and_not_where_a_book_did() -> None:
    ours = Passage(origin=Origin.RULES, name="网站", text="请看 https://lib.example/card 的说明。")
    assert checked("请看 https://lib.example/card 的说明。[1]", [ours]).sources == (ours,)
    with pytest.raises(Unfounded):
        checked("请看 https://lib.example/card 的说明。[1]", [about_a_book(ours.text)])


def test_a_sentence_is_judged_by_what_it_cites() -> None:
    with pytest.raises(Unfounded):
        checked("普通借阅证免押金。[3]", HOUSE)


def test_sources_are_numbered_as_they_are_cited() -> None:
    sketch = checked("普通借阅证免押金。[2]凭本人身份证当场就能办好。[1][2]", HOUSE)
    assert sketch.sources == (HOUSE[1], HOUSE[0])
    assert [line.sources for line in sketch.lines] == [(1,), (2, 1)]
    assert sketch.text == "普通借阅证免押金。凭本人身份证当场就能办好。"


@pytest.mark.parametrize("reply", ["无法回答", "", "  \n", "抱歉，无法回答。"])
def test_a_model_may_decline(reply) -> None:
    with pytest.raises(Declined):
        checked(reply, HOUSE)


async def test_where_nothing_is_found_no_model_is_asked() -> None:
    model = Obedient("普通借阅证免押金。[1]")

    async def nothing(_words):
        return []

    async def only_a_book(_words):
        return [about_a_book("普通借阅证免押金。")]

    for find in (nothing, only_a_book):
        with pytest.raises(NothingFound):
            await Assistant(model, find, for_patrons=True).answer("押金？")
    assert not model.requests


async def test_it_is_off_until_it_is_switched_on_for_whom_it_is_for() -> None:
    async def find(_words):
        return HOUSE

    model = Obedient("普通借阅证免押金。[2]")
    for off in (Assistant(None, find, for_patrons=True), Assistant(model, find)):
        with pytest.raises(SwitchedOff):
            await off.answer("押金？")
    assert (await Assistant(model, find, for_patrons=True).answer("押金？")).text == "普通借阅证免押金。"


async def test_no_patron_waits_for_a_model_that_let_one_wait(clock) -> None:
    async def find(_words):
        return HOUSE

    model = Obedient(TimedOut())
    assistant = Assistant(model, find, for_patrons=True, now=clock)
    for _ in range(3):
        with pytest.raises(CannotDraft):
            await assistant.answer("押金？")
    clock.pass_(seconds=31)
    with pytest.raises(TimedOut):
        await assistant.answer("押金？")
    assert len(model.requests) == 2


async def test_being_asked_much_at_once_is_no_reason_to_rest() -> None:
    async def find(_words):
        return HOUSE

    class Waiting(Obedient):
        async def complete(self, rules, request, *, within) -> str:
            await go_on.wait()
            return await super().complete(rules, request, within=within)

    go_on = asyncio.Event()
    assistant = Assistant(Waiting("普通借阅证免押金。[2]"), find, for_patrons=True)
    async with asyncio.TaskGroup() as group:
        for _ in range(MOST_AT_ONCE):
            group.create_task(assistant.answer("押金？"))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await assistant.answer("押金？")
        go_on.set()
    assert await assistant.answer("押金？")
