"""The imports there are: files wait in them, are taken by whoever reads them, and get their line."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from ebooks.imports.file import Arriving, Decision, ImportFile, Settled, Status
from ebooks.imports.job import ImportJob, NoSuchImport, Source
from ebooks.repository.imports import ImportRepository
from library.clock import Clock, utc_now

LEASE = timedelta(seconds=30)
"""After this long without a word its holder is dead, and another takes the file."""

MOST_ATTEMPTS = 3

SHOWN = 100  # files on a page


class Imports:
    """A file goes queued → reading → its outcome; each step is one write that only its holder wins."""

    def __init__(self, repository: ImportRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def open(self, source: Source, *, by: str, key: str = "") -> ImportJob:
        """A new import; with a key, the one that was opened with it and has not been closed."""
        return await self._repository.open(source, by, key, self._now())

    async def close(self, job: ImportJob) -> None:
        """Whoever opens one with the same key begins anew."""
        await self._repository.release_key(job.id)

    async def queue(self, job: ImportJob, files: Sequence[Arriving]) -> None:
        """Queueing the same files again changes nothing, whatever became of them."""
        await self._repository.queue(job, files, self._now())

    async def note(self, job: ImportJob, file: Arriving, settled: Settled) -> None:
        """Give a file its line without reading it."""
        await self._repository.note(job, file, settled, self._now())

    async def get(self, job_id: str) -> ImportJob:
        """Raises NoSuchImport."""
        if job := await self._repository.find(job_id):
            return job
        raise NoSuchImport(job_id)

    async def newest(self, limit: int) -> tuple[ImportJob, ...]:
        return await self._repository.newest(limit)

    async def files(
        self,
        job_id: str,
        *,
        status: Status | None = None,
        alike: bool = False,
        limit: int = SHOWN,
        offset: int = 0,
    ) -> tuple[ImportFile, ...]:
        """All of them where `limit` is 0; `alike` for those only that may be a title we have."""
        return await self._repository.files(job_id, status=status, alike=alike, limit=limit, offset=offset)

    async def decide(self, file_id: str, decision: Decision, *, by: str) -> ImportFile | None:
        """As decided now, which is what whoever came first said; None where nothing was in doubt."""
        return await self._repository.decide(file_id, decision, by)

    async def known(self, files: Sequence[Arriving]) -> set[tuple[Path, str]]:
        """Of these the ones that any import has had, by path and mark."""
        return await self._repository.marks([file.path for file in files])

    # Those who read

    async def is_due(self, queue: str) -> bool:
        """Whether there is something to take."""
        return await self._repository.is_due(queue, self._now())

    async def claim(self, queue: str, holder: str) -> ImportFile | None:
        """The next file of a queue, held until the lease runs out."""
        now = self._now()
        return await self._repository.claim(queue, holder, now, now + LEASE)

    async def renew(self, holder: str) -> None:
        """For everything in one's hands."""
        await self._repository.renew(holder, self._now() + LEASE)

    async def give_back(self, holder: str) -> None:
        """Everything in one's hands; it counts as never taken."""
        await self._repository.give_back(holder, self._now())

    async def settle(self, file: ImportFile, holder: str, settled: Settled) -> bool:
        return await self._repository.settle(file.id, holder, settled, self._now())
