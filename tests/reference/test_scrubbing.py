"""What was asked stays countable; who asked and what was said goes, when its time has come."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.identity import new_id
from reference.drafts import Drafts
from reference.models import Closing, Kind, Outcome
from reference.refusals import NotPossible
from reference.repository.drafts import DraftRepository
from reference.repository.scrubs import STAY, ScrubRepository, bare
from reference.scrubbing import Scrubbing
from reference.statistics.fact import fact_of
from tests.walking import told_in

CLOSING = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)
A_YEAR = timedelta(days=365)


@pytest.fixture
async def scrubbing(database, casebook, desk, clock) -> Scrubbing:
    repository = ScrubRepository(database)
    await repository.prepare()
    return Scrubbing(repository, casebook, desk, now=clock)


@pytest.fixture
def resolved(casework, wang):
    """A question of hers that 王馆员 has answered, with a note beside it."""

    async def resolve(patron, text: str) -> str:
        question_id = (await patron.asks(text)).question_id
        await casework.claim(question_id, wang)
        await casework.note(question_id, wang, f"{text}，她上次也问", key=new_id())
        await casework.answer(question_id, wang, f"{text}：在三楼", key=new_id(), last_seq=2)
        await casework.resolve(question_id, wang, CLOSING)
        return question_id

    return resolve


async def test_a_year_after_it_was_closed_and_not_a_moment_sooner(scrubbing, resolved, lin, clock, database):
    await resolved(lin, "蓝色门牌的志书")
    clock.pass_(days=365)
    assert await scrubbing.scrub(clock() - A_YEAR) == 0
    clock.pass_(seconds=1)
    assert await scrubbing.scrub(clock() - A_YEAR) == 1
    assert await scrubbing.scrub(clock() - A_YEAR) == 0
    assert await told_in(database, [lin.id, lin.alias, "蓝色门牌", "门牌", "志书", "三楼"]) == {}


async def test_what_is_not_closed_is_not_touched_however_old(scrubbing, lin, clock, database):
    await lin.asks("蓝色门牌的志书")
    clock.pass_(days=3650)
    assert await scrubbing.scrub(clock()) == 0
    assert await told_in(database, [lin.alias]) == {"questions": 1}


async def test_reports_count_it_as_before(scrubbing, resolved, lin, clock, casebook):
    question_id = await resolved(lin, "蓝色门牌的志书")
    before = fact_of(await casebook.thread(question_id), None)
    clock.pass_(days=366)
    await scrubbing.scrub(clock() - A_YEAR)
    after = fact_of(await casebook.thread(question_id), None)
    assert after.version > before.version
    assert [getattr(after, name) for name in ("day", "end", "kind", "read", "outcome", "first", "spent")] == [
        getattr(before, name) for name in ("day", "end", "kind", "read", "outcome", "first", "spent")
    ]


async def test_who_answered_stays_and_who_asked_does_not(scrubbing, resolved, lin, clock, casebook, wang):
    question_id = await resolved(lin, "蓝色门牌的志书")
    clock.pass_(days=366)
    await scrubbing.scrub(clock() - A_YEAR)
    thread = await casebook.thread(question_id)
    assert (thread.question.patron, thread.question.alias) == (question_id, "")
    assert thread.question.assignee_name == wang.name
    assert [entry.name for entry in thread.entries] == ["", wang.name, wang.name]
    assert {event.by for event in thread.audit} == {"", wang.id}


async def test_two_of_one_patron_cannot_be_told_to_be_hers(scrubbing, resolved, lin, clock, database):
    for text in ("蓝色门牌的志书", "红色门牌的志书"):
        await resolved(lin, text)
    clock.pass_(days=366)
    assert await scrubbing.scrub(clock() - A_YEAR) == 2
    asked = await database["questions"].find().to_list(None)
    assert len({one["patron"] for one in asked}) == 2
    assert {one["follows"] for one in asked} == {""}


async def test_nothing_happens_to_it_any_more(scrubbing, resolved, lin, clock, casework, wang):
    question_id = await resolved(lin, "蓝色门牌的志书")
    clock.pass_(days=366)
    await scrubbing.scrub(clock() - A_YEAR)
    with pytest.raises(NotPossible):
        await casework.reopen(question_id, wang)
    with pytest.raises(NotPossible):
        await casework.note(question_id, wang, "又来了", key=new_id())


async def test_what_a_librarian_was_writing_goes_along(scrubbing, resolved, lin, clock, database, wang):
    question_id = await resolved(lin, "蓝色门牌的志书")
    drafts = Drafts(DraftRepository(database), now=clock)
    await drafts.keep(question_id, wang, "蓝色门牌……", key="k")
    clock.pass_(days=366)
    await scrubbing.scrub(clock() - A_YEAR)
    assert await drafts.find(question_id, wang) is None


async def test_pictures_go_with_their_thread(scrubbing, resolved, lin, clock, database):
    question_id = await resolved(lin, "蓝色门牌的志书")
    picture = {"id": "A", "medium": "image", "state": "kept", "media": "", "type": "image/png", "size": 3}
    hers = {"$set": {"entries.0.attachment": picture, "media_due": clock()}}
    await database["questions"].update_one({"_id": question_id}, hers)
    await database["attachments"].insert_many([{"_id": "A", "content": b"abc"}, {"_id": "B", "content": b""}])
    clock.pass_(days=366)
    await scrubbing.scrub(clock() - A_YEAR)
    assert await database["attachments"].distinct("_id") == ["B"]
    question = await database["questions"].find_one({"_id": question_id})
    assert question["entries"][0]["attachment"] is None
    assert "media_due" not in question


async def test_one_who_is_forgotten_leaves_nobody_waiting(scrubbing, lin, patron_of, clock, desk, database):
    other = patron_of()
    await lin.asks("蓝色门牌的志书")
    await other.asks("红色门牌的志书")
    await scrubbing.forget(lin.id)
    await scrubbing.forget(lin.id)
    assert await desk.open_question(lin.id) is None
    assert await told_in(database, [lin.id, "蓝色"]) == {}
    assert await told_in(database, [other.id]) == {"questions": 1}, "and her neighbour's is as it was"


async def test_the_night_looks_only_at_what_is_due(scrubbing, resolved, patron_of, clock, database):
    for number in range(6):
        await resolved(patron_of(), f"第 {number} 个问题")
        clock.pass_(days=100)
    due = {"alias": {"$gt": ""}, "closed_at": {"$lt": clock() - A_YEAR}, "is_open": False}
    found = await database["questions"].find(due).explain()
    assert found["executionStats"]["nReturned"] == 3
    assert found["executionStats"]["totalDocsExamined"] <= 3


texts = st.text(min_size=1, max_size=6)
values = st.recursive(
    st.one_of(texts, st.integers(), st.booleans(), st.none(), st.binary(min_size=1, max_size=4)),
    lambda one: st.one_of(st.lists(one, max_size=3), st.dictionaries(texts, one, max_size=3)),
    max_leaves=12,
)


@given(values)
def test_a_field_nobody_thought_of_keeps_no_text(anything):
    question = {"_id": "Q", "patron": "HERS", "alias": "读者 HERS", "satisfaction": anything}
    left = bare(question)["satisfaction"]
    assert list(_texts("satisfaction", left)) == []


def _texts(name, value):
    match value:
        case dict():
            for inner, one in value.items():
                yield from _texts(inner, one)
        case list():
            for one in value:
                yield from _texts(name, one)
        case str() | bytes() if value and name not in STAY:
            yield value


def test_her_name_goes_even_where_names_may_stay():
    question = {
        "_id": "Q",
        "patron": "HERS",
        "alias": "读者 HERS",
        "assignee_name": "读者 HERS",
        "by": "HERS",
    }
    left = bare(question)
    assert (left["assignee_name"], left["by"], left["patron"], left["alias"]) == ("", "", "Q", "")
