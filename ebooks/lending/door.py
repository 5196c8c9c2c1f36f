"""The door through which files leave: open with a ticket, for what is lent with that of a loan."""

from dataclasses import dataclass

from ebooks.lending.lending import Lending
from ebooks.lending.loans import Loan
from ebooks.tickets import CannotDownload, Ticket, Tickets


class NotOnLoanAnyMore(CannotDownload):
    """A good ticket for a title that is lent, of no loan there is."""

    def __init__(self, title_id: str) -> None:
        super().__init__(title_id)
        self.title_id = title_id


@dataclass(frozen=True, slots=True)
class Leave:
    """To take a file along; of what is lent, by a loan."""

    ticket: Ticket
    loan: Loan | None = None


class Door:
    def __init__(self, tickets: Tickets, lending: Lending) -> None:
        self._tickets, self._lending = tickets, lending

    async def admit(self, token: str) -> Leave:
        """What a token is good for now. Raises CannotDownload."""
        ticket = self._tickets.check(token)
        loans = await self._lending.loans(ticket.title_id)
        if loans is None:
            return Leave(ticket)
        for loan in loans:
            if self._tickets.held_by(ticket, loan.id):
                return Leave(ticket, loan)
        raise NotOnLoanAnyMore(ticket.title_id)
