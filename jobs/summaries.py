"""Sunday evening: a quiet summary of the week, to those who may be written to without disturbing them."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.outbox import Outbox, Post
from bot.replies import Say
from bot.window import Windows
from language.translation import speaking
from library.patrons import Patron, Patrons
from reader.weeks import Week, Weeks

log = logging.getLogger(__name__)

Words = Callable[[Week], Say]


class Summaries:
    """One a week, however often this runs; worth neither a notice nor waiting: inside the window or never."""

    def __init__(
        self, weeks: Weeks, outbox: Outbox, patrons: Patrons, windows: Windows, *, words: Words
    ) -> None:
        self._weeks, self._outbox, self._words = weeks, outbox, words
        self._patrons, self._windows = patrons, windows

    async def send(self) -> int:
        """Returns how many were put into the outbox."""
        count = 0
        async for weeks in self._weeks.ending():
            count += await self._send(weeks)
        return count

    async def _send(self, weeks: Sequence[Week]) -> int:
        sent = await self._outbox.states([week.key for week in weeks])
        new = [week for week in weeks if week.key not in sent]
        patrons = await self._patrons.find_all([week.patron for week in new])
        open_ = await asyncio.gather(*(self._windows.open(week.patron) for week in new))
        posts = [
            self._post(week, patron)
            for week, patron, may in zip(new, patrons, open_, strict=True)
            if may and patron and patron.openid
        ]
        await self._outbox.put_many(posts)
        return len(posts)

    def _post(self, week: Week, patron: Patron) -> Post:
        with speaking(patron.language):
            return Post(patron=patron.id, reply=self._words(week), key=week.key, passing=True)
