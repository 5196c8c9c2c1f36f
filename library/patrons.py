"""Patrons: the people who follow the account, each known by an id that says nothing about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from library.clock import Clock, utc_now
from library.identity import new_id
from library.repository.patrons import PatronRepository


class NoSuchPatron(Exception):
    def __init__(self, patron_id: str) -> None:
        super().__init__(f"no patron {patron_id}")
        self.patron_id = patron_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Patron:
    """`openid` is None where she left when only that was forgotten."""

    id: str
    account: str
    openid: str | None
    language: str
    since: datetime
    language_offered: bool = False  # or chosen without an offer
    machine_told: bool = False  # that machines answer outside the house
    group: str = ""  # whose limits are hers when she borrows; "" is everybody's

    @property
    def alias(self) -> str:
        """The name librarians see; the id's last letters are random, so it tells nothing."""
        return alias(self.id)


def alias(patron_id: str) -> str:
    return f"读者 {patron_id[-4:]}"


class Patrons:
    def __init__(self, repository: PatronRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def recognise(self, account: str, openid: str) -> Patron:
        """The patron behind an openid, made known at her first message."""
        return Patron(**await self._repository.find_or_add(account, openid, new_id(), self._now()))

    async def get(self, patron_id: str) -> Patron:
        """Raises NoSuchPatron."""
        document = await self._repository.find(patron_id)
        if document is None:
            raise NoSuchPatron(patron_id)
        return Patron(**document)

    async def find_all(self, patron_ids: Sequence[str]) -> list[Patron | None]:
        """For many at once, in their order; None where nobody is known."""
        known = {document["id"]: document for document in await self._repository.find_all(patron_ids)}
        return [Patron(**known[patron_id]) if patron_id in known else None for patron_id in patron_ids]

    async def speak(self, patron_id: str, language: str) -> None:
        """From now on speak to her in this language."""
        await self._repository.set_language(patron_id, language)

    async def assign(self, patron_id: str, group: str) -> None:
        """Put her into a group, out of the one she was in."""
        await self._repository.set_group(patron_id, group)

    async def offer_language(self, patron_id: str) -> bool:
        """Whether she may be offered another language now: once, and never when she has chosen one."""
        return await self._repository.note_once(patron_id, "language_offered")

    async def tell_of_machine(self, patron_id: str) -> bool:
        """Whether she is to be told now that a machine outside the house answers: once."""
        return await self._repository.note_once(patron_id, "machine_told")

    async def forget(self, patron_id: str) -> None:
        """Her record goes, and with it the tie between id and person; who comes back is somebody new."""
        await self._repository.remove(patron_id)
