"""The real servers a laptop, a demo and the tests run on where none are named in the settings."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from config.local_mongodb import LocalMongoDB
from config.local_redis import LocalRedis
from config.local_server import CannotStart, LocalServer
from config.settings import Settings

__all__ = ["CannotStart", "LocalServers", "reachable"]


@contextmanager
def reachable(settings: Settings) -> Iterator[Settings]:
    """The same settings with both servers' addresses filled in, which answer as long as the block lasts."""
    given = {"mongodb_uri": settings.mongodb_uri, "redis_url": settings.redis_url}
    with LocalServers(settings.data_dir, **given) as servers:
        found = {"mongodb_uri": servers.mongodb_uri, "redis_url": servers.redis_url}
        yield settings.model_copy(update=found)


class LocalServers:
    """
    MongoDB and Redis for one data directory, for as long as the `with` block lasts.

    An address that is given is passed through and nothing is started for it. Entering blocks until both take
    writes (about a second); a second program with the same directory shares the servers of the first and does
    not stop them.
    """

    def __init__(self, directory: Path, *, mongodb_uri: str = "", redis_url: str = "") -> None:
        self._mongodb = LocalMongoDB(directory / "mongodb")
        self._redis = LocalRedis(directory / "redis")
        self._given = mongodb_uri, redis_url
        self._servers: list[LocalServer] = [
            server for server, given in ((self._mongodb, mongodb_uri), (self._redis, redis_url)) if not given
        ]

    @property
    def mongodb_uri(self) -> str:
        return self._given[0] or self._mongodb.uri

    @property
    def redis_url(self) -> str:
        return self._given[1] or self._redis.url

    def __enter__(self) -> Self:
        try:
            for server in self._servers:
                server.start()
            for server in self._servers:
                server.wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for server in self._servers:
            with suppress(ProcessLookupError):
                server.ask_to_stop()
        for server in self._servers:
            server.stop()
