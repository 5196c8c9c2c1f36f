"""Tags: the words of a house list by which questions are found together."""

from collections.abc import Sequence
from datetime import datetime

from library.clock import Clock, utc_now
from library.gathering import sharing
from library.staff import Librarian
from reference.canned import HouseRules, may_write_house
from reference.casebook import Casebook
from reference.changes.change import actor, change
from reference.models import Change, Question, Thread
from reference.refusals import CannotHelp, NoSuchQuestion
from reference.repository.tags import TagRepository
from reference.status import Trigger

MOST = 60  # of the house; more than anybody chooses from
EACH = 5  # on a question
LONGEST = 12  # characters


class NoSuchTag(CannotHelp):
    def __init__(self, name: str) -> None:
        super().__init__(f"no tag {name}")
        self.name = name


class UnfitTag(CannotHelp):
    """It has no letter, or more than `LONGEST`."""


class TooManyTags(CannotHelp):
    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} tags")
        self.most = most


class Tags:
    """A tag is its name. One taken off the list stays where it was put, and is put nowhere any more."""

    def __init__(self, repository: TagRepository, casebook: Casebook, *, now: Clock = utc_now) -> None:
        self._repository, self._casebook, self._now = repository, casebook, now
        self._all = sharing(self._read)

    async def all(self) -> list[str]:
        return await self._all(None)

    async def add(self, librarian: Librarian, name: str) -> None:
        """One the house has already is added again without harm. Raises HouseRules, UnfitTag, TooManyTags."""
        _may_write(librarian)
        name = " ".join(name.split())
        if not name or len(name) > LONGEST:
            raise UnfitTag
        if len(known := await self.all()) >= MOST and name not in known:
            raise TooManyTags(MOST)
        await self._repository.add(name)

    async def remove(self, librarian: Librarian, name: str) -> None:
        """Raises HouseRules."""
        _may_write(librarian)
        await self._repository.remove(name)

    async def put(
        self, question_id: str, librarian: Librarian, names: Sequence[str], *, was: Sequence[str] = ()
    ) -> Question:
        """`was` are the tags she saw: what a colleague put on meanwhile stays.

        Whoever may note something may. Raises NoSuchTag, TooManyTags, NotPossible, NoSuchQuestion.
        """
        house = await self.all()
        thread = await self._casebook.write(
            lambda: self._casebook.questions.find_within(question_id, librarian.branch, librarian.id),
            lambda seen: _tagging(seen, librarian, _meant(seen, names, was, house), self._now()),
            missing=NoSuchQuestion(question_id),
        )
        return thread.question

    async def _read(self, _same_for_all: None) -> list[str]:
        return await self._repository.list_all()

    async def find(self, librarian: Librarian, name: str, limit: int, *, skip: int = 0) -> list[Question]:
        """Those with this tag which she may see, the newest first."""
        return await self._repository.find(
            name, top=librarian.branch, librarian=librarian.id, limit=limit, skip=skip
        )


def _meant(seen: Thread, names: Sequence[str], was: Sequence[str], house: Sequence[str]) -> tuple[str, ...]:
    """Raises NoSuchTag, TooManyTags, which never keeps anybody from taking some off."""
    has = seen.question.tags
    added = [name for name in dict.fromkeys(names) if name not in (*was, *has)]
    if strange := next((name for name in added if name not in house), None):
        raise NoSuchTag(strange)
    gone = set(was) - set(names)
    tags = (*(name for name in has if name not in gone), *added)
    if added and len(tags) > EACH:
        raise TooManyTags(EACH)
    return tags


def _tagging(seen: Thread, librarian: Librarian, tags: tuple[str, ...], now: datetime) -> Change | None:
    """What was put on and taken off is told in the audit trail; None where that is nothing."""
    has = seen.question.tags
    told = [f"+{name}" for name in tags if name not in has] + [f"-{name}" for name in has if name not in tags]
    if not told:
        return None
    by = actor(librarian)
    return change(seen.question, Trigger.TAG, by, now, fields={"tags": tags}, to=" ".join(told))


def _may_write(librarian: Librarian) -> None:
    if not may_write_house(librarian):
        raise HouseRules
