"""What the house knows already: answers that are given before a librarian is asked."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from language.folding import fold
from reference.ranking import Match, Ranking
from reference.repository.knowledge import KnowledgeRepository
from reference.synonyms import Synonyms

SURE = 0.68  # tests/reference/test_knowledge.py: no question about something else reaches it
APART = 0.1  # how far the best entry must be ahead of the second
LIKE = 0.3  # what a page of answers still shows


class NoSuchEntry(Exception):
    def __init__(self, entry_id: str) -> None:
        super().__init__(f"no entry {entry_id}")
        self.entry_id = entry_id


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeEntry:
    """One answer and the many ways to ask for it; the first wording is the one shown."""

    id: str
    wordings: tuple[str, ...]
    answer: str
    since: datetime | None = None  # when this text was published, where that is known

    @property
    def question(self) -> str:
        return self.wordings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    entry: str
    question: str
    answer: str
    score: float


class KnowledgeBase:
    """Entries live in MongoDB; each process keeps them ranked in memory until their revision changes."""

    def __init__(self, repository: KnowledgeRepository) -> None:
        self._repository = repository
        self._revision = -1
        self._entries: dict[str, KnowledgeEntry] = {}
        self._ranking = Ranking([])

    async def answer(self, text: str) -> Suggestion | None:
        """The one entry that answers the question, or None if there is any doubt: then people are asked."""
        await self._refresh()
        matches = self._ranking.best(text)
        if not matches or matches[0].score < SURE:
            return None
        if len(matches) > 1 and matches[0].score - matches[1].score < APART:
            return None
        return self._suggestion(matches[0])

    async def related(self, text: str, limit: int = 3) -> list[Suggestion]:
        """What may be of use to a librarian, best first."""
        await self._refresh()
        return [self._suggestion(match) for match in self._ranking.best(text)[:limit]]

    async def find(self, words: str) -> list[KnowledgeEntry]:
        """What is like the words, best first, then what has them in it."""
        await self._refresh()
        like = [match.name for match in self._ranking.best(words) if match.score >= LIKE]
        wanted = fold(words).split()
        having = [entry.id for entry in self._entries.values() if _has(entry, wanted)]
        return [self._entries[name] for name in dict.fromkeys(like + having)]

    async def all(self) -> list[KnowledgeEntry]:
        """Everything that is published."""
        await self._refresh()
        return list(self._entries.values())

    async def add(self, entry: KnowledgeEntry) -> None:
        """Add an entry, or replace the one with its id."""
        await self._repository.put(entry.id, list(entry.wordings), entry.answer)

    async def remove(self, entry_id: str) -> None:
        await self._repository.remove(entry_id)

    async def get(self, entry_id: str) -> KnowledgeEntry:
        """Only what is published. Raises NoSuchEntry."""
        document = await self._repository.find_published(entry_id)
        if document is None:
            raise NoSuchEntry(entry_id)
        return _entry(document)

    async def add_missing(self, entries: Sequence[KnowledgeEntry]) -> int:
        """Add those whose id is not there yet, so that seeding again undoes no edit; returns how many."""
        known = await self._repository.known()
        missing = [entry for entry in entries if entry.id not in known]
        for entry in missing:
            await self.add(entry)
        return len(missing)

    async def _refresh(self) -> None:
        revision = await self._repository.revision()
        if revision == self._revision:
            return
        entries = [_entry(document) for document in await self._repository.list_published()]
        self._entries = {entry.id: entry for entry in entries}
        synonyms = Synonyms(group["words"] for group in await self._repository.list_synonyms())
        self._ranking = Ranking(((entry.id, entry.wordings) for entry in entries), synonyms)
        self._revision = revision

    def _suggestion(self, match: Match) -> Suggestion:
        entry = self._entries[match.name]
        return Suggestion(entry=entry.id, question=entry.wordings[0], answer=entry.answer, score=match.score)


def read_entries(path: Path) -> list[KnowledgeEntry]:
    """Entries from a TOML file: one table per entry, with `wordings` and `answer`."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        KnowledgeEntry(id=name, wordings=tuple(table["wordings"]), answer=table["answer"].strip())
        for name, table in tables.items()
    ]


def _entry(document: dict[str, object]) -> KnowledgeEntry:
    return KnowledgeEntry(
        id=str(document["_id"]),
        wordings=tuple(_strings(document["wordings"])),
        answer=str(document["answer"]),
        since=since if isinstance(since := document.get("published_at"), datetime) else None,
    )


def _has(entry: KnowledgeEntry, wanted: Sequence[str]) -> bool:
    text = fold("\n".join((*entry.wordings, entry.answer)))
    return all(word in text for word in wanted)


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
