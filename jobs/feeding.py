"""Another library's feed as a source: what it offers is fetched, and becomes files of an import."""

from collections.abc import AsyncIterator, Sequence

from ebooks.feeds.offers import Offer
from ebooks.feeds.refusals import CannotFetch
from ebooks.feeds.source import FeedSource
from ebooks.imports.file import Arriving, Settled, Status
from ebooks.imports.imports import Imports
from ebooks.imports.job import ImportJob
from ebooks.imports.uploads import Uploads, shown_name
from library.clock import Clock, utc_now

AT_ONCE = 20  # offers fetched before they are read: what waits lies on our disk
SUFFIXES = {"application/epub+zip": "epub", "text/plain": "txt", "application/pdf": "pdf"}


class Feeding:
    """An offer has a place of its own, made from its address: who was stopped knows what has been fetched.

    What any import had from there, of the same size, is not fetched again: a feed may be imported every day.
    """

    def __init__(
        self, source: FeedSource, imports: Imports, uploads: Uploads, *, now: Clock = utc_now
    ) -> None:
        self._source, self._imports, self._uploads, self._now = source, imports, uploads, now

    async def rounds(self, job: ImportJob, address: str) -> AsyncIterator[int]:
        """Queues some files and says how many are new, again and again. Raises CannotFetch for the feed."""
        some: list[Offer] = []
        async for offer in self._source.offers(address):
            some.append(offer)
            if len(some) == AT_ONCE:
                yield await self._queue(job, some)
                some = []
        yield await self._queue(job, some)

    async def _queue(self, job: ImportJob, offers: Sequence[Offer]) -> int:
        files = [self._arriving(offer) for offer in offers]
        known = await self._imports.known(files)
        new = [pair for pair in zip(offers, files, strict=True) if (pair[1].path, pair[1].mark) not in known]
        for offer, file in new:
            await self._fetch(job, offer, file)
        return len(new)

    async def _fetch(self, job: ImportJob, offer: Offer, file: Arriving) -> None:
        try:
            if not file.path.exists():  # or it was fetched before we were stopped
                file.path.parent.mkdir(parents=True, exist_ok=True)
                await self._source.save(offer, file.path)
        except CannotFetch as failure:
            await self._note(job, file, failure)
        else:
            await self._imports.queue(job, [file])

    async def _note(self, job: ImportJob, file: Arriving, failure: CannotFetch) -> None:
        """With a mark that nothing else has: next time it is tried again."""
        told = Settled(status=Status.REFUSED, reason=f"没有下载下来：{type(failure).__name__}。")
        tried = Arriving(path=file.path, name=file.name, mark=f"{self._now():%Y%m%d%H%M%S%f}")
        await self._imports.note(job, tried, told)

    def _arriving(self, offer: Offer) -> Arriving:
        path = self._uploads.place_of(offer.href, f"{offer.title or 'book'}.{SUFFIXES[offer.media_type]}")
        return Arriving(
            path=path, name=shown_name(path.name), size=offer.size or 0, mark=f"feed {offer.size}"
        )
