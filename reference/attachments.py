"""Attachments: what came with messages is fetched, looked at and kept.

The bytes lie in the database, at most 10 MB each: every process has them, a backup holds them with their
thread, and a scrub that forgets a patron has one place to look.
"""

from dataclasses import replace
from datetime import timedelta

from library.clock import Clock, utc_now
from library.identity import new_id
from reference.attachment import Attachment, Keeping, Medium
from reference.casebook import Casebook
from reference.inspection import SENT, CannotKeep, OfAnotherKind, type_of
from reference.models import Thread
from reference.refusals import CannotHelp
from reference.repository.attachments import AttachmentRepository

AGAIN = timedelta(minutes=1)  # for what could not be fetched, or whose fetcher died


class NoSuchAttachment(CannotHelp):
    def __init__(self, attachment_id: str) -> None:
        super().__init__(f"no attachment {attachment_id}")
        self.attachment_id = attachment_id


class Attachments:
    def __init__(
        self, attachments: AttachmentRepository, casebook: Casebook, *, now: Clock = utc_now
    ) -> None:
        self._attachments, self._casebook, self._now = attachments, casebook, now

    async def next(self) -> Thread | None:
        """A thread with something to fetch; what is not settled comes again after a minute."""
        now = self._now()
        return await self._attachments.take(now, now + AGAIN)

    async def keep(self, question_id: str, attachment: Attachment, content: bytes) -> Keeping:
        """What was fetched; it is refused where it is not what it was said to be."""
        try:
            kind = type_of(content, attachment.medium)
        except CannotKeep:
            return await self._settle(question_id, replace(attachment, state=Keeping.REFUSED, media=""))
        await self._attachments.put(attachment.id, content)
        kept = replace(attachment, state=Keeping.KEPT, media="", type=kind, size=len(content))
        await self._settle(question_id, kept)
        if not await self._attachments.is_kept(question_id, attachment.id):
            await self._attachments.drop(attachment.id)  # its patron was forgotten while it was on its way
        return kept.state

    async def take_in(self, content: bytes) -> Attachment:
        """A picture that a librarian sends. Raises TooLarge, OfAnotherKind."""
        kind = type_of(content, Medium.IMAGE)
        if kind not in SENT:
            raise OfAnotherKind(Medium.IMAGE)
        taken = Attachment(id=new_id(), medium=Medium.IMAGE, state=Keeping.KEPT, type=kind, size=len(content))
        await self._attachments.put(taken.id, content)
        return taken

    async def let_go(self, attachment: Attachment) -> None:
        """It was taken in and not sent."""
        await self._attachments.drop(attachment.id)

    async def give_up(self, question_id: str, attachment: Attachment) -> Keeping:
        """It can be fetched no more."""
        return await self._settle(question_id, replace(attachment, state=Keeping.GONE, media=""))

    async def content(self, attachment_id: str) -> bytes:
        """Raises NoSuchAttachment."""
        content = await self._attachments.find(attachment_id)
        if content is None:
            raise NoSuchAttachment(attachment_id)
        return content

    async def _settle(self, question_id: str, attachment: Attachment) -> Keeping:
        if written := await self._attachments.settle(question_id, attachment):
            await self._casebook.tell(written.question, "media")
        return attachment.state


def waiting(thread: Thread) -> list[Attachment]:
    return [
        entry.attachment
        for entry in thread.entries
        if entry.attachment and entry.attachment.state is Keeping.WAITING
    ]


def attached(thread: Thread, attachment_id: str) -> Attachment:
    """The one of this name in this thread, if we keep it. Raises NoSuchAttachment."""
    for entry in thread.entries:
        found = entry.attachment
        if found and found.id == attachment_id and found.state is Keeping.KEPT:
            return found
    raise NoSuchAttachment(attachment_id)
