"""Canned answers: sentences said often, of the house for everybody, or a librarian's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from library.identity import new_id
from library.roles import Role
from library.staff import Librarian
from reference.refusals import CannotHelp, EmptyAnswer
from reference.repository.canned import CannedRepository

HOUSE = ""  # the owner of what is everybody's
MOST = 200  # of the house, and of each librarian; more than anybody finds anything in


class NoSuchCanned(CannotHelp):
    def __init__(self, canned_id: str) -> None:
        super().__init__(f"no canned answer {canned_id}")
        self.canned_id = canned_id


class HouseRules(CannotHelp):
    """What the house says in everybody's name is written by a supervisor."""


class TooManyCanned(CannotHelp):
    """There are `MOST` already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """`name` is what a librarian types after the slash to find it."""

    id: str
    owner: str
    name: str
    text: str

    @property
    def is_house(self) -> bool:
        return self.owner == HOUSE

    def filled(self, blanks: Mapping[str, str]) -> "Canned":
        """With what stands for {读者} and the like put in; braces that mean nothing stay."""
        text = self.text
        for blank, meant in blanks.items():
            text = text.replace(f"{{{blank}}}", meant)
        return replace(self, text=text)


class CannedAnswers:
    def __init__(self, repository: CannedRepository) -> None:
        self._repository = repository

    async def of(self, librarian: Librarian) -> list[Canned]:
        """Those she may use: the house's and her own, by name."""
        return [Canned(**fields) for fields in await self._repository.list_of([HOUSE, librarian.id])]

    async def add(self, librarian: Librarian, name: str, text: str, *, for_house: bool = False) -> Canned:
        """Raises HouseRules, EmptyAnswer, TooManyCanned."""
        owner = HOUSE if for_house else librarian.id
        _may_write(librarian, owner)
        if await self._repository.count_of(owner) >= MOST:
            raise TooManyCanned
        canned = Canned(id=new_id(), owner=owner, name=_words(name), text=_words(text))
        await self._repository.put(canned.id, owner=owner, name=canned.name, text=canned.text)
        return canned

    async def change(self, librarian: Librarian, canned_id: str, name: str, text: str) -> None:
        """Raises NoSuchCanned, which another librarian's is too, HouseRules, EmptyAnswer."""
        known = await self._hers(librarian, canned_id)
        await self._repository.put(canned_id, owner=known.owner, name=_words(name), text=_words(text))

    async def remove(self, librarian: Librarian, canned_id: str) -> None:
        """Raises NoSuchCanned, HouseRules."""
        await self._hers(librarian, canned_id)
        await self._repository.remove(canned_id)

    async def _hers(self, librarian: Librarian, canned_id: str) -> Canned:
        known = next((one for one in await self.of(librarian) if one.id == canned_id), None)
        if known is None:
            raise NoSuchCanned(canned_id)
        _may_write(librarian, known.owner)
        return known


def may_write_house(librarian: Librarian) -> bool:
    return librarian.role is not Role.LIBRARIAN


def _may_write(librarian: Librarian, owner: str) -> None:
    if owner == HOUSE and not may_write_house(librarian):
        raise HouseRules


def _words(text: str) -> str:
    """Raises EmptyAnswer."""
    if not (words := text.strip()):
        raise EmptyAnswer
    return words
