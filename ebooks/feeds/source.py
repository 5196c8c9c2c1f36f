"""A feed as a source for the import: what it offers, page after page, and the files."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from ebooks.feeds import atom, manifest
from ebooks.feeds.fetching import Fetching, Limits
from ebooks.feeds.offers import Offer, Page
from ebooks.feeds.refusals import NoFeed
from ebooks.files import AtomicFile

PAGES = 1000
OF_A_FEED = Limits(size=16 << 20, time=timedelta(seconds=60))
OF_A_BOOK = Limits(size=512 << 20, time=timedelta(minutes=15))


class FeedSource:
    def __init__(self, fetching: Fetching | None = None, *, pages: int = PAGES) -> None:
        self._fetching, self._most = fetching or Fetching(), pages

    async def offers(self, address: str) -> AsyncIterator[Offer]:
        """Each once, and no more than so many pages of them. Raises CannotFetch."""
        seen: set[str] = set()
        following: str | None = address
        for _ in range(self._most):
            if following is None or following in seen:
                return
            seen.add(following)
            page = await self._page(following)
            for offer in page.offers:
                if offer.href not in seen:
                    seen.add(offer.href)
                    yield offer
            following = page.following

    async def save(self, offer: Offer, path: Path) -> None:
        """The file, whole or not at all. Raises CannotFetch."""
        with AtomicFile(path.parent) as file:
            await self._fetching.fetch(offer.href, file.file, OF_A_BOOK)
            file.rename(path)

    async def _page(self, address: str) -> Page:
        content = io.BytesIO()
        final = await self._fetching.fetch(address, content, OF_A_FEED)
        return read(content.getvalue(), final)


def read(content: bytes, address: str) -> Page:
    """A page of a feed, whichever version it is; addresses in it are relative to its own. Raises NoFeed."""
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        return atom.read(content, address) if is_xml else manifest.read(content, address)
    except ValueError as broken:
        raise NoFeed(address, str(broken)[:200]) from broken
