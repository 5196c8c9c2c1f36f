"""A dossier becomes a title like any other, again and again under one code."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ebooks.browsing import Browsing
from ebooks.dossiers.dossier import SUBJECT, Status, Words
from ebooks.dossiers.given import Given, Way
from ebooks.dossiers.items import Passage
from ebooks.dossiers.refusals import EditedMeanwhile, NoSuchDossier, NothingToPublish, NotOpen, SourceGone
from ebooks.reading import read_book
from ebooks.repository.browsing import BrowsingRepository
from language.paragraphs import Kind, Paragraph
from tests.ebooks.dossiers.conftest import CHAPTERS, NOON

WANG, BAO = "王馆员", "宝音"
WORDS = Words(
    name="乡村振兴资料汇编",
    theme="乡村振兴",
    session="2027年两会",
    introduction="为参加两会的代表委员准备的阅读资料。\n\n请指正。",
)


@pytest.fixture
async def source(desk):
    return await desk.shelves(isbn="9787020002207")


@pytest.fixture
async def dossier(desk, source):
    """A note, a title pointed to, a chapter and two paragraphs of another."""
    lent = await desk.shelves("公路志", authors=("其其格",), description="一条路的历史。")
    await desk.licenses(lent)
    editing = desk.editing
    made = await editing.draft("草稿", WANG)
    await editing.describe(made.id, WORDS, made.described, WANG)
    await editing.note(made.id, "先读这些", "第一句。\r\n\r\n第二句。", WANG)
    made = await editing.point(made.id, lent.id, WANG)
    await editing.reword(made.id, made.items[1].id, "", "写得好。", seen=made.items[1].edited, by=WANG)
    passages = [Passage(chapter=2, name=""), Passage(chapter=1, name="", first=2, last=3)]
    made = await editing.copy(made.id, source.id, passages, WANG)
    return await editing.reword(
        made.id, made.items[2].id, "", "从门口的路说起。", seen=made.items[2].edited, by=WANG
    )


async def test_the_file_says_what_the_sources_say(desk, dossier, source):
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    book = read_book(await desk.read(published))
    assert (book.title, book.authors, book.language) == ("乡村振兴资料汇编", ("青城图书馆",), "zh-CN")
    assert book.subjects == (SUBJECT, "乡村振兴")
    assert book.description.startswith("2027年两会")
    assert book.warnings == ()
    by_name = {chapter.title: chapter.paragraphs for chapter in book.chapters}
    assert list(by_name) == [
        "编者的话",
        "先读这些",
        "荐读《公路志》",
        "《草原纪事》第二章 公路",
        "《草原纪事》第一章 草原（节选）",
        "资料来源",
        "版本说明",
    ]
    assert by_name["编者的话"] == (Paragraph("为参加两会的代表委员准备的阅读资料。"), Paragraph("请指正。"))
    assert by_name["先读这些"] == (Paragraph("第一句。"), Paragraph("第二句。"))
    comment, *copied, below = by_name["《草原纪事》第二章 公路"]
    assert comment == Paragraph("编者按：从门口的路说起。", Kind.NOTE)
    assert tuple(copied) == CHAPTERS[1].paragraphs
    assert below.text == f"选自：巴特尔《草原纪事》第二章 公路。馆藏短码 {source.code}。"
    *copied, below = by_name["《草原纪事》第一章 草原（节选）"]
    assert tuple(copied) == CHAPTERS[0].paragraphs[1:3], "word for word, verse by line"
    assert "第 2–3 段" in below.text


async def test_what_is_lent_is_pointed_to_and_never_copied(desk, dossier):
    book = await desk.publishing.compile(dossier, WANG)
    pointer = next(chapter for chapter in book.chapters if chapter.title == "荐读《公路志》")
    said = "\n".join(paragraph.text for paragraph in pointer.paragraphs)
    assert "作者：其其格" in said
    assert "一条路的历史。" in said
    assert "编者按：写得好。" in said
    assert "发送短码" in said
    assert CHAPTERS[0].paragraphs[0].text not in said


async def test_sources_and_imprint_stand_at_the_end(desk, dossier, source):
    book = await desk.publishing.compile(dossier, WANG)
    sources, imprint = (
        [paragraph.text for paragraph in chapter.paragraphs] for chapter in book.chapters[-2:]
    )
    assert sources[0].startswith("1. 其其格《公路志》。荐读。")
    assert sources[1] == (
        "2. 巴特尔《草原纪事》。选收第二章 公路、第一章 草原第 2–3 段。"
        f"ISBN 9787020002207。馆藏短码 {source.code}。"
    )
    assert "2027年3月1日，第 1 版" in imprint
    assert "用于：2027年两会" in imprint
    assert any(dossier.code in line for line in imprint)


async def test_the_same_version_is_the_same_bytes(desk, dossier):
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    first = await desk.catalogue.get(published.title_id)
    desk.time += timedelta(days=30)
    again = await desk.publishing.publish(dossier.id, dossier.revision, BAO)
    assert again.versions == published.versions
    assert (await desk.catalogue.get(published.title_id)).sha256 == first.sha256


async def test_the_next_version_keeps_code_and_places(desk, dossier):
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    await desk.shelf.start("lin", published.title_id, message="1")
    here = await desk.shelf.next("lin", message="2")
    assert here.text == "第一句。\n\n第二句。"
    changed = await desk.editing.note(dossier.id, "新到的资料", "会前又添了这些。", BAO)
    first = changed.items[-1]
    changed = await desk.editing.move(dossier.id, first.id, -9, BAO)
    assert changed.is_changed
    desk.time += timedelta(days=1)
    again = await desk.publishing.publish(dossier.id, changed.revision, BAO)
    assert [(one.number, one.by) for one in again.versions] == [(1, WANG), (2, BAO)]
    assert not again.is_changed
    title = await desk.catalogue.find(published.code)
    assert title is not None
    book = read_book(await desk.catalogue.path(title))
    assert "2027年3月2日，第 2 版" in [paragraph.text for paragraph in book.chapters[-1].paragraphs]
    assert (await desk.catalogue.page(limit=9)).total == 3, "two sources and one dossier, not two"
    assert (await desk.catalogue.search("乡村振兴资料汇编")).total == 1
    enrolment = await desk.shelf.enrolment("lin", title.id)
    assert enrolment is not None
    onward = await desk.shelf.next("lin", message="3")
    assert onward.chapter_name == "荐读《公路志》", "she goes on behind what she has read"


async def test_it_is_found_by_its_subject_until_it_is_withdrawn(desk, dossier, database):
    browsing = Browsing(desk.catalogue, BrowsingRepository(database))
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    assert [one.id for one in (await browsing.among(subject=SUBJECT, limit=9)).titles] == [published.title_id]
    withdrawn = await desk.publishing.withdraw(dossier.id)
    assert withdrawn.status is Status.WITHDRAWN
    assert (await browsing.among(subject=SUBJECT, limit=9)).total == 0
    assert (await desk.catalogue.search("乡村振兴资料汇编")).total == 0
    assert await desk.dossiers.newest(9) == ()
    title = await desk.catalogue.get(published.title_id)
    assert read_book(await desk.catalogue.path(title)).title == "乡村振兴资料汇编", "who has it, has it"
    assert len(await desk.catalogue.contents(title)) == 7
    assert (await desk.shelf.start("lin", title.id, message="1")).title_name == "乡村振兴资料汇编"
    back = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    assert back.status is Status.PUBLISHED
    assert (await browsing.among(subject=SUBJECT, limit=9)).total == 1
    assert len(back.versions) == 1


async def test_what_became_lent_or_is_gone_stops_the_next_version(desk, dossier, source, database):
    await desk.licenses(source)
    with pytest.raises(NotOpen):
        await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    await database["titles"].delete_one({"_id": source.id})
    with pytest.raises(SourceGone) as refusal:
        await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    assert refusal.value.name == "草原纪事"
    assert (await desk.editing.get(dossier.id)).status is Status.DRAFT


async def test_one_publishes_what_she_has_seen(desk, dossier):
    await desk.editing.note(dossier.id, "同事加的", "。", BAO)
    with pytest.raises(EditedMeanwhile):
        await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    empty = await desk.editing.draft("空的", WANG)
    with pytest.raises(NothingToPublish):
        await desk.publishing.publish(empty.id, empty.revision, WANG)


async def test_publishing_twice_at_once_is_one_version(desk, dossier):
    both = await asyncio.gather(
        *(desk.publishing.publish(dossier.id, dossier.revision, by) for by in (WANG, BAO)),
        return_exceptions=True,
    )
    assert any(not isinstance(one, Exception) for one in both)
    found = await desk.editing.get(dossier.id)
    assert len(found.versions) == 1
    assert (await desk.catalogue.page(limit=9)).total == 3


async def test_broken_off_before_it_was_written_down_it_is_published_again(desk, dossier):
    """The file is in the catalogue, the version is not in the dossier."""
    book = await desk.publishing.compile(dossier, WANG)
    path = desk.library.write("half")
    await desk.catalogue.revise(dossier.title_id, replace(book, description="半途"), path)
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    assert [one.number for one in published.versions] == [1]
    assert (await desk.catalogue.get(published.title_id)).description.startswith("2027年两会")


async def test_what_is_given_out_is_counted_by_day_and_way(desk, dossier, source):
    published = await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    for way in (Way.CHAT, Way.CHAT, Way.DOWNLOAD):
        await desk.dossiers.count(published.title_id, way)
    desk.time = NOON + timedelta(hours=13)  # already tomorrow in China
    await desk.dossiers.count(published.title_id, Way.SCAN)
    await desk.dossiers.count(source.id, Way.CHAT)
    assert await desk.dossiers.given(published) == (
        Given(day=date(2027, 3, 2), scan=1),
        Given(day=date(2027, 3, 1), chat=2, download=1),
    )
    both = await desk.dossiers.given_on(date(2027, 3, 1), date(2027, 3, 2))
    assert (both.chat, both.download, both.scan) == (2, 1, 1)
    assert (await desk.dossiers.given_on(date(2027, 3, 3), date(2027, 3, 9))).total == 0
    found = await desk.dossiers.get(published.code.lower())
    assert found.id == dossier.id
    with pytest.raises(NoSuchDossier):
        await desk.dossiers.get(source.code)
