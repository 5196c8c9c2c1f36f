"""The search indexes of this machine alone, for whoever has no need of the rest of the house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from config.local_servers import reachable
from config.mongodb import DATABASE, connect
from config.settings import Settings
from ebooks.repository import TitleRepository
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from reader.passage_index import PassageIndex
from reader.passages import Passages
from reader.repository.passages import PassageRepository


@dataclass(frozen=True, slots=True)
class Indexes:
    search: Search
    passages: Passages


@asynccontextmanager
async def open_indexes(settings: Settings) -> AsyncIterator[Indexes]:
    with reachable(settings) as reached, closing(connect(reached.mongodb_uri)) as mongodb:
        database, folder = mongodb.get_default_database(DATABASE), settings.data_dir / "index"
        yield Indexes(
            Search(TitleRepository(database), TitleIndex(folder / "titles")),
            Passages(PassageIndex(folder / "passages"), PassageRepository(database)),
        )
