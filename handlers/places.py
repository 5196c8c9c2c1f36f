"""Where a patron stands: before the kiosk whose code she scanned, for an hour."""

from datetime import timedelta

from bot.conversation import Conversation
from bot.messages import Message
from ebooks.kiosks.counters import Counters, Deed
from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from ebooks.kiosks.scenes import Scanned
from ebooks.lending.availability import Standing
from ebooks.lending.holds import Hold
from ebooks.lending.lending import Lending
from ebooks.lending.loans import Loan
from library.clock import Clock, utc_now
from reference.routing import Whence

STANDS = timedelta(hours=1)  # long enough to follow us, look around and borrow


class Places:
    """Lending with the venue where she stands, whose own licences then serve her, too.

    What she does there is counted for the kiosk; nothing is kept of who she is.
    """

    def __init__(self, lending: Lending, kiosks: Kiosks, counters: Counters, *, now: Clock = utc_now) -> None:
        self._lending, self._kiosks, self._counters, self._now = lending, kiosks, counters, now

    async def arrive(self, scanned: Scanned, conversation: Conversation) -> None:
        """She scanned a title's code on a kiosk: a place to be at, unless that is revoked or the code old."""
        if kiosk := await self._kiosks.find(scanned.kiosk_id):
            await self._counters.count(kiosk.id, kiosk.venue, Deed.SCANNED, scanned.title_id)
            if scanned.is_of(self._counters.today):
                conversation.stand(kiosk.id, self._now() + STANDS)

    async def kiosk_id(self, conversation: Conversation) -> str:
        """Of the kiosk she stands at, "" where she stands at none."""
        kiosk = await self._kiosk(conversation)
        return kiosk.id if kiosk else ""

    async def standing(self, patron: str, title_id: str, conversation: Conversation) -> Standing | None:
        """None for open access."""
        return await self._lending.standing(patron, title_id, venue=await self.venue(conversation))

    async def borrow(self, patron: str, title_id: str, conversation: Conversation) -> Loan | Hold:
        """A loan; a hold where no copy is free. Raises CannotBorrow."""
        kiosk, before = await self._kiosk(conversation), self._now()
        made = await self._lending.borrow(patron, title_id, venue=kiosk.venue if kiosk else "")
        if kiosk and isinstance(made, Loan) and made.since >= before:  # else she had it already
            await self._counters.count(kiosk.id, kiosk.venue, Deed.LENT, title_id)
        return made

    async def hold(self, patron: str, title_id: str, conversation: Conversation) -> Hold:
        """A place in the queue. Raises CannotBorrow."""
        return await self._lending.hold(patron, title_id, venue=await self.venue(conversation))

    async def whence(self, message: Message, conversation: Conversation) -> Whence:
        """Where a question of hers comes from."""
        venue = await self.venue(conversation)
        return Whence(account=message.account, venue=venue, language=conversation.language)

    async def venue(self, conversation: Conversation) -> str:
        """Where she stands; "" if at none we know."""
        kiosk = await self._kiosk(conversation)
        return kiosk.venue if kiosk else ""

    async def _kiosk(self, conversation: Conversation) -> Kiosk | None:
        return await self._kiosks.find(conversation.place_at(self._now()))
