"""Whatever the file, one line, the truth, in time; and the next file is read as if nothing had been."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from jobs.readers import Readers
from jobs.trials import Judgement, Trial, try_files
from tests.ebooks.hostile import archives, documents, illustrations, others
from tests.ebooks.hostile.case import SECRETS, Case

MOST_MEMORY = 512 << 10  # KiB
FAMILIES = (
    *(archives.bombs, archives.methods, archives.lies, archives.names, archives.junk),
    *(documents.entities, documents.charsets, documents.shapes, documents.packages, documents.pages),
    *(others.covers, others.locks, others.texts, others.strangers, others.pdfs),
    illustrations.pictures,
)


@pytest.fixture(scope="module")
async def readers() -> AsyncIterator[Readers]:
    """One process for all families: what one file leaves behind in it, the next has to live with."""
    async with Readers(1) as opened:
        yield opened


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
async def test_every_file_gets_the_line_it_deserves(
    family: Callable[[], Iterator[Case]], readers: Readers, tmp_path: Path
) -> None:
    cases = {case.name: case for case in family()}
    files = [tmp_path / name for name in cases]
    for file in files:
        file.write_bytes(cases[file.name].make())
    trials = {Path(one.file).name: one async for one in try_files(files, readers)}
    assert max(_most_memory()) < MOST_MEMORY
    wrong = {name: told for name, case in cases.items() if (told := _complaint(case, trials[name]))}
    assert wrong == {}


def _most_memory() -> list[int]:
    """Of each process that read, KiB."""
    statuses = (Path(f"/proc/{number}/status").read_text() for number in _children())
    return [int(status.split("VmHWM:")[1].split()[0]) for status in statuses if "VmHWM" in status]


def _children() -> Iterator[str]:
    for thread in Path("/proc/self/task").iterdir():
        yield from (thread / "children").read_text().split()


def _complaint(case: Case, trial: Trial) -> str:
    said = trial.to_json(with_text=False)
    checks = {
        "slow": trial.seconds < 5,
        "secret": not any(secret in trial.to_json(with_text=True) for secret in SECRETS),
        **(_of_refusal(case, trial) if case.refused else _of_book(case, trial)),
    }
    failed = [name for name, is_right in checks.items() if not is_right]
    return f"{failed} {said}" if failed else ""


def _of_refusal(case: Case, trial: Trial) -> dict[str, bool]:
    return {
        "accepted": trial.verdict is Judgement.REFUSED,
        "reason": case.refused in trial.reason and trial.reason.endswith("。"),
        "drm": bool(trial.drm) == case.drm,
    }


def _of_book(case: Case, trial: Trial) -> dict[str, bool]:
    return {
        "refused": trial.verdict is Judgement.ACCEPTED,
        "text": all(text in trial.text for text in case.reads),
        "nonsense": not any(text in trial.text for text in case.never),
        "title": trial.title == case.title,
        "warning": case.warns in "".join(trial.warnings),
    }
