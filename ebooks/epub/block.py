"""A paragraph of a page, with what chapters are found by."""

from typing import NamedTuple

from language.paragraphs import Kind


class Block(NamedTuple):
    text: str
    kind: Kind = Kind.PROSE
    level: int = 0  # of a heading
    linked: float = 0.0  # how much of it is links into the book, 0…1
