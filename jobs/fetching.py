"""What patrons sent is fetched from WeChat, which keeps it for three days."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from bot.outbox import OutOfReach
from bot.wechat.client import Client
from bot.wechat.errors import (
    Busy,
    CannotSend,
    CredentialsWrong,
    NotSent,
    NotWhitelisted,
    OutcomeUnknown,
    RateLimited,
    TokenRejected,
    TooFast,
)
from library.clock import Clock, utc_now
from library.patrons import NoSuchPatron, Patrons
from library.stopping import being_stopped
from reference.attachment import Attachment
from reference.attachments import Attachments, waiting
from reference.models import Thread

log = logging.getLogger(__name__)

LOOKS_EVERY = 2.0  # seconds
WECHAT_KEEPS_IT = timedelta(days=3)
# After these it is worth another try, also where somebody has to mend something first.
PASSES = (
    NotSent, OutcomeUnknown, Busy, TooFast, RateLimited, TokenRejected, CredentialsWrong, NotWhitelisted,
)  # fmt: skip


class Fetching:
    """Any number may run: each question is in one pair of hands, and after a minute in others'."""

    def __init__(
        self,
        attachments: Attachments,
        patrons: Patrons,
        clients: Mapping[str, Client],
        *,
        now: Clock = utc_now,
    ) -> None:
        self._attachments, self._patrons, self._clients, self._now = attachments, patrons, clients, now

    async def fetch(self) -> int:
        """Fetch all there is; returns for how many questions."""
        count = 0
        while thread := await self._attachments.next():
            count += 1
            for attachment in waiting(thread):
                await self._one(thread, attachment)
        return count

    async def _one(self, thread: Thread, attachment: Attachment) -> None:
        question = thread.question
        try:
            content = await self._download(question.patron, attachment)
        except PASSES as trouble:
            log.warning("a patron's %s waits: %s", attachment.medium, type(trouble).__name__)
            if self._now() - question.last_at > WECHAT_KEEPS_IT:
                await self._attachments.give_up(question.id, attachment)
        except (CannotSend, NoSuchPatron, LookupError) as trouble:
            log.warning("a patron's %s is gone: %s", attachment.medium, type(trouble).__name__)
            await self._attachments.give_up(question.id, attachment)
        else:
            state = await self._attachments.keep(question.id, attachment, content)
            log.info("fetched what a patron sent", extra={"medium": attachment.medium, "state": state})

    async def _download(self, patron_id: str, attachment: Attachment) -> bytes:
        """Raises LookupError where her account may not ask WeChat for anything."""
        client = self._clients[(await self._patrons.get(patron_id)).account]
        return await client.media.download(attachment.media)


async def keep_fetching(fetching: Fetching) -> None:
    """Until cancelled; survives MongoDB's bad moments."""
    while not being_stopped():
        try:
            await fetching.fetch()
        except OutOfReach as trouble:
            log.warning("attachments are out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(LOOKS_EVERY)
