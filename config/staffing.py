"""The staff alone, for whoever has no need of the rest of the house, which takes seconds to load."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from config.local_servers import reachable
from config.mongodb import DATABASE, connect
from config.settings import Settings
from library.repository.staff import StaffRepository
from library.staff import Staff


@asynccontextmanager
async def open_staff(settings: Settings) -> AsyncIterator[Staff]:
    with reachable(settings) as reached, closing(connect(reached.mongodb_uri)) as mongodb:
        repository = StaffRepository(mongodb.get_default_database(DATABASE))
        await repository.prepare()
        yield Staff(repository)
