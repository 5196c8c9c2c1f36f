"""What is counted when a file is taken along: by dossier, and by the kiosk that showed the code."""

from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.given import Way
from ebooks.kiosks.counters import Counters, Deed
from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from ebooks.tickets import Ticket, Tickets


class Taken:
    """A ticket's holder is a loan or a kiosk; only a kiosk's own name matches its mark."""

    def __init__(self, tickets: Tickets, dossiers: Dossiers, kiosks: Kiosks, counters: Counters) -> None:
        self._tickets, self._dossiers = tickets, dossiers
        self._kiosks, self._counters = kiosks, counters

    async def count(self, ticket: Ticket) -> None:
        await self._dossiers.count(ticket.title_id, Way.DOWNLOAD)
        if kiosk := await self._kiosk(ticket):
            await self._counters.count(kiosk.id, kiosk.venue, Deed.TAKEN, ticket.title_id)

    async def _kiosk(self, ticket: Ticket) -> Kiosk | None:
        if not ticket.holder:
            return None
        known = await self._kiosks.every()
        return next((kiosk for kiosk in known if self._tickets.held_by(ticket, kiosk.id)), None)
