"""What the house knows already: answers that are given before a librarian is asked."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reference.ranking import Match, Ranking
from reference.repository.knowledge import KnowledgeRepository

SURE = 0.68  # tests/reference/test_knowledge.py: no question about something else reaches it
APART = 0.1  # how far the best entry must be ahead of the second


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

    async def add(self, entry: KnowledgeEntry) -> None:
        """Add an entry, or replace the one with its id."""
        await self._repository.put(entry.id, list(entry.wordings), entry.answer)

    async def remove(self, entry_id: str) -> None:
        await self._repository.remove(entry_id)

    async def get(self, entry_id: str) -> KnowledgeEntry:
        """Raises NoSuchEntry."""
        document = await self._repository.find(entry_id)
        if document is None:
            raise NoSuchEntry(entry_id)
        return _entry(document)

    async def add_missing(self, entries: Sequence[KnowledgeEntry]) -> int:
        """Add those whose id is not there yet, so that seeding again undoes no edit; returns how many."""
        known = {document["_id"] for document in await self._repository.list_all()}
        missing = [entry for entry in entries if entry.id not in known]
        for entry in missing:
            await self.add(entry)
        return len(missing)

    async def _refresh(self) -> None:
        revision = await self._repository.revision()
        if revision == self._revision:
            return
        entries = [_entry(document) for document in await self._repository.list_all()]
        self._entries = {entry.id: entry for entry in entries}
        self._ranking = Ranking((entry.id, entry.wordings) for entry in entries)
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
    )


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
