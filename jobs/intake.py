"""Emptying a queue of files: taken one by one, held under a lease, each settled with its line."""

import asyncio
import logging
from collections.abc import Callable

from config.check import OutOfReach
from ebooks.catalogue import Catalogue
from ebooks.imports.file import ImportFile, Settled, Status
from ebooks.imports.imports import LEASE, MOST_ATTEMPTS, Imports
from ebooks.imports.job import WORKERS
from ebooks.imports.uploads import Uploads
from jobs.importing import MOST_READERS, Importer, readers_for
from jobs.readers import Readers
from jobs.together import to_the_end, together
from library.identity import new_id
from library.stopping import being_stopped
from reader.shelf import Shelf

log = logging.getLogger(__name__)

LOOKS_EVERY = 1.0  # seconds
POLITE = 10  # how nice its processes are: patrons and librarians come first

Told = Callable[[ImportFile, Settled], None]


class Intake:
    """Any number may empty a queue, in any number of processes. What one held that died another takes."""

    def __init__(
        self,
        imports: Imports,
        importer: Importer,
        uploads: Uploads,
        *,
        queue: str,
        told: Told = lambda file, settled: None,
    ) -> None:
        self._imports, self._importer, self._uploads = imports, importer, uploads
        self._queue, self._told, self._holder = queue, told, new_id()

    async def empty(self) -> None:
        """Until nothing is to be taken; what is in hand when we are stopped is given back at once."""
        try:
            await together(self._hands(), self._keep())
        finally:
            await asyncio.shield(self._imports.give_back(self._holder))

    async def _hands(self) -> None:
        await to_the_end(*(self._hand() for _ in range(self._importer.hands)), grace=0)

    async def _hand(self) -> None:
        while not being_stopped() and (file := await self._imports.claim(self._queue, self._holder)):
            settled = await self._settle(file)
            if await self._imports.settle(file, self._holder, settled):
                await asyncio.to_thread(self._uploads.discard, file.path)
                self._told(file, settled)

    async def _settle(self, file: ImportFile) -> Settled:
        if file.attempts > MOST_ATTEMPTS:
            log.error("a file stopped its workers", extra={"file": file.name})
            words = f"读这个文件时程序 {MOST_ATTEMPTS} 次意外终止，已放弃。"
            return Settled(status=Status.REFUSED, reason=words)
        return await self._importer.take(file.path)

    async def _keep(self) -> None:
        """Hold on to what is in hand, however long a file takes; survives MongoDB's bad moments."""
        while not being_stopped():
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._imports.renew(self._holder)
            except OutOfReach as trouble:
                log.warning("leases are out of reach: %s", type(trouble).__name__)


async def intakes(imports: Imports, uploads: Uploads, catalogue: Catalogue, shelf: Shelf) -> None:
    """Until cancelled, read what librarians upload and what lies in the watched folder.

    The processes that read are there only while there is something to read.
    """
    while not being_stopped():
        try:
            if await imports.is_due(WORKERS):
                async with Readers(readers_for(MOST_READERS), niceness=POLITE) as readers:
                    importer = Importer(catalogue, shelf, readers)
                    await Intake(imports, importer, uploads, queue=WORKERS).empty()
        except OutOfReach as trouble:
            log.warning("imports are out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(LOOKS_EVERY)
