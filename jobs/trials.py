"""Trying files: what an import would say of each, with nothing kept."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from ebooks.book import Book
from jobs.readers import Readers
from jobs.verdict import Verdict

log = logging.getLogger(__name__)


class Judgement(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of one file; `characters` counts the `text` a patron would read, titles of chapters too."""

    file: str
    verdict: Judgement
    reason: str = ""
    warnings: tuple[str, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    chapters: int = 0
    characters: int = 0
    drm: str = ""  # the scheme, or empty
    seconds: float = 0.0
    text: str = ""

    def to_json(self, *, with_text: bool) -> str:
        """One line, whatever stands in the file."""
        fields = asdict(self)
        if not with_text:
            del fields["text"]
        # Half an emoji may stand in a name; UTF-8 has no bytes for it.
        return json.dumps(fields, ensure_ascii=False).encode(errors="replace").decode()


async def try_files(files: Sequence[Path], readers: Readers) -> AsyncIterator[Trial]:
    """Each as it is done; many are read at once, but no more are held than are being read."""
    waiting: set[asyncio.Task[Trial]] = set()
    for file in files:
        if len(waiting) >= readers.count:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for trial in done:
                yield trial.result()
        waiting.add(asyncio.create_task(_try(file, readers)))
    for next_done in asyncio.as_completed(waiting):
        yield await next_done


async def _try(file: Path, readers: Readers) -> Trial:
    return _trial(file, await readers.read(file))


def _trial(file: Path, verdict: Verdict) -> Trial:
    seconds, book = round(verdict.seconds, 3), verdict.book
    if book is None:
        judgement = Judgement.REFUSED
        return Trial(
            file=str(file), verdict=judgement, reason=verdict.reason, drm=verdict.scheme, seconds=seconds
        )
    text = "\n".join(_lines(book))
    return Trial(
        file=str(file),
        verdict=Judgement.ACCEPTED,
        warnings=book.warnings,
        title=book.title,
        authors=book.authors,
        language=book.language,
        chapters=len(book.chapters),
        characters=len(text),
        seconds=seconds,
        text=text,
    )


def _lines(book: Book) -> Iterator[str]:
    for chapter in book.chapters:
        if chapter.title:
            yield chapter.title
        yield from (paragraph.text for paragraph in chapter.paragraphs)
