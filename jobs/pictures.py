"""A picture of the house on its way: WeChat is given its bytes first, and then told to whom they go."""

import asyncio

from bot.replies import Picture
from bot.wechat.client import Client
from bot.wechat.errors import CannotSend, NotSent, OutcomeUnknown
from bot.wechat.media import MediaKind
from reference.attachment import Medium
from reference.attachments import Attachments, NoSuchAttachment
from reference.inspection import SUFFIXES, type_of

LONGEST = 20  # seconds; with a bubble's own 30 still less than the outbox's lease


class PictureGone(CannotSend):
    """Its patron was forgotten meanwhile, and it with her."""


class Pictures:
    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments

    async def upload(self, client: Client, picture: Picture) -> str:
        """WeChat's name for it, good for three days.

        Raises CannotSend; never OutcomeUnknown, for nothing has reached the patron and it may be repeated.
        """
        try:
            content = await self._attachments.content(picture.name)
        except NoSuchAttachment:
            raise PictureGone from None
        name = f"{picture.name}.{SUFFIXES[type_of(content, Medium.IMAGE)]}"  # WeChat goes by it
        try:
            async with asyncio.timeout(LONGEST):
                return await client.media.upload(MediaKind.IMAGE, name, content)
        except (OutcomeUnknown, TimeoutError) as trouble:
            raise NotSent(type(trouble).__name__) from trouble
