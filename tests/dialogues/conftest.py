"""A library with books of the corpus in it, once for all dialogues of a run.

HYPOTHESIS_PROFILE=nightly brings in the whole corpus.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.local_servers import LocalServers
from ebooks.imports.file import Status
from jobs.importing import find_files, import_files
from tests.running import Running, redis_database, running

NEEDED, SMALLEST = "zh-hong-lou-meng.epub", 8
LAST = 15  # of Redis' databases: dialogues share their library, so they keep out of the other tests' way


@pytest.fixture(scope="session")
async def library(
    servers: LocalServers, corpus: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> AsyncIterator[Running]:
    """Everything running over books and texts of the corpus, each file accounted for."""
    mongodb_uri = servers.mongodb_uri.replace("/shutong?", f"/dialogues_{worker_id}?")
    number = LAST - int("".join(filter(str.isdigit, worker_id)) or 0) % 8
    folder = tmp_path_factory.mktemp("dialogues")
    async with running(mongodb_uri, redis_database(servers, number), folder) as everything:
        files = find_files([corpus / "books", corpus / "text"])
        if os.environ.get("HYPOTHESIS_PROFILE") != "nightly":
            by_size = sorted(files, key=lambda path: path.stat().st_size)
            files = [*by_size[:SMALLEST], corpus / "books" / NEEDED]
        report = await import_files(files, everything.house.catalogue, everything.house.shelf)
        assert len(report.lines) == len(files)
        books = [line for line in report.lines if line.path.suffix in {".epub", ".txt"}]
        assert {line.outcome for line in books} == {Status.ACCEPTED}
        yield everything
