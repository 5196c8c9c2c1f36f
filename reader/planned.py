"""Reading plans as facts: what is read on which day, who keeps one, and how far along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from reader.places import ChapterEntry, Portion
from reader.spots import Spot, Spots


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # nobody joins any more; who did goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day's portion: `count` instalments of a title after its first `first`, of `of` there were then."""

    title_id: str
    title_name: str
    first: int
    count: int
    of: int
    note: str = ""

    def within(self, contents: Sequence[ChapterEntry]) -> range:
        """Which instalments those are in today's text, counted from 0; it may have been cut anew since."""
        now = sum(entry.instalments for entry in contents)
        first = min(round(self.first * now / self.of), now - 1)
        return range(first, min(max(round((self.first + self.count) * now / self.of), first + 1), now))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What patrons joined; it never changes. A librarian's changes make another `version`."""

    id: str
    version: int
    name: str
    introduction: str
    days: tuple[Day, ...]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The names, in the order in which they are read."""
        return tuple(dict.fromkeys(day.title_name for day in self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan as librarians see it. Each change makes a `revision`; `published` is the one to be joined."""

    id: str
    name: str
    introduction: str
    length: int
    days: tuple[Day, ...]
    status: Status
    revision: int
    published: int | None
    changed_at: datetime

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """Ids and names, in the order in which they are read."""
        return tuple(dict.fromkeys((day.title_id, day.title_name) for day in self.days))

    @property
    def is_changed(self) -> bool:
        """Whether what patrons join is older than this."""
        return self.published is not None and self.published != self.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A patron's part in a plan: `done` days read of those `handed` out, of which one at most waits for her.

    `group` is a group's code, or empty.
    """

    patron: str
    plan_id: str
    version: int
    joined_at: datetime
    group: str = ""
    handed: int = 0
    done: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A plan a patron keeps, and how far she is."""

    plan: Plan
    membership: Membership

    @property
    def number(self) -> int:
        """Of the day to be read next, from 1."""
        return self.membership.done + 1

    @property
    def day(self) -> Day | None:
        """The one to be read next; None once all are read."""
        done = self.membership.done
        return self.plan.days[done] if done < len(self.plan.days) else None

    @property
    def waits(self) -> bool:
        """Whether a day was handed out that she has not read yet."""
        return self.membership.handed > self.membership.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A day as it is handed out; `again` where it waited for her."""

    plan: Plan
    number: int
    day: Day
    portion: Portion
    again: bool


def standing(place: str | None, contents: Sequence[ChapterEntry]) -> int | None:
    """How many instalments stand before her place; None where she has none, or the text is another."""
    spots = Spots([entry.instalments for entry in contents])
    return spots.index(Spot.of(place)) if place and Spot.of(place) in spots else None


def read_meanwhile(course: Course, here: int | None, contents: Sequence[ChapterEntry]) -> int:
    """How many days she has read, if she read on in the book by herself since the last was handed out."""
    done, days = course.membership.done, course.plan.days
    if here is None or not course.waits or here < days[done].within(contents).stop:
        return done
    for day in days[done:]:
        if day.title_id != days[course.membership.done].title_id or here < day.within(contents).stop - 1:
            break
        done += 1
    return done
