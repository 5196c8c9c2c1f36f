from datetime import UTC, datetime, timedelta

import pytest

from language.paragraphs import Paragraph
from reader import marks as limits
from reader.chapters import Chapters
from reader.marked import Here, Kind
from reader.marks import LONGEST, Marks, by_title
from reader.refusals import NoSuchMark, NothingToMark, NotInTheText, TooLong, TooManyMarks
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.repository.marks import MarkRepository
from reader.shelf import Shelf
from reader.spots import Spot
from tests.reader.test_shelf import BOOK, OTHER, chapter

HERE = Here(title_id=BOOK, spot=Spot(1, 2), author="林")
WORDS = "第一章里的第30句话，说的是一件小事。"


@pytest.fixture
async def shelf(database) -> Shelf:
    shelf = Shelf(ShelfRepository(database))
    await shelf.put(BOOK, "春天的书", [chapter("第一章"), chapter("第二章")])
    await shelf.put(OTHER, "秋天的书", [("诗", [Paragraph("满纸荒唐言，\n一把辛酸泪。")])])
    return shelf


@pytest.fixture
async def marks(database, shelf) -> Marks:
    repository = MarkRepository(database)
    await repository.prepare()
    ticks = iter(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=n) for n in range(1000))
    chapters = Chapters(ShelfRepository(database), ChapterRepository(database))
    return Marks(repository, chapters, now=lambda: next(ticks))


async def kept(marks, kind, patron="lin"):
    return [mark.text for mark in await marks.newest(patron, kind)]


async def test_a_bookmark_keeps_the_place_and_its_first_words(marks):
    mark = await marks.bookmark("lin", HERE)
    assert (mark.source.title_name, mark.source.author, mark.source.chapter_name) == (
        "春天的书", "林", "第一章",
    )  # fmt: skip
    assert mark.text.startswith("第一章里的第")
    assert await marks.spot(mark.source) == HERE.spot


async def test_what_is_marked_twice_is_marked_once(marks):
    assert await marks.bookmark("lin", HERE) == await marks.bookmark("lin", HERE)
    assert await marks.excerpt("lin", HERE, WORDS) == await marks.excerpt("lin", HERE, WORDS)
    first, second = [await marks.note("lin", "妙。", message=message) for message in ("1", "1")]
    assert first == second
    await marks.note("lin", "妙。", message="2")
    assert [len(await marks.newest("lin", kind)) for kind in Kind] == [1, 1, 2]


async def test_an_excerpt_is_the_authors_words_and_says_where_they_stand(marks):
    mark = await marks.excerpt("lin", HERE, " 第一章里的第30句话，\n说的是一件小事。")
    assert mark.text == WORDS
    assert (await marks.spot(mark.source)).chapter == 1


async def test_words_that_are_not_the_authors_are_no_excerpt(marks):
    with pytest.raises(NotInTheText):
        await marks.excerpt("lin", HERE, "我自己的话。")
    with pytest.raises(NothingToMark):
        await marks.excerpt("lin", HERE, " \n ")
    with pytest.raises(TooLong):
        await marks.excerpt("lin", HERE, "长" * (LONGEST + 1))
    assert await kept(marks, Kind.EXCERPT) == []


async def test_verse_keeps_its_lines(marks):
    mark = await marks.excerpt("lin", Here(title_id=OTHER, spot=Spot(1, 1)), "荒唐言，一把")
    assert mark.text == "荒唐言，\n一把"


async def test_a_note_may_be_about_an_excerpt_or_about_nothing(marks):
    about = await marks.note("lin", "妙。", message="1", here=HERE, about=WORDS)
    alone = await marks.note("lin", "明天去还书。", message="2")
    assert (about.about, about.source.title_name) == (WORDS, "春天的书")
    assert (alone.about, alone.source) == ("", None)
    with pytest.raises(TooLong):
        await marks.note("lin", "长" * (LONGEST + 1), message="3")


async def test_places_survive_a_new_edition(marks, shelf):
    mark = await marks.excerpt("lin", HERE, WORDS)
    at = await marks.spot(mark.source)
    await shelf.put(BOOK, "春天的书", [chapter("前言"), chapter("第一章"), chapter("第二章")])
    assert await marks.spot(mark.source) == Spot(at.chapter + 1, at.number)


async def test_the_newest_comes_first_and_what_is_removed_is_gone(marks):
    for number in (30, 31, 32):
        await marks.excerpt("lin", HERE, f"第一章里的第{number}句话")
    second = (await marks.newest("lin", Kind.EXCERPT))[1]
    assert (await marks.remove("lin", second.id)).text == "第一章里的第31句话"
    assert await kept(marks, Kind.EXCERPT) == ["第一章里的第32句话", "第一章里的第30句话"]
    with pytest.raises(NoSuchMark):
        await marks.remove("lin", second.id)


async def test_nobody_sees_or_removes_anothers_marks(marks):
    mark = await marks.excerpt("lin", HERE, WORDS)
    assert await kept(marks, Kind.EXCERPT, "mei") == []
    for deed in (marks.get, marks.remove):
        with pytest.raises(NoSuchMark):
            await deed("mei", mark.id)


async def test_there_is_an_end_to_marking(marks, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 1)
    await marks.note("lin", "一", message="1")
    with pytest.raises(TooManyMarks):
        await marks.note("lin", "二", message="2")


async def test_an_export_goes_by_title_and_as_the_text_goes(marks):
    await marks.excerpt("lin", Here(title_id=OTHER, spot=Spot(1, 1)), "一把辛酸泪")
    await marks.excerpt("lin", Here(title_id=BOOK, spot=Spot(2, 1)), "第二章里的第1句话")
    await marks.note("lin", "妙。", message="1", here=HERE)
    await marks.note("lin", "还书。", message="2")
    titles = by_title(await marks.export("lin"))
    assert {title: [mark.text for mark in found] for title, found in titles.items()} == {
        BOOK: ["妙。", "第二章里的第1句话"],
        OTHER: ["一把辛酸泪"],
        "": ["还书。"],
    }


async def test_who_leaves_leaves_no_mark(marks, database):
    await marks.bookmark("lin", HERE)
    await marks.note("mei", "我的", message="1")
    await marks.forget("lin")
    assert [one["patron"] async for one in database["marks"].find()] == ["mei"]
