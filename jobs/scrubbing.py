"""The nightly scrub: what has been kept long enough goes, and nobody who left is remembered."""

import logging

from bot.outbox import Oblivion
from handlers.forgetting import Forgetting
from jobs.chores import Chore
from library.clock import Clock, utc_now
from library.erasures import Erasures
from library.retention import Retention
from reader.fading import Fading
from reference.scrubbing import Scrubbing

log = logging.getLogger(__name__)


class Departed:
    """Those who left: forgotten at once when they said so, and looked for once more at night."""

    def __init__(self, erasures: Erasures, forgetting: Forgetting, oblivion: Oblivion) -> None:
        self._erasures, self._forgetting, self._oblivion = erasures, forgetting, oblivion

    async def forget(self) -> int:
        """Returns how many patrons."""
        departed = await self._erasures.due()
        for patron in departed:
            await self._forgetting.again(patron)
        if departed:
            await self._oblivion.purge(departed)
            await self._erasures.strike(departed)
        return len(departed)


class Scrub:
    """May run twice and be interrupted anywhere: the next night does what is left."""

    def __init__(
        self,
        retention: Retention,
        scrubbing: Scrubbing,
        fading: Fading,
        oblivion: Oblivion,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._retention, self._now = retention, now
        self._scrubbing, self._fading, self._oblivion = scrubbing, fading, oblivion

    async def scrub(self) -> dict[str, int]:
        """How many of each kind."""
        now, kept = self._now(), self._retention
        return {
            "questions": await self._scrubbing.scrub(now - kept.questions),
            "places": await self._fading.forget(now - kept.reading),
            "unsent": await self._oblivion.give_up(now - kept.unsent, now),
        }


def for_privacy(departed: Departed, scrub: Scrub) -> list[Chore]:
    """At night in China, because it walks through whole collections."""

    async def forget_departed() -> None:
        log.info("forgot who left", extra={"count": await departed.forget()})

    async def scrub_old() -> None:
        log.info("scrubbed what was kept long enough", extra=await scrub.scrub())

    return [
        Chore(name="forget_departed", cron="11 19 * * *", do=forget_departed),
        Chore(name="scrub_old", cron="23 19 * * *", do=scrub_old),
    ]
