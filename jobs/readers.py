"""Several processes that read books, each replaced when a file brings it down."""

import asyncio
import logging
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from jobs.reading import READY, SIZE
from jobs.verdict import Verdict

log = logging.getLogger(__name__)

LONGEST_READING = 60.0
"""Seconds for one file; an honest one takes less than five."""

LONGEST_START = 120.0
"""Seconds until a process has loaded what it reads with: one or two, on a busy machine many more."""


class Readers:
    """Parsing keeps a processor busy, and a hostile file may end its process or never come to an end."""

    def __init__(
        self,
        count: int,
        *,
        module: str = "jobs.reading",
        patience: float = LONGEST_READING,
        niceness: int = 0,
    ) -> None:
        self.count = count
        self._free: asyncio.LifoQueue[_Reader] = asyncio.LifoQueue()
        command = (sys.executable, "-m", module, str(niceness))
        self._all = [_Reader(command, patience) for _ in range(count)]
        for reader in self._all:
            self._free.put_nowait(reader)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for reader in self._all:
            await reader.stop()

    async def read(self, path: Path) -> Verdict:
        """Waits while all are reading."""
        reader = await self._free.get()
        try:
            return await reader.read(path)
        finally:
            self._free.put_nowait(reader)


class _Reader:
    """One process, started when it is first needed."""

    def __init__(self, command: Sequence[str], patience: float) -> None:
        self._command, self._patience = command, patience
        self._process: Process | None = None

    async def read(self, path: Path) -> Verdict:
        try:
            async with asyncio.timeout(LONGEST_START):
                process = self._process or await self._start()
            async with asyncio.timeout(self._patience):
                return await self._ask(process, path)
        except TimeoutError:
            return await self._give_up(path, "读这个文件用了太长时间，已放弃。")
        except (asyncio.IncompleteReadError, ConnectionError):
            return await self._give_up(path, "读这个文件时程序意外终止。")

    async def _ask(self, process: Process, path: Path) -> Verdict:
        questions, answers = process.stdin, process.stdout
        assert questions and answers  # noqa: S101, PT018 - both are pipes
        questions.write(os.fsencode(path).hex().encode() + b"\n")
        await questions.drain()
        size = int.from_bytes(await answers.readexactly(SIZE), "big")
        answer: Verdict = pickle.loads(await answers.readexactly(size))  # noqa: S301 - our own process
        return answer

    async def _start(self) -> Process:
        # Not multiprocessing: its processes import whatever program asked for them, or inherit its locks.
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        self._process = process
        assert process.stdout  # noqa: S101 - a pipe
        await process.stdout.readexactly(len(READY))
        return process

    async def _give_up(self, path: Path, reason: str) -> Verdict:
        log.error("a file stopped its reader", extra={"file": path.name})
        await self.stop()
        return Verdict(reason=reason)

    async def stop(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None
