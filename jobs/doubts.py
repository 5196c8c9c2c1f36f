"""What nobody knows to have arrived is not sent again unasked; when she writes next, she is told of it."""

from bot.outbox import Change, Outbox, Post, State
from bot.replies import Say


class Doubts:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def heard(self, change: Change) -> Change | None:
        """Put what she is to read where it waits for her; once, however often this is called.

        Returns that message's own change, which happened without anybody carrying it.
        """
        if change.state is not State.UNKNOWN or not change.doubt:
            return None
        key = f"{change.key}?"
        await self._outbox.put_many([Post(patron=change.patron, reply=Say(change.doubt), key=key, held=True)])
        return Change(key=key, patron=change.patron, state=State.PARKED, about={})
