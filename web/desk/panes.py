"""What the desk's panes show: the queue, a thread, and what is known around it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from bot.window import Standing
from library.branches import Branch, Level
from library.clock import utc_now
from library.identity import new_id
from library.staff import Librarian, Staff
from reference.casework import Casework
from reference.knowledge import KnowledgeBase, KnowledgeEntry, NoSuchEntry, Suggestion
from reference.models import Author, Entry, Question, SendState, Thread
from reference.refusals import NewerMessages
from reference.rights import sees
from reference.status import CLOSED, OWNED
from web.desk import wording
from web.desk.cards import cards_for, drawn
from web.desk.guard import SignedIn
from web.desk.looking import Look, Lookout
from web.desk.putting_off import moments
from web.desk.workbench import Workbench

MOST_NAMED = 300  # branches in one list
UPPER = {Level.CENTRE, Level.DISTRICT}


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
    def __init__(
        self, casework: Casework, knowledge: KnowledgeBase, staff: Staff, workbench: Workbench
    ) -> None:
        self._casework, self._knowledge, self._staff = casework, knowledge, staff
        self._workbench = workbench
        self._lookout = Lookout(casework, workbench.searching, workbench.mentions, workbench.tags)

    async def queue(self, who: SignedIn, look: Look, open_id: str = "") -> dict[str, Any]:
        me, bench = who.librarian, self._workbench
        cards, counts, unread, tags, on_duty = await asyncio.gather(
            self._cards(me, look, open_id),
            self._casework.counts(me),
            bench.mentions.unread(me),
            bench.tags.all(),
            bench.duty.is_on(me.id),
        )
        return {
            "me": me,
            "csrf": who.csrf,
            "look": look,
            "tab": look.tab,
            **cards,
            "counts": counts,
            "unread": unread,
            "tags": tags,
            "on_duty": on_duty,
            "wording": wording,
        }

    async def _cards(self, librarian: Librarian, look: Look, open_id: str) -> dict[str, Any]:
        seen = await self._lookout.see(librarian, look)
        cards = cards_for(
            librarian,
            seen.questions,
            open_id=open_id,
            places=await self._workbench.branches.names(),
            looking=await self._workbench.presence.others([one.id for one in seen.questions], librarian),
        )
        return {"questions": seen.questions, "is_last": seen.is_last, "cards": drawn(cards, look.query)}

    async def thread(
        self, who: SignedIn, question_id: str, conflict: Conflict | None = None, canned: str = ""
    ) -> dict[str, Any]:
        """Raises NoSuchQuestion."""
        me = who.librarian
        thread = await self._casework.look(question_id, me)
        question = thread.question
        await self._workbench.openings.note(question, me)
        around, composer, sketch = await asyncio.gather(
            self._around(thread, me), self._composer(question, me, canned), self._sketch(thread, me)
        )
        return {
            "me": me,
            "csrf": who.csrf,
            "question": question,
            "thread": thread,
            "days": _by_day(thread),
            "mine": _is_mine(question, me),
            "parked": sum(entry.send is SendState.PARKED for entry in thread.entries),
            **around,
            "reachable": [one for one in around["colleagues"] if sees(one, question)],
            **composer,
            **sketch,
            "moments": moments(utc_now()),
            "note_key": new_id(),
            "enclosing_key": new_id(),
            "conflict": conflict,
            "wording": wording,
        }

    async def _around(self, thread: Thread, me: Librarian) -> dict[str, Any]:
        """What is known around a question, and where it may go from here."""
        bench, question = self._workbench, thread.question
        return await _together(
            window=self._window(question),
            merged=bench.merging.merged(question),
            others=bench.merging.others(question, me),
            offered=self._offered(question),
            related=self._related(thread),
            branch_names=bench.branches.names(),
            other_branches=self._other_branches(question),
            colleagues=self._colleagues(me),
            offered_tags=self._offered_tags(question),
            openings=bench.openings.shown(question, me),
        )

    async def _window(self, question: Question) -> Standing | None:
        """How many messages she may still be sent; of no interest once it is over."""
        if question.status in CLOSED:
            return None
        return await self._workbench.windows.standing(question.patron)

    async def _composer(self, question: Question, librarian: Librarian, chosen: str) -> dict[str, Any]:
        """What is begun, what is said often, and who else is there."""
        bench = self._workbench
        draft = await bench.drafts.find(question.id, librarian)
        begun = draft.text if draft else ""
        blanks = {"读者": question.alias, "馆员": librarian.name}
        canned = [one.filled(blanks) for one in await bench.canned.of(librarian)]
        picked = [one.text for one in canned if one.id == chosen]
        return {
            "draft": draft,
            "begun": "\n".join([*([begun] if begun else []), *picked]),
            "key": draft.key if draft and draft.text else new_id(),
            "canned": canned,
            "onlookers": (await bench.presence.others([question.id], librarian))[question.id],
        }

    async def _sketch(self, thread: Thread, librarian: Librarian) -> dict[str, Any]:
        """What the machine drafted, until somebody answered."""
        bench = self._workbench
        sketch = await bench.sketches.find(thread.question.id, librarian) if bench.assistant.is_on else None
        newer = thread.since(sketch.seq) if sketch else ()
        later = {entry.author for entry in newer if not entry.internal}
        return {
            "may_sketch": bench.assistant.is_on,
            "sketch": None if Author.LIBRARIAN in later else sketch,
            "sketch_is_behind": Author.PATRON in later,
        }

    async def _other_branches(self, question: Question) -> list[Branch]:
        """To which it may go; of very many only the upper levels, which know theirs."""
        others = [
            branch
            for branch in await self._workbench.branches.all()
            if branch.id != question.branch and not branch.closed
        ]
        upper = [branch for branch in others if branch.level in UPPER]
        return others if len(others) <= MOST_NAMED else upper

    async def _colleagues(self, me: Librarian) -> list[Librarian]:
        return [one for one in await self._staff.everyone() if one.active and one.id != me.id]

    async def _offered_tags(self, question: Question) -> list[str]:
        """The house's, and those it has had from before."""
        return list(dict.fromkeys([*await self._workbench.tags.all(), *question.tags]))

    async def _offered(self, question: Question) -> KnowledgeEntry | None:
        """What the house has told her already; None where that is nothing, or nothing any more."""
        try:
            return await self._knowledge.get(question.offered) if question.offered else None
        except NoSuchEntry:
            return None

    async def _related(self, thread: Thread) -> list[Suggestion]:
        """Answers of the house to what the patron said last, without the one she was given."""
        said = [entry.text for entry in thread.entries if entry.author is Author.PATRON]
        related = await self._knowledge.related(said[-1]) if said else []
        return [one for one in related if one.entry != thread.question.offered]


async def _together(**asked: Awaitable[Any]) -> dict[str, Any]:
    """All asked at once, because none of them needs another's answer."""
    return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))


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
