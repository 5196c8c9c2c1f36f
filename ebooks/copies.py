"""Personal copies: what a borrower takes along bears the number of her loan, which names nobody."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from ebooks.book import Format
from ebooks.epub.copy import write_copy
from ebooks.files import AtomicFile
from ebooks.lending.loans import Loan
from ebooks.refusals import CannotRead
from ebooks.titles import Title
from language.translation import _
from library.clock import Clock, utc_now

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)  # longer than a loan with its renewals; a copy that is gone is made again


class Copies:
    """A social watermark: whoever passes her copy on, passes the number on.

    EPUBs only: a PDF cannot be written into without breaking some, and a text has no place for it.
    """

    def __init__(self, root: Path, *, library: str, now: Clock = utc_now) -> None:
        self._root, self._library, self._now = root, library, now

    async def path(self, original: Path, title: Title, loan: Loan) -> Path:
        """Her copy, made at the first asking; the original where none can be made of it."""
        if title.format is not Format.EPUB:
            return original
        place = self._root / loan.id[-2:] / f"{loan.id}-{title.sha256[:12]}.epub"
        if not await asyncio.to_thread(place.is_file):
            try:
                await asyncio.to_thread(self._make, original, place, loan.id)
            except CannotRead as refusal:
                log.warning("no personal copy of title %s: %s", title.id, type(refusal).__name__)
                return original
        return place

    def _make(self, original: Path, place: Path, number: str) -> None:
        self._forget(place.parent)
        words = _("{library}借阅 · 仅供借阅者本人 · 借阅号 {number}").format(
            library=self._library, number=number
        )
        with AtomicFile(self._root) as copy:
            write_copy(original, copy.file, number=number, words=words)
            copy.rename(place)

    def _forget(self, folder: Path) -> None:
        before = (self._now() - KEPT).timestamp()
        for old in folder.glob("*.epub"):
            if old.stat().st_mtime < before:
                old.unlink(missing_ok=True)
