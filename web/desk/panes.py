"""What the desk's panes show: the queue, a thread, and what is known around it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from library.identity import new_id
from library.staff import Librarian
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase
from reference.models import Author, Counts, Entry, Question, Thread
from reference.refusals import NewerMessages
from reference.status import OWNED, Status
from web.desk import wording
from web.desk.guard import SignedIn


class Tab(StrEnum):
    UNCLAIMED = "unclaimed"
    MINE = "mine"
    ALL = "all"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What kept a deed from being done; `newer` are the messages an author had not seen."""

    title: str
    words: str
    newer: tuple[Entry, ...] = ()
    last_seq: int = 0
    key: str = ""
    draft: str = ""


class Panes:
    def __init__(self, desk: ReferenceDesk, knowledge: KnowledgeBase) -> None:
        self._desk, self._knowledge = desk, knowledge

    async def queue(self, who: SignedIn, tab: Tab, open_id: str = "") -> dict[str, Any]:
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "tab": tab,
            "questions": await self._list(who.librarian, tab),
            "counts": await self._desk.counts(who.librarian),
            "open_id": open_id,
            "wording": wording,
        }

    async def counts(self, who: SignedIn) -> Counts:
        return await self._desk.counts(who.librarian)

    async def thread(
        self, who: SignedIn, question_id: str, conflict: Conflict | None = None
    ) -> dict[str, Any]:
        """Raises NoSuchQuestion."""
        thread = await self._desk.thread(question_id)
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "question": thread.question,
            "thread": thread,
            "days": _by_day(thread),
            "mine": _is_mine(thread.question, who.librarian),
            "related": await self._related(thread),
            "key": new_id(),
            "conflict": conflict,
            "wording": wording,
            "Status": Status,
        }

    async def _list(self, librarian: Librarian, tab: Tab) -> list[Question]:
        match tab:
            case Tab.UNCLAIMED:
                return await self._desk.waiting()
            case Tab.MINE:
                return await self._desk.owned(librarian)
            case Tab.ALL:
                return await self._desk.everything()
            case Tab.CLOSED:
                return await self._desk.closed()

    async def _related(self, thread: Thread) -> list[Any]:
        """Answers of the house to what the patron said last."""
        said = [entry.text for entry in thread.entries if entry.author is Author.PATRON]
        return list(await self._knowledge.related(said[-1])) if said else []


def held_back(unseen: NewerMessages, draft: str, key: str) -> Conflict:
    """Somebody wrote while this answer was written: show it, and let its author send all the same."""
    return Conflict(
        title="有新消息，您还没有看到",
        words="您写这条回答时，下面的消息刚刚到。请看一下，再决定是否仍然发送。",
        newer=unseen.entries,
        last_seq=unseen.entries[-1].seq,
        key=key,
        draft=draft,
    )


def _is_mine(question: Question, librarian: Librarian) -> bool:
    return question.assignee == librarian.id and question.status in OWNED


def _by_day(thread: Thread) -> list[tuple[str, list[Entry]]]:
    days: list[tuple[str, list[Entry]]] = []
    for entry in thread.entries:
        name = wording.day(entry.at)
        if not days or days[-1][0] != name:
            days.append((name, []))
        days[-1][1].append(entry)
    return days
