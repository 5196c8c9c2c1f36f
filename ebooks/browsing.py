"""Browsing: all titles by an author, on a subject or in a language, and which of these there are."""

from dataclasses import dataclass
from enum import StrEnum

from ebooks.catalogue import Catalogue
from ebooks.repository.browsing import BrowsingRepository
from ebooks.titles import Found


class By(StrEnum):
    AUTHOR = "author"
    SUBJECT = "subject"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Group:
    """As it stands in its titles; a language without script and region."""

    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Groups:
    """A page of groups, the largest first, and how many there are in all."""

    groups: tuple[Group, ...]
    total: int


class Browsing:
    def __init__(self, catalogue: Catalogue, repository: BrowsingRepository) -> None:
        self._catalogue, self._repository = catalogue, repository

    async def among(
        self, *, author: str = "", subject: str = "", language: str = "", limit: int, offset: int = 0
    ) -> Found:
        """Titles to which all of this applies, newest first; empty says nothing."""
        if not (author or subject or language):
            return await self._catalogue.page(limit=limit, offset=offset)
        ids, total = await self._repository.among(author, subject, language, limit=limit, offset=offset)
        titles = {title.id: title for title in await self._catalogue.those(ids)}
        return Found(tuple(titles[title_id] for title_id in ids if title_id in titles), total)

    async def groups(self, by: By, *, limit: int, offset: int = 0) -> Groups:
        """Counted over all titles: some milliseconds for thousands, so not for every page of something."""
        if by is By.LANGUAGE:
            counted, total = await self._repository.languages(limit=limit, offset=offset)
        else:
            counted, total = await self._repository.counted(f"{by}s", limit=limit, offset=offset)
        return Groups(tuple(Group(name, number) for name, number in counted), total)
