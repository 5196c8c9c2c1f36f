"""One real server on loopback, started by the first program that needs it and shared with later ones."""

import atexit
import ctypes
import fcntl
import importlib.metadata
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

PATIENCE = 60.0
"""Seconds a server may take to answer. Slow: a journal to recover; a mongod that finds a silent stranger on
its former port, and asks him for 30 s whether he is itself."""
FAREWELL = 10.0
"""Seconds a server may take to stop before it is killed. Both kinds recover from that by their journals."""
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class CannotStart(Exception):
    """A local server cannot be had here; the message says what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the program that started a server leaves for others to find."""

    pid: int
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A server in a Python package: `path` below site-packages, with `{platform}` for e.g. linux-x86_64."""

    distribution: str
    path: str


class LocalServer:
    """
    A server whose data lives in one directory and whose first user owns it.

    The owner holds a file lock for as long as it lives, so the kernel, not a pid file, says whether it
    is there. Start a server from a thread that lives as long as the program: on Linux it dies with it.
    """

    name: str
    programs: Sequence[str]
    wheels: Sequence[Wheel]
    advice: str

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ownership: IO[str] | None = None

    def command(self, program: str) -> list[str]:
        """The command line that serves `self.directory` on `self.port`."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server takes writes, after bringing it there where that needs a hand."""
        raise NotImplementedError

    def diagnosis(self, output: str) -> str:
        """What a person can do about a server that stopped at once, or nothing."""
        return ""

    def start(self) -> None:
        """Start the server or find the one that runs; `wait` tells when it answers."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._ownership = _locked_if_free(self.directory / "owner.lock")
            if self._ownership is None:
                self.port = self._left_behind().port
            else:
                self._serve()

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process and self._process.poll() is not None:
                raise CannotStart(self._why_it_stopped())
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.name} does not answer on 127.0.0.1:{self.port}. {self._log_hint()}")
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        """Only the owner's word counts; several servers are asked first and then awaited."""
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        if self._ownership is None:
            return
        with self._alone():
            self.ask_to_stop()
            self._await_end()
            self._ownership.close()
            self._ownership = None
        atexit.unregister(self.stop)

    def _serve(self) -> None:
        before = self._left_behind()
        self._bury(before.pid)
        self.port = before.port if before.port and _is_free(before.port) else _free_port()
        self._process = self._launch(self.command(self._program()))
        atexit.register(self.stop)
        running = Running(pid=self._process.pid, port=self.port)
        self._state.write_text(json.dumps(asdict(running)), encoding="utf-8")

    def _launch(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own keeps the terminal's Ctrl-C from stopping the database under the program.
        with self._output.open("wb") as output:
            return subprocess.Popen(  # noqa: S603 (the program is ours or from PATH, no shell reads the arguments)
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def _await_end(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _bury(self, pid: int) -> None:
        """Wait for the server of a program that was killed: it may still be writing its last page."""
        deadline = time.monotonic() + FAREWELL
        while pid and self._is_ours(pid):
            late = time.monotonic() > deadline
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
            time.sleep(0.05)

    def _is_ours(self, pid: int) -> bool:
        return str(self.directory) in _command_of(pid)

    def _program(self) -> str:
        found = (
            next((path for path in map(shutil.which, self.programs) if path), None)
            or self._program_in_wheel()
        )
        if found is None:
            raise CannotStart(f"No {self.name} here, and none was named in the settings. {self.advice}")
        return found

    def _program_in_wheel(self) -> str | None:
        for wheel in self.wheels:
            with suppress(importlib.metadata.PackageNotFoundError):
                here = wheel.path.format(platform=f"{platform.system()}-{platform.machine()}".lower())
                path = Path(str(importlib.metadata.distribution(wheel.distribution).locate_file(here)))
                if path.is_file():
                    return str(_executable(path))
        return None

    def _why_it_stopped(self) -> str:
        output = self._output.read_text(encoding="utf-8", errors="replace")
        return (
            self.diagnosis(output)
            or f"{self.name} stopped at once. {self._log_hint()}\n{output[-500:]}".rstrip()
        )

    def _log_hint(self) -> str:
        return f"What it said is in {self.directory}."

    def _left_behind(self) -> Running:
        try:
            return Running(**json.loads(self._state.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Running(pid=0, port=0)

    @property
    def _state(self) -> Path:
        return self.directory / "running.json"

    @property
    def _output(self) -> Path:
        return self.directory / "output.log"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One program at a time starts, finds or stops a server."""
        with _locked(self.directory / "door.lock"):
            yield


def _locked(path: Path) -> IO[str]:
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _locked_if_free(path: Path) -> IO[str] | None:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _die_with_parent() -> None:
    """Runs in the child: on Linux a program killed without a word still stops its servers."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
    except FileNotFoundError:
        return "" if sys.platform == "linux" else _command_by_ps(pid)


def _command_by_ps(pid: int) -> str:
    ps = shutil.which("ps") or "ps"
    command = [ps, "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _executable(path: Path) -> Path:
    if not os.access(path, os.X_OK):
        path.chmod(path.stat().st_mode | 0o111)
    return path


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do it: a connection that has not quite ended does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
