"""A picture that stands in a text: the common ground of books and instalments, as a paragraph is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Illustration:
    """`at` is how much of the text stands before it: paragraphs in a chapter, characters in an instalment.

    `name` is the SHA-256 of its file, `words` say what is to be seen and may be missing; pixels as drawn.
    """

    at: int
    name: str
    words: str
    width: int
    height: int
