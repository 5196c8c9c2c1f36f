"""Licences alone, for whoever has no need of the rest of the house, which takes seconds to load."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from config.local_servers import reachable
from config.mongodb import DATABASE, connect
from config.settings import Settings
from ebooks.lending.ledger import Ledger
from ebooks.lending.licensing import Licensing
from ebooks.repository import TitleRepository
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository


@dataclass(frozen=True, slots=True)
class Licences:
    licensing: Licensing
    titles: TitleRepository


@asynccontextmanager
async def open_licences(settings: Settings) -> AsyncIterator[Licences]:
    with reachable(settings) as reached, closing(connect(reached.mongodb_uri)) as mongodb:
        database = mongodb.get_default_database(DATABASE)
        pools, titles = PoolRepository(database), TitleRepository(database)
        await pools.prepare()
        yield Licences(Licensing(Ledger(pools, CardRepository(database)), pools), titles)
