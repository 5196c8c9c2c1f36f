"""A dossier as librarians edit it, and the versions of it that patrons have."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ebooks.dossiers.items import Item, Note
from ebooks.dossiers.refusals import NoSuchItem
from ebooks.titles import in_groups

SUBJECT = "专题资料汇编"
"""The subject that marks a title as a dossier, wherever titles are browsed by subject."""


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands before the items: the name, the theme, which session it is for, and the introduction."""

    name: str
    theme: str = ""
    session: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What was published; `revision` is the draft's it was made of, `by` the name of who published it.

    `words` and `sources` (id and name of each title) are what patrons see, whatever is edited meanwhile.
    """

    number: int
    revision: int
    published_at: datetime
    by: str
    words: Words
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`title_id` is the title that its versions are, one after the other: one code for all of them.

    Every change makes another revision; `described` is the one in which the words were last changed.
    """

    id: str
    title_id: str
    words: Words
    described: int
    items: tuple[Item, ...]
    revision: int
    status: Status
    versions: tuple[Version, ...]
    changed_at: datetime
    changed_by: str

    @property
    def name(self) -> str:
        return self.words.name

    @property
    def code(self) -> str:
        """As it is printed for people to type."""
        return in_groups(self.title_id)

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def is_changed(self) -> bool:
        """Something that patrons do not have yet."""
        return self.newest is None or self.newest.revision != self.revision

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each title that is pointed to or copied from, in their order."""
        named = ((item.title_id, item.name) for item in self.items if not isinstance(item, Note))
        return tuple(dict(named).items())

    def item(self, item_id: str) -> Item:
        """Raises NoSuchItem."""
        found = next((one for one in self.items if one.id == item_id), None)
        if found is None:
            raise NoSuchItem(item_id)
        return found
