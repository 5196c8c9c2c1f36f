"""The command line, as somebody at a terminal meets it."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import httpx
import pytest
from typer.testing import CliRunner

import shutong
from bot.wechat.menus import check
from handlers.menu import is_answered, menu

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds a program may take until it says what we wait for, on a machine that does much else."""


class Program:
    """A program at a terminal. What it says is read as it comes, and nobody waits for it for ever."""

    def __init__(self, words: tuple[str, ...], folder: Path, variables: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shutong", *words],
            cwd=folder,
            env=variables,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._lines: Queue[str] = Queue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def until(self, words: str, times: int = 1) -> str:
        """What it says until it has said some words; fails if it ends before, or takes too long."""
        said, end = "", time.monotonic() + PATIENCE
        while said.count(words) < times:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                pytest.fail(f"in {PATIENCE} s it never said {words!r}:\n{said}")
            assert line, f"it ended and never said {words!r}:\n{said}"
            said += line
        return said

    def send(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def end(self, seconds: float = 60) -> tuple[int, str]:
        """Its exit code and what it still said, once it ends by itself."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it did not end in {seconds} s:\n{self._rest()}")
        self._listener.join(seconds)
        return code, self._rest()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put("")

    def _rest(self) -> str:
        return "".join(self._lines.get_nowait() for _ in range(self._lines.qsize()))


class Terminal:
    """A terminal in an empty folder, on this worker's databases."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self._folder, self._started = folder, []
        self.variables = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | variables

    def start(self, *words: str) -> Program:
        self._started.append(Program(words, self._folder, self.variables))
        return self._started[-1]

    def run(self, *words: str) -> tuple[int, str]:
        return self.start(*words).end()

    def close(self) -> None:
        for program in self._started:
            program.kill()


@pytest.fixture
def terminal(servers, database, redis, tmp_path: Path) -> Iterator[Terminal]:
    at = redis.connection_pool.connection_kwargs
    terminal = Terminal(
        tmp_path,
        MONGODB_URI=servers.mongodb_uri.replace("/shutong", f"/{database.name}"),
        REDIS_URL=f"redis://{at['host']}:{at['port']}/{at['db']}",
    )
    yield terminal
    terminal.close()


@pytest.fixture
def typed(terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """What a command returns and says, without a process of its own: loading a house takes seconds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutong.logs, "set_up", lambda *_: None)  # the log is the tests' own

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(shutong.app, words, env=terminal.variables)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_demo_starts_says_where_to_look_and_stops_at_ctrl_c(terminal, port) -> None:
    demo = terminal.start("demo", "--port", str(port))
    said = demo.until("Ctrl-C")
    here = f"http://127.0.0.1:{port}"
    assert re.search(r"password [0-9A-Z]{4}-", said)
    for path in ("/simulator", "/desk", "/kiosk"):
        assert here + path in said
        assert httpx.get(here + path, follow_redirects=True).status_code == 200
    demo.send(signal.SIGINT)
    code, rest = demo.end(10)
    assert (code, rest.strip()) == (0, "")


def test_serving_takes_several_processes_and_stops_when_asked(terminal, port) -> None:
    terminal.variables |= {"SHUTONG_SECRET_KEY": "x" * 32, "SHUTONG_BASE_URL": "https://books.library.cn"}
    serving = terminal.start("serve", "--port", str(port), "--workers", "2")
    serving.until("Application startup complete", times=2)
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").json()["healthy"]
    serving.send(signal.SIGTERM)
    assert serving.end(15)[1].count("Application shutdown complete") == 2


def test_the_worker_stops_when_asked(terminal) -> None:
    terminal.variables |= {"SHUTONG_SECRET_KEY": "x" * 32, "SHUTONG_BASE_URL": "https://books.library.cn"}
    working = terminal.start("work")
    working.until("at work")
    working.send(signal.SIGTERM)
    code, said = working.end(10)
    assert code == 0, said


def test_a_missing_setting_stops_the_start_in_words(terminal) -> None:
    code, said = terminal.run("serve")
    assert code == 1
    assert "SHUTONG_SECRET_KEY is missing" in said
    assert "Traceback" not in said


def test_a_server_that_is_away_is_said_in_words(terminal, typed) -> None:
    terminal.variables |= {"MONGODB_URI": "mongodb://me:hunter2@127.0.0.1:1/x?serverSelectionTimeoutMS=100"}
    code, said = typed("check")
    assert code == 1
    assert "does not answer" in said
    assert "hunter2" not in said


def test_librarians_get_a_one_time_password_and_a_login_of_their_own(terminal, typed) -> None:
    code, said = terminal.run("staff", "add", "chen", "--name", "陈静")
    assert code == 0
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    code, said = typed("staff", "add", "chen", "--name", "陈静")
    assert code == 1
    assert "staff reset chen" in said
    assert typed("staff", "forget-telephone", "chen")[0] == 0
    code, said = typed("staff", "forget-telephone", "nobody")
    assert (code, "no login nobody" in said) == (1, True)


def test_an_import_says_what_became_of_each_file(typed, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "shan.txt").write_text("第一章 山\n\n我住在山里。\n", encoding="utf-8")
    (tmp_path / "books" / "empty.txt").touch()
    code, said = typed("import", "books")
    assert code == 1, "a file was refused"
    assert re.search("accepted +shan.txt", said)
    assert re.search("refused +empty.txt", said)
    assert "2 files: 1 accepted, 0 duplicate, 1 refused, 0 skipped" in said
    code, said = typed("import", "--again", "books/shan.txt")
    assert (code, "已重新读过：《shan》" in said) == (0, True), said


MENU = """
[[button]]
name = "我的书架"
key = "SHELF"

[[button]]
name = "馆藏"
url = "https://books.library.cn"
"""


async def test_a_menu_is_checked_and_shown_to_patrons(terminal, typed, shutong, tmp_path: Path) -> None:
    terminal.variables |= {
        "SHUTONG_PLATFORM_URL": shutong.house.settings.platform_url,
        "SHUTONG_ACCOUNTS__main__APP_ID": "wxtest",
        "SHUTONG_ACCOUNTS__main__SECRET": "s" * 32,
        "SHUTONG_ACCOUNTS__main__TOKEN": "a-token",
    }
    file = tmp_path / "menu.toml"
    file.write_text(MENU.replace("SHELF", "SHLEF"), encoding="utf-8")
    code, said = await asyncio.to_thread(typed, "menu", "push", "branch")
    assert (code, "There are: main" in said) == (1, True)
    code, said = await asyncio.to_thread(typed, "menu", "push", "--file", "menu.toml")
    assert code == 1
    assert "'我的书架': nobody answers its key 'SHLEF'" in said

    file.write_text(MENU, encoding="utf-8")
    code, said = await asyncio.to_thread(typed, "menu", "push", "main", "--file", "menu.toml")
    assert (code, "main has a new menu" in said) == (0, True), said
    await shutong.patron("林小满")
    assert "我的书架" in (await shutong.http.get(f"{shutong.base_url}/simulator/main")).text


def test_who_adds_a_librarian_does_not_wait_for_dictionaries() -> None:
    """Nor does who asks for help: a command loads no more than it needs."""
    code = "import sys, shutong, shutong.staffing; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert not {"jieba", "pypinyin", "taskiq", "fastapi", "redis", "handlers"} & set(loaded.stdout.split())
    assert "motor" in loaded.stdout.split()


def test_the_built_in_menu_fits_and_every_entry_is_answered() -> None:
    check(menu(), is_answered)
    assert not is_answered({"type": "click", "name": "?", "key": "NOBODY"})
