"""Tags: a house list, five on a question, told in its audit trail, found by an index."""

import pytest

from library.roles import Role
from library.staff import Librarian
from reference.canned import HouseRules
from reference.merging import Merging
from reference.models import Closing, Kind, Outcome
from reference.refusals import NoSuchQuestion
from reference.repository.merging import MergeRepository
from reference.repository.tags import TagRepository
from reference.status import Trigger
from reference.tags import EACH, LONGEST, NoSuchTag, Tags, TooManyTags, UnfitTag

HOUSE = ["地方志", "家谱", "蒙古文", "借阅", "电子书", "场地"]
CLOSING = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)
CHIEF = Librarian(id="chief", login="chief", name="主管", role=Role.SUPERVISOR)


@pytest.fixture
async def tags(database, casebook, clock) -> Tags:
    repository = TagRepository(database)
    await repository.prepare()
    tags = Tags(repository, casebook, now=clock)
    for name in HOUSE:
        await tags.add(CHIEF, name)
    return tags


async def test_the_house_list_is_a_supervisors(tags, wang):
    await tags.add(CHIEF, "  旧  报纸 ")
    await tags.add(CHIEF, "旧 报纸")
    assert sorted(await tags.all()) == sorted([*HOUSE, "旧 报纸"])
    for deed in (tags.add(wang, "我的"), tags.remove(wang, "家谱")):
        with pytest.raises(HouseRules):
            await deed
    for unfit in (" ", "长" * (LONGEST + 1)):
        with pytest.raises(UnfitTag):
            await tags.add(CHIEF, unfit)
    await tags.remove(CHIEF, "旧 报纸")
    assert sorted(await tags.all()) == sorted(HOUSE)


async def test_tags_are_put_on_and_taken_off_and_told(tags, casework, lin, wang, bao):
    asked = (await lin.asks("家谱在哪里查？")).question_id
    assert (await tags.put(asked, wang, ["地方志", "家谱"])).tags == ("地方志", "家谱")
    await tags.put(asked, bao, ["地方志", "蒙古文"], was=["地方志"])  # she had not seen 家谱
    thread = await casework.thread(asked)
    assert thread.question.tags == ("地方志", "家谱", "蒙古文")
    await tags.put(asked, wang, ["家谱"], was=["地方志", "家谱"])
    thread = await casework.thread(asked)
    assert thread.question.tags == ("家谱", "蒙古文")
    told = [event.to for event in thread.audit if event.trigger is Trigger.TAG]
    assert told == ["+地方志 +家谱", "+蒙古文", "-地方志"]
    before = thread.question.version
    assert (await tags.put(asked, wang, ["家谱"], was=["家谱"])).version == before, "nothing to tell"


async def test_no_more_than_five_and_none_of_ones_own(tags, lin, wang):
    asked = (await lin.asks("家谱在哪里查？")).question_id
    with pytest.raises(TooManyTags):
        await tags.put(asked, wang, HOUSE)
    with pytest.raises(NoSuchTag):
        await tags.put(asked, wang, ["闲话"])
    await tags.put(asked, wang, HOUSE[:EACH])
    await tags.remove(CHIEF, HOUSE[0])
    kept = await tags.put(asked, wang, HOUSE[: EACH - 1], was=HOUSE[:EACH])
    assert kept.tags == tuple(HOUSE[: EACH - 1]), "one the house gave up stays where it is"


async def test_a_tag_finds_what_one_may_see(database, tags, lin, patron_of, wang):
    bat = patron_of()
    first, second = (await lin.asks("一")).question_id, (await bat.asks("二")).question_id
    for asked in (first, second):
        await tags.put(asked, wang, ["家谱"])
    afar = Librarian(id="afar", login="afar", name="远方", branch="00A")
    assert {question.id for question in await tags.find(wang, "家谱", 50)} == {first, second}
    assert await tags.find(wang, "借阅", 50) == []
    assert await tags.find(afar, "家谱", 50) == []
    with pytest.raises(NoSuchQuestion):
        await tags.put(first, afar, ["借阅"])
    plan = await database["questions"].find({"tags": "家谱"}).sort("last_at", -1).explain()
    assert "tagged" in str(plan["queryPlanner"]["winningPlan"])


async def test_merged_questions_unite_their_tags(database, casebook, casework, clock, tags, lin, wang):
    merging = Merging(casebook, MergeRepository(database), now=clock)
    first = (await lin.asks("一")).question_id
    await tags.put(first, wang, ["家谱", "借阅"])
    await casework.claim(first, wang)
    await casework.answer(first, wang, "好", key="answer 1", last_seq=1)
    await casework.resolve(first, wang, CLOSING)
    second = (await lin.asks("二")).question_id
    await casework.claim(second, wang)
    await tags.put(second, wang, ["地方志", "家谱"])
    united = await merging.merge(first, wang, into=second)
    assert united.tags == ("地方志", "家谱", "借阅")
