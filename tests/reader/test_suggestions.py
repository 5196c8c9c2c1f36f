"""What is suggested is new to her, has a reason that is true, and is the same all day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.paragraphs import Paragraph
from reader.companions import Companions
from reader.diary import Diary
from reader.repository import ShelfRepository
from reader.repository.suggestions import EACH, SuggestionRepository
from reader.shelf import Shelf
from reader.suggestions import Candidate, Occasion, Reason, Taste, in_turn, suggest

HERE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 8, tzinfo=HERE)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
IDS = [f"TITLE{number:05}" for number in range(12)]


def a_title(title_id="TITLE99999", **facts):
    ordinary = {
        "name": "边城",
        "authors": ("沈从文",),
        "subjects": (),
        "han": 40_000,
        "added_at": LONG_AGO,
    }
    return Candidate(title_id=title_id, **ordinary | facts)


def occasion(at=MORNING, patron="lin", **featured):
    return Occasion(patron=patron, at=at, featured=featured)


def one(title, *, at=MORNING, taste=Taste(), **featured):  # noqa: B008 - nothing in it changes
    [found] = suggest([title], taste=taste, occasion=occasion(at, **featured), never=())
    return found.reason, found.about


# Reasons

READ = a_title("READ", name="呐喊", authors=("鲁迅",), subjects=("小说",))


def test_others_who_read_what_she_read():
    title = a_title("A")
    taste = Taste(read=(READ,), companions={"READ": ("A",)})
    assert one(title, taste=taste) == (Reason.COMPANIONS, "呐喊")


def test_the_same_author_and_the_same_subject():
    taste = Taste(read=(READ,))
    assert one(a_title(authors=("鲁迅",)), taste=taste) == (Reason.AUTHOR, "呐喊")
    assert one(a_title(subjects=("小说",)), taste=taste) == (Reason.SUBJECT, "呐喊")


def test_nobody_in_particular_is_no_author():
    taste = Taste(read=(a_title("READ", authors=("佚名",)),))
    assert one(a_title(authors=("佚名",)), taste=taste) == (Reason.CHANCE, "")


def test_what_the_librarians_say_of_it():
    assert one(a_title("A"), A="写给想家的人") == (Reason.FEATURED, "写给想家的人")


def test_a_name_for_these_weeks():
    assert one(a_title(name="林海雪原")) == (Reason.SEASON, "雪")
    assert one(a_title(name="林海雪原"), at=datetime(2026, 7, 1, 15, tzinfo=HERE)) == (Reason.CHANCE, "")
    assert one(a_title(name="清明上河图"), at=datetime(2026, 4, 6, 15, tzinfo=HERE)) == (
        Reason.SEASON,
        "清明",
    )


@pytest.mark.parametrize(
    ("hour", "han", "minutes"),
    [(7, 2_400, "6"), (12, 6_000, "15"), (20, 40_000, "100"), (7, 40_000, None), (20, 2_400, None),
     (15, 2_400, None), (7, 0, None)],
)  # fmt: skip
def test_as_long_as_the_hour_allows(hour, han, minutes):
    found = one(a_title(han=han), at=MORNING.replace(hour=hour))
    assert found == ((Reason.HOUR, minutes) if minutes else (Reason.CHANCE, ""))


def test_what_came_in_lately():
    assert one(a_title(added_at=MORNING - timedelta(days=29))) == (Reason.NEW, "")
    assert one(a_title(added_at=MORNING - timedelta(days=31))) == (Reason.CHANCE, "")


def test_each_voice_is_heard_before_one_is_heard_twice():
    titles = [a_title(title_id, authors=("鲁迅",), subjects=("小说",), name="雪") for title_id in IDS]
    found = suggest(titles, taste=Taste(read=(READ,)), occasion=occasion(TITLE00003="好"), never=())
    librarians, personal, days = [one.reason for one in found]
    assert librarians == Reason.FEATURED
    assert personal in {Reason.AUTHOR, Reason.SUBJECT}
    assert days == Reason.SEASON


def test_who_asks_for_others_sees_every_title_once_and_then_none():
    titles = [a_title(title_id, added_at=MORNING) for title_id in IDS]
    batches = [in_turn(turn, titles, taste=Taste(), occasion=occasion(), never=()) for turn in range(8)]
    shown = [one.title_id for batch in batches for one in batch]
    assert sorted(shown) == IDS
    assert batches[-1] == ()


# Properties, whatever the library and her taste

titles = st.builds(
    Candidate,
    title_id=st.sampled_from(IDS),
    name=st.sampled_from(["雪国", "呐喊", "秋", "春风"]),
    authors=st.lists(st.sampled_from(["鲁迅", "巴金", "佚名"]), max_size=2).map(tuple),
    subjects=st.lists(st.sampled_from(["小说", "散文"]), max_size=2).map(tuple),
    han=st.sampled_from([0, 2_000, 8_000, 90_000]),
    added_at=st.sampled_from([LONG_AGO, MORNING]),
)
libraries = st.lists(titles, unique_by=lambda title: title.title_id)
tastes = st.builds(
    Taste,
    read=st.lists(titles, max_size=3).map(tuple),
    companions=st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS), max_size=3), max_size=3),
)
occasions = st.builds(
    Occasion,
    patron=st.sampled_from(["lin", "bao"]),
    at=st.integers(0, 365 * 24).map(lambda hours: MORNING + timedelta(hours=hours)),
    featured=st.dictionaries(st.sampled_from(IDS), st.just("值得一读"), max_size=3),
)


@given(libraries, tastes, occasions, st.sets(st.sampled_from(IDS)))
def test_few_different_and_never_what_she_has(library, taste, when, never):
    found = suggest(library, taste=taste, occasion=when, never=never)
    kept = {title.title_id for title in library} - never
    assert len(found) <= 3
    assert bool(found) == bool(kept)
    assert len({one.reason for one in found}) == len({one.title_id for one in found}) == len(found)
    assert {one.title_id for one in found} <= kept


@given(st.randoms(), libraries, tastes, occasions)
def test_the_same_on_the_same_day_in_whatever_order_titles_come(random, library, taste, when):
    shuffled = random.sample(library, len(library))
    assert suggest(library, taste=taste, occasion=when, never=()) == suggest(
        shuffled, taste=taste, occasion=when, never=()
    )


def is_true(found, title, taste, when):
    """Written another way than it was found."""
    named = [read for read in taste.read if read.name == found.about]
    short = title.han == 2_000
    return {
        Reason.COMPANIONS: any(title.title_id in taste.companions.get(one.title_id, ()) for one in named),
        Reason.AUTHOR: any({*title.authors} & {*one.authors} - {"佚名"} for one in named),
        Reason.SUBJECT: any({*title.subjects} & {*one.subjects} for one in named),
        Reason.FEATURED: when.featured.get(title.title_id) == found.about,
        Reason.SEASON: found.about in title.name,
        Reason.HOUR: found.about == f"{title.han / 400:.0f}" and (when.at.hour < 14) == short,
        Reason.NEW: title.added_at == MORNING,
        Reason.CHANCE: True,
    }[found.reason]


@given(libraries, tastes, occasions)
def test_reasons_are_true(library, taste, when):
    by_id = {title.title_id: title for title in library}
    for found in suggest(library, taste=taste, occasion=when, never=()):
        assert is_true(found, by_id[found.title_id], taste, when)


@given(libraries, occasions)
def test_without_a_record_there_is_no_personal_reason(library, when):
    found = suggest(library, taste=Taste(), occasion=when, never=())
    assert not {one.reason for one in found} & {Reason.COMPANIONS, Reason.AUTHOR, Reason.SUBJECT}


# Who reads what together, counted in MongoDB

BOOKS = ("AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC")
TEXT = [("第一章", [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))])]


class House:
    def __init__(self, database) -> None:
        shelves = ShelfRepository(database)
        self.shelf, self.diary = Shelf(shelves), Diary(shelves)
        self.companions = Companions(SuggestionRepository(database))

    async def reads(self, patron, *titles):
        for title_id in titles:
            await self.shelf.start(patron, title_id, message=f"{patron} {title_id}")

    async def beside(self, title_id):
        await self.companions.count()
        return (await self.companions.of([title_id])).get(title_id, ())


@pytest.fixture
async def house(database):
    house = House(database)
    for title_id in BOOKS:
        await house.shelf.put(title_id, title_id, TEXT)
    return house


async def test_five_patrons_make_a_pair_and_four_do_not(house):
    for number in range(4):
        await house.reads(f"p{number}", *BOOKS)
    assert await house.beside(BOOKS[0]) == ()
    await house.reads("p4", *BOOKS[:2])
    assert await house.beside(BOOKS[0]) == (BOOKS[1],)
    assert await house.beside(BOOKS[2]) == ()


async def test_most_shared_first(house):
    for number in range(6):
        await house.reads(f"p{number}", BOOKS[0], BOOKS[2], *BOOKS[1:2][: number and 1])
    assert await house.beside(BOOKS[0]) == (BOOKS[2], BOOKS[1])


async def test_who_wants_nothing_recorded_who_drops_and_who_leaves_count_no_more(house):
    async def five():
        for number in range(5):
            await house.reads(f"p{number}", *BOOKS[:2])
        assert await house.beside(BOOKS[0]) == (BOOKS[1],)

    await five()
    await house.shelf.drop("p0", BOOKS[1])
    assert await house.beside(BOOKS[0]) == ()
    await house.shelf.forget("p0")
    await house.reads("p5", *BOOKS[:2])
    assert await house.beside(BOOKS[0]) == (BOOKS[1],)
    await house.diary.stop_recording("p1")
    assert await house.beside(BOOKS[0]) == ()


async def test_of_an_endless_shelf_only_the_newest_titles_count(house):
    many = [f"MANY{number:06}" for number in range(EACH)]
    for title_id in many:
        await house.shelf.put(title_id, title_id, TEXT)
    for number in range(5):
        await house.reads(f"p{number}", BOOKS[0], *many)
    assert await house.beside(BOOKS[0]) == ()
    assert set(await house.beside(many[0])) == set(many[1:])


async def test_all_she_ever_touched_is_on_her_shelf(house):
    await house.reads("lin", *BOOKS[:2])
    await house.shelf.drop("lin", BOOKS[1])
    assert await house.companions.on_shelf("lin", BOOKS) == {*BOOKS[:2]}
