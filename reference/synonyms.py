"""What has many names, as staff know them: 借书证, 读者证 and 图书证 are one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from language.folding import fold
from library.clock import Clock, utc_now
from library.identity import new_id
from library.staff import Librarian
from reference.repository.knowledge import Document, KnowledgeRepository

MOST, SHORTEST, LONGEST = 12, 2, 20  # words of a group, letters of a word


class CannotMean(Exception):
    """The root of what makes words no synonyms."""


class TooFew(CannotMean):
    """One word alone is no synonym, and one letter alone is in too many words."""


class TooMany(CannotMean):
    """More words than one thing has, or longer ones."""


class InAnotherGroup(CannotMean):
    def __init__(self, word: str) -> None:
        super().__init__(f"{word} is in another group")
        self.word = word


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The first word is the one all stand for; who reads never sees it put in place of hers."""

    id: str
    words: tuple[str, ...]
    by: str
    at: datetime


class Synonyms:
    """Built once over groups of words."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._first = {fold(word): fold(group[0]) for group in groups for word in group}
        longest_first = sorted(self._first, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, longest_first))) if longest_first else None

    def plain(self, text: str) -> str:
        """The text folded, each synonym replaced by the first of its group."""
        folded = fold(text)
        if self._pattern is None:
            return folded
        return self._pattern.sub(lambda found: self._first[found[0]], folded)


class Thesaurus:
    """The groups, as staff add and remove them; they count at once, for they only help to find."""

    def __init__(self, repository: KnowledgeRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def all(self) -> list[Group]:
        return [_group(document) for document in await self._repository.list_synonyms()]

    async def add(self, words: Iterable[str], librarian: Librarian) -> Group:
        """Raises TooFew, TooMany, InAnotherGroup."""
        chosen = tuple({fold(word): word.strip() for word in words if word.strip()}.values())
        _refuse_unfit(chosen)
        known = {fold(word) for group in await self.all() for word in group.words}
        if taken := next((word for word in chosen if fold(word) in known), None):
            raise InAnotherGroup(taken)
        group = Group(id=new_id(), words=chosen, by=librarian.name, at=self._now())
        await self._repository.put_synonyms(group.id, list(group.words), group.by, group.at)
        return group

    async def remove(self, group_id: str) -> None:
        await self._repository.remove_synonyms(group_id)


def _refuse_unfit(words: Sequence[str]) -> None:
    if len(words) < 2 or any(len(word) < SHORTEST for word in words):
        raise TooFew
    if len(words) > MOST or any(len(word) > LONGEST for word in words):
        raise TooMany


def _whole(word: str) -> str:
    """In scripts with blanks a word is a word: vip is not in viper."""
    escaped = re.escape(word)
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if word.isascii() else escaped


def _group(document: Document) -> Group:
    return Group(id=document["_id"], words=tuple(document["words"]), by=document["by"], at=document["at"])
