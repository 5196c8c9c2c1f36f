"""What a test wrote into MongoDB, so that only that has to be wiped away."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import monitoring

WRITING = {"insert", "update", "findAndModify", "bulkWrite"}
INTO_ANOTHER = ("$merge", "$out")


class Traces(monitoring.CommandListener):
    """Hears every command of every client this process makes from now on."""

    def __init__(self) -> None:
        self._written: dict[str, set[str]] = defaultdict(set)
        monitoring.register(self)

    def forget(self, database: str) -> set[str]:
        """The names of the collections written to since it was asked last."""
        return self._written.pop(database, set())

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        name, command = event.command_name, event.command
        if name in WRITING:
            self._written[event.database_name].add(command[name])
        elif name == "aggregate":
            self._written[event.database_name] |= _targets(command["pipeline"])

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing: what may have been written counts."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing: it may have been written all the same."""


def _targets(pipeline: list[dict[str, Any]]) -> set[str]:
    last = pipeline[-1] if pipeline else {}
    told = [last[stage] for stage in INTO_ANOTHER if stage in last]
    return {one["into"] if isinstance(one, dict) else one for one in told}


@contextmanager
def making_indexes_once(database: str) -> Iterator[None]:
    """An index that is there stays there; a house asks for a hundred, and hundreds of tests build a house."""
    made: set[str] = set()
    make = AsyncIOMotorCollection.create_index

    async def create(self: AsyncIOMotorCollection, keys: Any, **options: Any) -> None:
        index = f"{self.full_name} {keys} {options}"
        if index not in made:
            await make(self, keys, **options)
        if self.database.name == database:
            made.add(index)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AsyncIOMotorCollection, "create_index", create)
        yield
