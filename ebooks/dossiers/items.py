"""What a dossier is made of: notes, titles it points to, and passages it copies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """In the librarian's own words. `edited` is the dossier's revision in which an item was last changed."""

    id: str
    edited: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """To a whole title, of which nothing is copied; `text` says why it is worth reading."""

    id: str
    edited: int
    title_id: str
    name: str
    authors: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chapter, counted from 1 as it lies in the file, or of it the paragraphs from `first` to `last`."""

    chapter: int
    name: str
    first: int = 0
    last: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Passages of one title; `text` introduces them."""

    id: str
    edited: int
    title_id: str
    name: str
    authors: tuple[str, ...]
    passages: tuple[Passage, ...]
    text: str


Item = Note | Pointer | Excerpt
