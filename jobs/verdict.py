"""What a process that reads books says of a file."""

from dataclasses import dataclass

from ebooks.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The book, or why there is none: between processes a reason travels better than an exception."""

    book: Book | None = None
    reason: str = ""
    scheme: str = ""  # of the DRM that locks it
    seconds: float = 0.0  # it took to read
