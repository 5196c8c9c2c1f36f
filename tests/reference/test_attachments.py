"""What a patron shows: it waits, is looked at, and is kept or refused."""

import pytest

from reference.attachment import Keeping, Medium, to_fetch
from reference.attachments import Attachments, NoSuchAttachment, attached, waiting
from reference.inspection import LARGEST, OfAnotherKind, TooLarge, type_of
from reference.repository.attachments import AttachmentRepository

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
AMR = b"#!AMR\n" + bytes(20)


@pytest.fixture
async def attachments(database, casebook, clock) -> Attachments:
    repository = AttachmentRepository(database)
    await repository.prepare()
    return Attachments(repository, casebook, now=clock)


@pytest.fixture
async def shown(desk, lin):
    """Lin asks with a picture."""
    picture = to_fetch(Medium.IMAGE, "m-1")
    await desk.ask(lin.id, "［图片］", alias=lin.alias, message="m1", attachment=picture)
    return picture


@pytest.mark.parametrize(
    ("content", "medium", "kind"),
    [
        (b"\xff\xd8\xff\xe0", Medium.IMAGE, "image/jpeg"),
        (PNG, Medium.IMAGE, "image/png"),
        (b"GIF89a", Medium.IMAGE, "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Medium.IMAGE, "image/webp"),
        (AMR, Medium.VOICE, "audio/amr"),
        (b"ID3\x04", Medium.VOICE, "audio/mpeg"),
    ],
)
def test_bytes_are_what_they_begin_with(content, medium, kind):
    assert type_of(content, medium) == kind


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x()'>", b"<html>", b"%PDF-1.7", b"MZ", b"RIFF\x10\x00\x00\x00WAVE", AMR]
)
def test_what_is_no_picture_is_not_taken_for_one(content):
    with pytest.raises(OfAnotherKind):
        type_of(content, Medium.IMAGE)


def test_what_is_larger_than_wechat_allows_is_not_taken():
    with pytest.raises(TooLarge) as refusal:
        type_of(AMR.ljust(LARGEST[Medium.VOICE] + 1), Medium.VOICE)
    assert refusal.value.largest == LARGEST[Medium.VOICE]


async def test_what_was_fetched_is_kept_and_waits_no_more(attachments, casework, shown, clock):
    thread = await attachments.next()
    assert waiting(thread) == [shown]
    assert await attachments.keep(thread.question.id, shown, PNG) is Keeping.KEPT
    kept = attached(await casework.thread(thread.question.id), shown.id)
    assert (kept.type, kept.size, kept.media) == ("image/png", len(PNG), "")
    assert await attachments.content(shown.id) == PNG
    clock.pass_(hours=1)
    assert await attachments.next() is None


async def test_what_is_no_picture_is_refused_and_its_bytes_are_nowhere(
    attachments, casework, shown, database
):
    question = (await attachments.next()).question
    assert await attachments.keep(question.id, shown, b"<html>") is Keeping.REFUSED
    with pytest.raises(NoSuchAttachment):
        attached(await casework.thread(question.id), shown.id)
    assert await database["attachments"].count_documents({}) == 0


async def test_one_fetcher_has_it_and_another_after_a_minute(attachments, shown, clock):
    assert await attachments.next() is not None
    assert await attachments.next() is None
    clock.pass_(seconds=61)
    assert waiting(await attachments.next()) == [shown]


async def test_the_next_picture_is_fetched_though_the_first_is_settled_meanwhile(
    attachments, desk, lin, shown
):
    question = (await attachments.next()).question
    second = to_fetch(Medium.VOICE, "m-2")
    await desk.follow_up(lin.id, "［语音］", message="m2", attachment=second)
    await attachments.give_up(question.id, shown)
    assert waiting(await attachments.next()) == [second]


async def test_settling_twice_tells_the_desk_once(attachments, casework, shown):
    question = (await attachments.next()).question
    await attachments.keep(question.id, shown, PNG)
    before = (await casework.thread(question.id)).question.version
    await attachments.give_up(question.id, shown)
    thread = await casework.thread(question.id)
    assert thread.question.version == before
    assert attached(thread, shown.id).state is Keeping.KEPT


async def test_a_message_told_twice_is_fetched_once(attachments, desk, lin, shown, casework):
    again = to_fetch(Medium.IMAGE, "m-1")
    await desk.ask(lin.id, "［图片］", alias=lin.alias, message="m1", attachment=again)
    assert waiting(await attachments.next()) == [shown]


async def test_what_arrives_after_its_thread_was_forgotten_is_not_kept(attachments, shown, database):
    thread = await attachments.next()
    await database["questions"].update_one({}, {"$set": {"entries.0.attachment": None}})  # as a scrub does
    await attachments.keep(thread.question.id, shown, PNG)
    assert await database["attachments"].count_documents({}) == 0
