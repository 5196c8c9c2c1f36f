"""`shutong import`, stopped in the middle with Ctrl-C or kill -9: the same command goes on from there."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.running import redis_database

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(not NIGHTLY, reason="a nightly test: leases of dead processes have to run out"),
]
FILES = 60


def stopped(command: list[str], environment: dict[str, str], how: signal.Signals) -> tuple[int, list[str]]:
    """Its exit code and what it said, when it was stopped after five files."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        begun = [process.stdout.readline() for _ in range(5)]
        process.send_signal(how)
        begun += process.stdout.readlines()
    return process.returncode, begun


def finished(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
async def test_the_same_command_goes_on(how, database, servers, tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    for number in range(FILES):
        (books / f"{number:02}.txt").write_text(f"第一章\n\n这是第{number}本书。\n" * 400, encoding="utf-8")
    environment = os.environ | {
        "MONGODB_URI": servers.mongodb_uri.replace("/shutong?", f"/{database.name}?"),
        "REDIS_URL": redis_database(servers, 14),
        "SHUTONG_DATA_DIR": str(tmp_path / "data"),
    }
    command = [sys.executable, "-m", "shutong", "import", str(books)]
    code, begun = await asyncio.to_thread(stopped, command, environment, how)
    assert code
    assert not any(line.startswith(f"{FILES} files") for line in begun), "it was stopped in the middle"

    again = await asyncio.to_thread(finished, command, environment)
    *lines, counts = filter(None, again.splitlines())
    told = Counter(line.split()[0] for line in [*begun, *lines] if line.startswith(("accepted", "duplicate")))
    assert counts.startswith(f"{FILES} files: "), "all of them belong to one import"
    assert await database["titles"].count_documents({}) == FILES
    assert len(lines) < FILES, "what had its line is not read again"
    assert FILES - 5 <= told.total() <= FILES, "but for what was in hand, each was told once"
    over = [one["attempts"] async for one in database["import_files"].find({"attempts": {"$gt": 1}})]
    assert len(over) <= 4, "only what was in hand was taken again"
    assert not over or how is signal.SIGKILL, "what is given back was never taken"
