"""The search: by the index where it is up to date, by MongoDB where it is not."""

import asyncio
import logging
from datetime import timedelta
from typing import Protocol

from ebooks.repository import TitleRepository
from ebooks.repository.titles import OutOfReach
from ebooks.search.by_keys import KeySearch
from ebooks.search.keys import queries
from ebooks.search.title_index import TitleIndex, WriterBusy
from ebooks.search.within import EVERYTHING, Facets, Within
from ebooks.titles import Found, Title
from language.folding import key
from library.stopping import being_stopped

EVERY = timedelta(seconds=2)  # asks MongoDB for one id and a count
THOROUGHLY = 30  # of those times once: all ids, some milliseconds for thousands, whatever the clocks say
AT_ONCE = 500  # titles read and put in together
FEW = 200  # that changed; where there are more the index is made anew, in its best order

log = logging.getLogger(__name__)


class Finder(Protocol):
    """What the catalogue asks; the seam where another engine fits."""

    async def find(self, words: str, *, within: Within, limit: int, offset: int) -> Found: ...

    async def resembling(self, words: str, *, limit: int) -> Found: ...

    async def facets(self, words: str) -> Facets: ...


class Search:
    """A Finder. The index proposes ids and order; what is shown of a title is read in MongoDB."""

    def __init__(self, titles: TitleRepository, index: TitleIndex) -> None:
        self._titles, self._index = titles, index
        self._by_keys = KeySearch(titles)
        self._state = ""
        self._catching_up = asyncio.Lock()

    async def find(self, words: str, *, within: Within = EVERYTHING, limit: int, offset: int = 0) -> Found:
        """Best first."""
        if not await self._is_fresh():
            return await self._by_keys.find(words, within=within, limit=limit, offset=offset)
        ids, total = await asyncio.to_thread(self._look, words, within, limit, offset)
        return Found(await self._titles_of(ids), total)

    async def resembling(self, words: str, *, limit: int) -> Found:
        """What may have been meant where nothing was found; none where the index is behind."""
        if not await self._is_fresh():
            return Found((), 0)
        ids = await asyncio.to_thread(self._index.resembling, key(words), limit=limit)
        titles = await self._titles_of(ids)
        return Found(titles, len(titles))

    async def facets(self, words: str) -> Facets:
        """Empty where the index is behind."""
        if not await self._is_fresh():
            return Facets()
        return await asyncio.to_thread(self._index.facets, queries(words))

    def _look(self, words: str, within: Within, limit: int, offset: int) -> tuple[list[str], int]:
        ids, total = self._index.search(queries(words), within, limit=limit, offset=offset)
        if not total and "的" in words:  # 曹雪芹的红楼梦
            apart = queries(words.replace("的", " "))
            ids, total = self._index.search(apart, within, limit=limit, offset=offset)
        return ids, total

    async def _titles_of(self, ids: list[str]) -> tuple[Title, ...]:
        known = {title.id: title for title in await self._titles.find_all(ids)}
        return tuple(known[title_id] for title_id in ids if title_id in known)

    # Keeping up

    async def _is_fresh(self) -> bool:
        state = await self._titles.state()
        if self._state != state:
            self._state = await asyncio.to_thread(self._index.state)
        return self._state == state

    async def catch_up(self, *, thoroughly: bool = False, anew: bool = False) -> int:
        """Bring the index up to MongoDB; how many titles changed. 0 while another process does it."""
        async with self._catching_up:
            if not (thoroughly or anew) and await self._is_fresh():
                return 0
            state, wanted = await self._titles.state(), await self._titles.revisions()
            known = {} if anew else await asyncio.to_thread(self._index.revisions)
            changed = [one for one, revision in wanted.items() if known.get(one) != revision]
            gone = [one for one in known if one not in wanted]
            if not (changed or gone or anew) and await self._is_fresh():
                return 0
            if len(changed) > FEW:
                changed, anew = list(wanted), True
            try:
                await self._write(changed, gone, state, anew=anew)
            except WriterBusy:
                return 0
            self._state = state
            return len(changed) + len(gone)

    async def _write(self, changed: list[str], gone: list[str], state: str, *, anew: bool) -> None:
        entries = []
        for start in range(0, len(changed), AT_ONCE):
            entries += await self._titles.entries(changed[start : start + AT_ONCE])

        def write() -> None:
            with self._index.writing() as writing:
                if anew:
                    writing.clear()
                writing.remove(gone)
                writing.add(entries)
                writing.note(state)

        await asyncio.to_thread(write)

    async def keep_up(self) -> None:
        """Until cancelled; survives MongoDB's bad moments."""
        turns = 0
        while not being_stopped():
            turns += 1
            try:
                await self.catch_up(thoroughly=turns % THOROUGHLY == 0)
            except OutOfReach as trouble:
                log.warning("the index of titles waits: %s", type(trouble).__name__)
            await asyncio.sleep(EVERY.total_seconds())
