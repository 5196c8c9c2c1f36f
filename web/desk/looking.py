"""What of the queue a librarian looks at: a tab, or what she searches for, and how far down."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from library.staff import Librarian
from reference.casework import PAGE, Casework
from reference.mentions import Mentions
from reference.models import Question
from reference.searching import Searching
from reference.tags import LONGEST, Tags

FARTHEST = 200  # pages; who has not found it by then had better search


class Tab(StrEnum):
    UNCLAIMED = "unclaimed"
    MINE = "mine"
    ALL = "all"
    CLOSED = "closed"
    CALLED = "called"  # by an @ in a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`words` are searched for in all questions, and so is a `tag`, whatever the tab."""

    tab: Tab = Tab.UNCLAIMED
    words: str = ""
    tag: str = ""
    page: int = 1

    @property
    def query(self) -> str:
        return self.at(self.page)

    def at(self, number: int) -> str:
        """The address of another page of the same."""
        page = number if number > 1 else ""
        named = {"tab": self.tab.value, "words": self.words, "tag": self.tag, "page": page}
        return urlencode({name: value for name, value in named.items() if value})


async def look(
    tab: Tab = Tab.UNCLAIMED,
    words: Annotated[str, Query(max_length=60)] = "",
    tag: Annotated[str, Query(max_length=LONGEST)] = "",
    page: Annotated[int, Query(ge=1, le=FARTHEST)] = 1,
) -> Look:
    """Asynchronous, because FastAPI asks whatever is not in a thread of its own."""
    return Look(tab=tab, words=words.strip(), tag=tag, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    questions: list[Question]
    is_last: bool


class Lookout:
    def __init__(self, casework: Casework, searching: Searching, mentions: Mentions, tags: Tags) -> None:
        self._casework, self._searching = casework, searching
        self._mentions, self._tags = mentions, tags

    async def see(self, librarian: Librarian, look: Look) -> Seen:
        """One page of what she looks at."""
        found = await self._find(librarian, look, PAGE + 1, (look.page - 1) * PAGE)
        return Seen(questions=found[:PAGE], is_last=len(found) <= PAGE)

    async def _find(self, librarian: Librarian, look: Look, limit: int, skip: int) -> list[Question]:
        if look.words:
            return await self._searching.find(librarian, look.words, limit, skip=skip)
        if look.tag:
            return await self._tags.find(librarian, look.tag, limit, skip=skip)
        top = librarian.branch
        match look.tab:
            case Tab.UNCLAIMED:
                return await self._casework.waiting(limit, top=top, skip=skip)
            case Tab.MINE:
                return await self._casework.owned(librarian, limit, skip=skip)
            case Tab.ALL:
                return await self._casework.everything(limit, top=top, skip=skip)
            case Tab.CLOSED:
                return await self._casework.closed(limit, top=top, skip=skip)
            case Tab.CALLED:
                return await self._mentions.of(librarian, limit, skip=skip)
