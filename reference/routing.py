"""Routing: to which branch a question goes, and what it is placed before."""

from collections.abc import Iterable
from dataclasses import dataclass

from language.folding import fold
from library.branches import CENTRE, Branch, Branches, common
from library.clock import Clock, utc_now
from library.hours import Hours

FIRST = 1  # what a branch that leads puts before everything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """Where a question comes from: account, the venue its patron stands in, her language; "" if not known."""

    account: str = ""
    venue: str = ""
    language: str = ""


NOWHERE = Whence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The branch whose question it becomes; those of a higher `priority` are answered first."""

    branch: str = CENTRE
    priority: int = 0
    venue: str = ""
    language: str = ""


AT_THE_CENTRE = Placement()


class Routing:
    """A desk that leads has what comes from its venues while it is open; so has the two-sessions desk.

    Else a question goes to those who know its language and its subject, the nearest to where it comes from;
    where nobody says to know, to where it comes from: the venue's branch, the account's, or the centre.
    """

    def __init__(self, branches: Branches, *, now: Clock = utc_now) -> None:
        self._branches, self._now = branches, now

    async def place(self, whence: Whence, text: str) -> Placement:
        open_for = [branch for branch in await self._branches.all() if not branch.closed]
        there = [branch for branch in open_for if whence.venue and whence.venue in branch.venues]
        for branch in there:
            if branch.leads and await self._is_open(branch):
                return _placement(branch, whence, priority=FIRST)
        home = _home(open_for, there, whence)
        return _placement(_who_knows(open_for, home, whence.language, fold(text)), whence)

    async def hours(self, branch_id: str) -> Hours | None:
        return await self._branches.hours(branch_id)

    async def _is_open(self, branch: Branch) -> bool:
        hours = await self.hours(branch.id)
        return hours is None or hours.is_open(self._now())


def _home(open_for: Iterable[Branch], there: Iterable[Branch], whence: Whence) -> Branch:
    ordinary = (branch for branch in there if not branch.leads)
    of_account = (branch for branch in open_for if whence.account and whence.account in branch.accounts)
    centre = (branch for branch in open_for if branch.id == CENTRE)
    return next(
        (branch for found in (ordinary, of_account, centre) for branch in found), Branch(id=CENTRE, name="")
    )


def _who_knows(open_for: Iterable[Branch], home: Branch, language: str, text: str) -> Branch:
    def knows(branch: Branch) -> tuple[bool, bool]:
        about = any(fold(subject) in text for subject in branch.subjects)
        return bool(language) and language in branch.languages, about

    def how_well(branch: Branch) -> tuple[tuple[bool, bool], int, int]:
        return knows(branch), common(branch.id, home.id), -len(branch.id)

    return max((branch for branch in open_for if any(knows(branch))), key=how_well, default=home)


def _placement(branch: Branch, whence: Whence, priority: int = 0) -> Placement:
    return Placement(branch=branch.id, priority=priority, venue=whence.venue, language=whence.language)
