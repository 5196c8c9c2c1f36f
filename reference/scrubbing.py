"""Scrubbing: what was asked stays countable; who asked and what was said goes."""

from contextlib import suppress
from datetime import datetime

from library.clock import Clock, utc_now
from reference.casebook import Casebook
from reference.desk import ReferenceDesk
from reference.refusals import NothingOpen
from reference.repository.scrubs import ScrubRepository

AT_ONCE = 100
SCRUBBED = "scrub"


class Scrubbing:
    """A scrubbed question is final: nobody takes it up, because nobody could be answered."""

    def __init__(
        self,
        repository: ScrubRepository,
        casebook: Casebook,
        desk: ReferenceDesk,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._repository, self._casebook, self._desk, self._now = repository, casebook, desk, now

    async def forget(self, patron: str) -> None:
        """All her questions; one still open is withdrawn first, so that nobody works for nobody."""
        with suppress(NothingOpen):
            await self._desk.cancel(patron)
        while seen := await self._repository.closed_of(patron):
            for question in await self._repository.scrub(seen, self._now()):
                await self._casebook.tell(question, SCRUBBED)

    async def scrub(self, closed_before: datetime) -> int:
        """Those closed before then; returns how many. Nobody is told: nobody looks at them."""
        scrubbed = 0
        while seen := await self._repository.closed_before(closed_before, AT_ONCE):
            scrubbed += len(await self._repository.scrub(seen, self._now()))
        return scrubbed
