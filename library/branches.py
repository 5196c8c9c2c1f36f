"""Branches: the library's houses in four levels, the centre, districts, streets and villages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum

from library.gathering import sharing
from library.hours import Hours
from library.hours_notation import read_hours
from library.identity import CROCKFORD, in_crockford
from library.repository.branches import BranchRepository, Document, IdTaken

CENTRE = ""
DIGITS = 3  # of Crockford's base 32 for each level: 32,768 branches side by side
BETWEEN = "-"
LAST = "~"  # sorts behind whatever an id holds


class Level(StrEnum):
    CENTRE = "centre"
    DISTRICT = "district"
    STREET = "street"
    VILLAGE = "village"


LEVELS = tuple(Level)


class BranchRefusal(Exception):
    """The root of what branches refuse."""


class NoSuchBranch(BranchRefusal):
    def __init__(self, branch_id: str) -> None:
        super().__init__(f"no branch {branch_id}")
        self.branch_id = branch_id


class NothingBelow(BranchRefusal):
    """A village has no branches of its own."""


class ChangedMeanwhile(BranchRefusal):
    def __init__(self, now: "Branch") -> None:
        super().__init__(f"branch {now.id} is at revision {now.revision}")
        self.now = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """`id` is the way down from the centre, whose own is empty: so a subtree is one range of ids.

    `hours` are as librarians write them, empty where those of the branch above hold. Degrees are GCJ-02, as
    on Chinese maps. It takes the questions that come from its `venues` and `accounts`, and those in its
    `languages` or about its `subjects` from wherever; one that `leads` takes its venues' questions first of
    all while it is open. A `closed` one stays for what happened there.
    """

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    address: str = ""
    directions: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    hours: str = ""
    venues: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    leads: bool = False
    closed: bool = False
    revision: int = 0

    @property
    def level(self) -> Level:
        return LEVELS[len(_steps(self.id))]

    @property
    def above(self) -> str | None:
        """The id of the branch it belongs to; None for the centre."""
        return BETWEEN.join(_steps(self.id)[:-1]) if self.id else None


def within(branch_id: str, top: str) -> bool:
    """Whether a branch is `top` or below it; ids of one level are of one length."""
    return branch_id.startswith(top)


def tops(branch_id: str) -> list[str]:
    """Those it is within: the centre first, itself last."""
    steps = _steps(branch_id)
    return [BETWEEN.join(steps[:depth]) for depth in range(len(steps) + 1)]


def common(one: str, other: str) -> int:
    """How many levels two branches share; the more, the nearer they are."""
    pairs = zip(_steps(one), _steps(other), strict=False)
    return next(
        (depth for depth, (left, right) in enumerate(pairs) if left != right), len(_shorter(one, other))
    )


class Branches:
    """Each process keeps them in memory until their revision changes."""

    def __init__(self, repository: BranchRepository, *, library: str, hours: Hours | None = None) -> None:
        """`library` is the centre's name and `hours` are its hours, until somebody writes others."""
        self._repository, self._hours = repository, hours
        self._centre = Branch(id=CENTRE, name=library)
        self._know([])
        self._revision = 0
        self._look = sharing(self._read)

    async def all(self, top: str = CENTRE) -> list[Branch]:
        """A branch and those below it, each after the one above it."""
        known = await self._all()
        return [branch for branch_id, branch in sorted(known.items()) if within(branch_id, top)]

    async def names(self) -> Mapping[str, str]:
        """Of all of them, by their ids."""
        await self._all()
        return self._names

    async def get(self, branch_id: str) -> Branch:
        """Raises NoSuchBranch."""
        known = await self._all()
        if branch_id not in known:
            raise NoSuchBranch(branch_id)
        return known[branch_id]

    async def hours(self, branch_id: str) -> Hours | None:
        """A branch's own hours, or those of the nearest above it that has any; None where nobody said."""
        known = await self._all()
        steps = _steps(branch_id)
        for depth in range(len(steps), -1, -1):
            branch = known.get(BETWEEN.join(steps[:depth]))
            if branch and branch.hours:
                return read_hours(branch.hours)
        return self._hours

    async def add(self, above: str, name: str) -> Branch:
        """A new branch below another. Raises NoSuchBranch, NothingBelow."""
        if (await self.get(above)).level is Level.VILLAGE:
            raise NothingBelow
        while True:  # a turn lost is a branch somebody else added, so this ends
            branch = Branch(id=await self._next(above), name=name)
            try:
                await self._repository.add(_document(branch))
            except IdTaken:
                continue
            return branch

    async def change(self, branch: Branch) -> Branch:
        """Write what a branch has become. Raises NoSuchBranch, ChangedMeanwhile, CannotReadHours."""
        read_hours(branch.hours)
        await self.get(branch.id)
        if branch.id == CENTRE and not branch.revision:
            return await self._write_centre(branch)
        if not await self._repository.replace(_document(branch)):
            raise ChangedMeanwhile(await self.get(branch.id))
        return await self.get(branch.id)

    async def _write_centre(self, branch: Branch) -> Branch:
        """It is there before anybody has written it down."""
        written = replace(branch, revision=1)
        try:
            await self._repository.add(_document(written))
        except IdTaken:
            raise ChangedMeanwhile(await self.get(CENTRE)) from None
        return written

    async def _next(self, above: str) -> str:
        prefix = f"{above}{BETWEEN}" if above else ""
        first, last = (prefix + digit * DIGITS for digit in (CROCKFORD[0], CROCKFORD[-1]))
        # Between the two lie longer ids, too: those of branches further down.
        newest = await self._repository.find_last(first, last)
        number = _number(newest.removeprefix(prefix)[:DIGITS]) + 1 if newest else 1
        return prefix + in_crockford(number, DIGITS)

    async def _all(self) -> dict[str, Branch]:
        return await self._look(None)

    async def _read(self, _same_for_all: None) -> dict[str, Branch]:
        revision = await self._repository.revision()
        if revision != self._revision:
            read = [_branch(document) for document in await self._repository.list_all()]
            self._know(read)
            self._revision = revision
        return self._known

    def _know(self, written: list[Branch]) -> None:
        self._known: dict[str, Branch] = {CENTRE: self._centre} | {branch.id: branch for branch in written}
        self._names = {branch.id: branch.name for branch in self._known.values()}


NAMES = frozenset(field.name for field in fields(Branch))


def _steps(branch_id: str) -> list[str]:
    return branch_id.split(BETWEEN) if branch_id else []


def _shorter(one: str, other: str) -> list[str]:
    return min(_steps(one), _steps(other), key=len)


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(CROCKFORD) + CROCKFORD.index(digit)
    return number


def _document(branch: Branch) -> Document:
    return asdict(branch)


def _branch(document: Document) -> Branch:
    known: Document = {name: _kept(value) for name, value in document.items() if name in NAMES}
    return Branch(**known)


def _kept(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
