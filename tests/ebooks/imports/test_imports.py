"""Imports: a file waits, is taken by one, survives its death, and gets one line."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from ebooks.imports.file import Arriving, Settled, Status
from ebooks.imports.imports import LEASE, Imports
from ebooks.imports.job import WORKERS, NoSuchImport, Source
from ebooks.imports.uploads import Uploads, shown_name
from ebooks.repository.imports import ImportRepository
from ebooks.works import Alike
from library.clock import utc_now

ACCEPTED = Settled(status=Status.ACCEPTED, title_id="T", title_name="边城")


class Time:
    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self):
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def imports(database, time) -> Imports:
    repository = ImportRepository(database)
    await repository.prepare()
    return Imports(repository, now=time)


def files(*names: str, mark: str = "1:1") -> list[Arriving]:
    return [Arriving(path=Path(f"/books/{name}"), name=name, mark=mark) for name in names]


async def test_a_file_is_taken_by_one_and_settled_once(imports) -> None:
    job = await imports.open(Source.UPLOAD, by="王老师")
    await imports.queue(job, files("a.epub", "b.epub"))
    taken = await asyncio.gather(*(imports.claim(WORKERS, f"w{n}") for n in range(5)))
    assert sorted(file.name for file in taken if file) == ["a.epub", "b.epub"]
    first = next(file for file in taken if file)
    holder = f"w{taken.index(first)}"
    assert not await imports.settle(first, "another", ACCEPTED)
    assert await imports.settle(first, holder, ACCEPTED)
    assert not await imports.settle(first, holder, ACCEPTED), "a line is written once"
    job = await imports.get(job.id)
    assert (job.total, job.done, job.is_done) == (2, 1, False)


async def test_who_is_killed_loses_its_files_when_the_lease_runs_out(imports, time) -> None:
    job = await imports.open(Source.FOLDER, by="收书")
    await imports.queue(job, files("a.epub"))
    held = await imports.claim(WORKERS, "killed")
    assert await imports.claim(WORKERS, "alive") is None
    time.passes(LEASE)
    again = await imports.claim(WORKERS, "alive")
    assert (again.id, again.attempts) == (held.id, 2)
    assert not await imports.settle(held, "killed", ACCEPTED), "it was not dead, only slow"
    assert await imports.settle(again, "alive", ACCEPTED)


async def test_who_lives_keeps_its_files(imports, time) -> None:
    await imports.queue(await imports.open(Source.UPLOAD, by="王老师"), files("a.epub"))
    held = await imports.claim(WORKERS, "slow")
    for _ in range(5):
        time.passes(LEASE / 2)
        await imports.renew("slow")
        assert await imports.claim(WORKERS, "hungry") is None
    assert await imports.settle(held, "slow", ACCEPTED)


async def test_what_is_given_back_was_never_taken(imports) -> None:
    await imports.queue(await imports.open(Source.UPLOAD, by="王老师"), files("a.epub"))
    await imports.claim(WORKERS, "stopped")
    await imports.give_back("stopped")
    assert await imports.is_due(WORKERS)
    assert (await imports.claim(WORKERS, "next")).attempts == 1


async def test_the_same_command_goes_on_with_the_same_import(imports) -> None:
    job = await imports.open(Source.COMMAND, by="shutong import", key="these paths")
    await imports.queue(job, files("a.epub", "b.epub"))
    file = await imports.claim(job.queue, "me")
    await imports.settle(file, "me", ACCEPTED)
    same = await imports.open(Source.COMMAND, by="shutong import", key="these paths")
    await imports.queue(same, files("a.epub", "b.epub"))
    assert (same.id, same.done) == (job.id, 1)
    assert (await imports.get(job.id)).total == 2, "no file is queued twice"
    await imports.queue(same, files("a.epub", mark="2:2"))
    assert (await imports.get(job.id)).total == 3, "but another file in its place is"
    await imports.close(job)
    assert (await imports.open(Source.COMMAND, by="shutong import", key="these paths")).id != job.id


async def test_a_commands_files_are_not_for_the_workers(imports) -> None:
    job = await imports.open(Source.COMMAND, by="shutong import", key="k")
    await imports.queue(job, files("a.epub"))
    assert await imports.claim(WORKERS, "worker") is None
    assert await imports.claim(job.queue, "command")


async def test_the_report_keeps_every_word(imports) -> None:
    job = await imports.open(Source.UPLOAD, by="王老师")
    await imports.queue(job, files("b.epub", "a.epub"))
    like = Alike(title_id="U", name="边城（插图版）", by="ISBN")
    settled = Settled(
        status=Status.ACCEPTED,
        warnings=("没有目录",),
        title_id="T",
        title_name="边城",
        alike=like,
        seconds=0.5,
    )
    while file := await imports.claim(WORKERS, "w"):
        await imports.settle(file, "w", settled if file.name == "b.epub" else ACCEPTED)
    await imports.note(job, files("c.mp3")[0], Settled(status=Status.SKIPPED, reason="不是书"))
    assert [file.name for file in await imports.files(job.id)] == ["a.epub", "b.epub", "c.mp3"]
    [doubtful] = await imports.files(job.id, alike=True)
    assert doubtful.settled == settled
    [skipped] = await imports.files(job.id, status=Status.SKIPPED)
    assert skipped.settled.reason == "不是书"
    [job] = await imports.newest(9)
    assert (job.alike, job.count(Status.ACCEPTED), job.is_done) == (1, 2, True)
    with pytest.raises(NoSuchImport):
        await imports.get("no such")


async def test_a_name_need_not_be_text(imports) -> None:
    odd = Path("/books") / b"\xff\xfe.txt".decode(errors="surrogateescape")
    job = await imports.open(Source.FOLDER, by="收书")
    await imports.queue(job, [Arriving(path=odd, name=shown_name(odd.name), mark="1:1")])
    assert (await imports.claim(WORKERS, "w")).path == odd
    assert await imports.known([Arriving(path=odd, name="")]) == {(odd, "1:1")}


def test_a_browsers_name_is_only_shown(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "arrivals")
    for name in (
        "../../etc/passwd.EPUB",
        "C:\\书\\边城.epub",
        "书" * 900 + ".epub",
        "..",
        "\0.\0",
        "a." + "x" * 900,
    ):
        place = uploads.place(name)
        assert place.resolve().parents[1] == (tmp_path / "arrivals").resolve()
        place.touch()
        uploads.discard(place)
    assert not list((tmp_path / "arrivals").iterdir())
    assert uploads.place("C:\\书\\边城.EPUB").name == "边城.epub"
    assert shown_name("C:\\书\\边城.epub") == "边城.epub"
    assert shown_name("../../etc/passwd") == "passwd"
    outside = tmp_path / "book.epub"
    outside.touch()
    uploads.discard(outside)
    assert outside.exists()
