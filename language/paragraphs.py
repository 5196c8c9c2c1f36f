"""A paragraph of text, with what it is: the common ground of books and instalments."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PROSE = "prose"
    VERSE = "verse"  # keeps its lines
    HEADING = "heading"
    NOTE = "note"
    PREFORMATTED = "preformatted"  # keeps its lines and blanks
    TABLE = "table"  # a line for each row, ｜ between its cells


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without leading or trailing blanks; "\\n" occurs only in verse, tables and preformatted ones."""

    text: str
    kind: Kind = Kind.PROSE
