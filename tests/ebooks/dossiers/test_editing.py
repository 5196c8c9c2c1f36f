"""Two librarians compile one dossier."""

import asyncio

import pytest

from ebooks.dossiers import steps
from ebooks.dossiers.dossier import Status, Words
from ebooks.dossiers.items import Note, Passage
from ebooks.dossiers.refusals import (
    AlreadyPublished,
    EditedMeanwhile,
    IsADossier,
    NoSuchDossier,
    NoSuchItem,
    NoSuchPassage,
    NotOpen,
    SourceGone,
    TooManyItems,
)

WANG, BAO = "王馆员", "宝音"


async def notes(desk, *headings):
    dossier = await desk.editing.draft("乡村振兴", WANG)
    for heading in headings:
        dossier = await desk.editing.note(dossier.id, heading, f"关于{heading}。", WANG)
    return dossier


def headings(dossier):
    return [item.heading for item in dossier.items]


async def test_a_draft_has_its_code_before_anybody_reads_it(desk):
    dossier = await desk.editing.draft("乡村振兴", WANG)
    assert dossier.status is Status.DRAFT
    assert len(dossier.code) == 11
    with pytest.raises(NoSuchDossier):
        await desk.dossiers.get(dossier.code)
    assert await desk.editing.get(dossier.id) == dossier


async def test_items_are_moved_reworded_and_removed(desk):
    dossier = await notes(desk, "甲", "乙", "丙")
    last = dossier.items[2]
    dossier = await desk.editing.move(dossier.id, last.id, -1, BAO)
    assert headings(dossier) == ["甲", "丙", "乙"]
    dossier = await desk.editing.move(dossier.id, last.id, -9, BAO)
    assert headings(dossier) == ["丙", "甲", "乙"]
    dossier = await desk.editing.reword(dossier.id, last.id, "丁", "改了。", seen=last.edited, by=BAO)
    assert headings(dossier) == ["丁", "甲", "乙"]
    dossier = await desk.editing.remove(dossier.id, last.id, dossier.items[0].edited, BAO)
    assert headings(dossier) == ["甲", "乙"]
    with pytest.raises(NoSuchItem):
        await desk.editing.move(dossier.id, last.id, 1, BAO)


async def test_what_changes_nothing_is_no_revision(desk):
    dossier = await notes(desk, "甲")
    item = dossier.items[0]
    assert await desk.editing.move(dossier.id, item.id, -1, BAO) == dossier
    assert await desk.editing.reword(dossier.id, item.id, "甲", "关于甲。", seen=0, by=BAO) == dossier


async def test_who_changes_the_same_note_second_is_told_and_nothing_is_written_over(desk):
    dossier = await notes(desk, "甲")
    item = dossier.items[0]
    await desk.editing.reword(dossier.id, item.id, "甲", "宝音写的。", seen=item.edited, by=BAO)
    with pytest.raises(EditedMeanwhile) as refusal:
        await desk.editing.reword(dossier.id, item.id, "甲", "王馆员写的。", seen=item.edited, by=WANG)
    assert refusal.value.by == BAO
    with pytest.raises(EditedMeanwhile):
        await desk.editing.remove(dossier.id, item.id, item.edited, WANG)
    assert (await desk.editing.get(dossier.id)).items[0].text == "宝音写的。"


async def test_who_changes_different_pieces_at_once_never_notices(desk):
    dossier = await notes(desk, "甲", "乙")
    one, two = dossier.items
    await asyncio.gather(
        desk.editing.reword(dossier.id, one.id, "甲", "王馆员写的。", seen=one.edited, by=WANG),
        desk.editing.reword(dossier.id, two.id, "乙", "宝音写的。", seen=two.edited, by=BAO),
        desk.editing.describe(dossier.id, Words(name="振兴", theme="乡村"), dossier.described, WANG),
        *(desk.editing.note(dossier.id, f"第{number}条", "。", BAO) for number in range(5)),
    )
    found = await desk.editing.get(dossier.id)
    assert [item.text for item in found.items[:2]] == ["王馆员写的。", "宝音写的。"]
    assert found.words == Words(name="振兴", theme="乡村")
    assert len(found.items) == 7
    assert found.revision == dossier.revision + 8


async def test_a_dossier_has_an_end(desk):
    dossier = await desk.editing.draft("乡村振兴", WANG)
    for number in range(steps.MOST):
        dossier = steps.add(dossier, Note(id=str(number), edited=0, heading="甲", text="乙"))
    with pytest.raises(TooManyItems):
        steps.add(dossier, Note(id="one more", edited=0, heading="甲", text="乙"))


async def test_only_what_is_open_to_all_is_copied(desk):
    dossier, title = await desk.editing.draft("乡村振兴", WANG), await desk.shelves()
    await desk.licenses(title)
    with pytest.raises(NotOpen) as refusal:
        await desk.editing.copy(dossier.id, title.id, [Passage(chapter=1, name="")], WANG)
    assert refusal.value.name == "草原纪事"
    found = await desk.editing.point(dossier.id, title.id, WANG)
    assert found.items[0].name == "草原纪事", "pointing to it copies nothing"


async def test_passages_are_of_the_file_and_bear_its_names(desk):
    dossier, title = await desk.editing.draft("乡村振兴", WANG), await desk.shelves()
    found = await desk.editing.copy(dossier.id, title.id, [Passage(chapter=2, name="随便")], WANG)
    assert found.items[0].passages == (Passage(chapter=2, name="第二章 公路"),)
    for nowhere in (Passage(chapter=3, name=""), Passage(chapter=1, name="", first=2, last=4)):
        with pytest.raises(NoSuchPassage):
            await desk.editing.copy(dossier.id, title.id, [nowhere], WANG)
    with pytest.raises(SourceGone):
        await desk.editing.point(dossier.id, "ZZZZZZZZZZ", WANG)


async def test_a_dossier_is_no_source_of_another(desk):
    first = await notes(desk, "甲")
    await desk.publishing.publish(first.id, first.revision, WANG)
    second = await desk.editing.draft("再编一本", WANG)
    with pytest.raises(IsADossier):
        await desk.editing.copy(second.id, first.title_id, [Passage(chapter=1, name="")], WANG)


async def test_only_what_nobody_had_is_thrown_away(desk):
    dossier = await notes(desk, "甲")
    await desk.publishing.publish(dossier.id, dossier.revision, WANG)
    with pytest.raises(AlreadyPublished):
        await desk.editing.discard(dossier.id)
    other = await desk.editing.draft("草稿", WANG)
    await desk.editing.discard(other.id)
    assert [one.id for one in await desk.editing.all()] == [dossier.id]
