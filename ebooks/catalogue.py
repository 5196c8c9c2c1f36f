"""The catalogue: every title the library holds, how it got in and how it is found."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from ebooks.book import Book
from ebooks.covers import Covers
from ebooks.files import FileStore, Stored
from ebooks.illustrations import Illustrations
from ebooks.repository import TitleRepository
from ebooks.search.by_keys import KeySearch
from ebooks.search.keys import keys
from ebooks.search.search import Finder
from ebooks.search.within import EVERYTHING, Facets, Within
from ebooks.titles import (
    CODE_LENGTH,
    Found,
    Heading,
    NoSuchTitle,
    Title,
    count_han,
    file_name,
    ids,
    read_code,
)
from ebooks.works import Alike, work_key
from language.folding import key
from library.clock import Clock, utc_now
from library.identity import in_crockford


class Catalogue:
    """`search` finds titles by words; without one MongoDB does."""

    def __init__(
        self,
        titles: TitleRepository,
        files: FileStore,
        covers: Covers,
        illustrations: Illustrations,
        *,
        search: Finder | None = None,
        now: Clock = utc_now,
    ) -> None:
        self._titles, self._files, self._now = titles, files, now
        self._covers, self._illustrations = covers, illustrations
        self._search = search or KeySearch(titles)

    async def add(self, book: Book, path: Path) -> tuple[Title, bool]:
        """Take a file in. The same bytes a second time change nothing: the title they made, and False."""
        stored = await self._files.put(path)
        await self._illustrations.keep(stored.sha256, book.pictures)
        if known := await self._titles.find_file(stored.sha256):
            return known, False
        return await self._enter(book, stored)

    async def revise(self, title_id: str, book: Book, path: Path) -> Title:
        """Take a file in under an id of its own: a new title, or what has that id becomes this.

        Who has its code, its link or a place in it has the new one.
        """
        stored = await self._files.put(path)
        await self._illustrations.keep(stored.sha256, book.pictures)
        has_cover = await self._covers.keep(stored.sha256, book.cover)
        title = self._title(title_id, book, stored, has_cover=has_cover)
        work = work_key(title.name, title.authors)
        before = await self._titles.find(title_id)
        await self._titles.put(title, _headings(book), keys(title), work)
        if before and before.sha256 != title.sha256:
            await self._illustrations.discard(before.sha256)
        return title

    async def withdraw(self, title_id: str) -> None:
        """Out of every list and search; who has its id still gets it. `revise` brings it back."""
        await self._titles.withdraw(title_id)

    async def discard_illustrations(self, title_id: str) -> None:
        """For a title whose text is taken away; what is imported anew brings them again."""
        if title := await self._titles.find(title_id):
            await self._illustrations.discard(title.sha256)

    async def get(self, title_id: str) -> Title:
        """Raises NoSuchTitle."""
        title = await self._titles.find(title_id)
        if title is None:
            raise NoSuchTitle(title_id)
        return title

    async def find(self, code: str) -> Title | None:
        """The title behind a short code somebody typed."""
        title_id = read_code(code)
        return await self._titles.find(title_id) if title_id else None

    async def find_file(self, sha256: str) -> Title | None:
        """The title that a file with these bytes has made."""
        return await self._titles.find_file(sha256)

    async def alike(self, title: Title) -> Alike | None:
        """Another title that may be the same work; which of them to keep is for people to say."""
        other = await self._titles.find_alike(title, work_key(title.name, title.authors))
        if other is None:
            return None
        by = "ISBN" if title.isbn and title.isbn == other.isbn else "书名和作者"
        return Alike(title_id=other.id, name=other.name, by=by)

    async def search(
        self, words: str, *, within: Within = EVERYTHING, limit: int = 9, offset: int = 0
    ) -> Found:
        """By name, author, subject, ISBN, pinyin or short code; best first."""
        if title := await self.find(words):
            return Found((title,)[offset:][:limit], 1)
        return await self._search.find(words, within=within, limit=limit, offset=offset)

    async def resembling(self, words: str, *, limit: int = 9) -> Found:
        """What may have been meant, where the search finds nothing."""
        return await self._search.resembling(words, limit=limit)

    async def facets(self, words: str) -> Facets:
        """Of what the words find, how many there are in each language, format and subject."""
        return await self._search.facets(words)

    async def page(self, *, limit: int, offset: int = 0) -> Found:
        """All titles, newest first."""
        return await self._titles.page(limit=limit, offset=offset)

    async def newest(self, limit: int = 12) -> tuple[Title, ...]:
        return await self._titles.find_newest(limit)

    async def those(self, title_ids: Iterable[str]) -> tuple[Title, ...]:
        """Of these the ones the library holds, in no particular order."""
        return await self._titles.find_all([*set(title_ids)])

    async def some(self, limit: int, *, seed: str) -> tuple[Title, ...]:
        """A handful out of all, the same for the same seed; ids are made of hashes, so it is a mixed one."""
        start = in_crockford(int.from_bytes(sha256(seed.encode()).digest()[:7]), CODE_LENGTH)
        found = await self._titles.find_from(start, limit)
        missing = limit - len(found)
        around = await self._titles.find_from("", missing) if missing else ()
        return (*found, *(title for title in around if title.id < start))

    async def concerning(self, words: str, *, limit: int) -> tuple[Title, ...]:
        """Some titles the words would find, not the best: quick, however many there are."""
        term = key(words)
        return await self._titles.find_any(term, limit) if term else ()

    async def contents(self, title: Title) -> tuple[Heading, ...]:
        return await self._titles.contents(title.id)

    async def path(self, title: Title) -> Path:
        """The very bytes that were imported. Raises FileNotFoundError."""
        return await self._files.path(title.sha256)

    async def cover(self, title: Title) -> Path:
        """A WebP: the book's own, or one drawn for it."""
        return await self._covers.path(title)

    async def illustration(self, title: Title, name: str) -> Path:
        """A WebP that stands in this title's text. Raises NoSuchIllustration."""
        return await self._illustrations.path(title.sha256, name)

    async def _enter(self, book: Book, stored: Stored) -> tuple[Title, bool]:
        contents = _headings(book)
        has_cover = await self._covers.keep(stored.sha256, book.cover)
        for title_id in ids(stored.sha256):
            title = self._title(title_id, book, stored, has_cover=has_cover)
            if await self._titles.add(title, contents, keys(title), work_key(title.name, title.authors)):
                return title, True
            if known := await self._titles.find_file(stored.sha256):  # somebody imported it just now
                return known, False
        raise AssertionError("five titles share fifty bits each of their hashes")

    def _title(self, title_id: str, book: Book, stored: Stored, *, has_cover: bool) -> Title:
        paragraphs = (paragraph for chapter in book.chapters for paragraph in chapter.paragraphs)
        return Title(
            id=title_id,
            name=book.title,
            authors=book.authors,
            language=book.language,
            description=book.description,
            subjects=book.subjects,
            isbn=book.isbn,
            format=book.format,
            direction=book.direction,
            sha256=stored.sha256,
            size=stored.size,
            file_name=file_name(book.title, book.format),
            han=sum(count_han(paragraph.text) for paragraph in paragraphs),
            chapters=len(book.chapters),
            added_at=self._now(),
            has_cover=has_cover,
            series=book.series,
            volume=book.volume,
            publisher=book.publisher,
            year=book.year,
        )


def _headings(book: Book) -> tuple[Heading, ...]:
    return tuple(Heading(chapter.title, chapter.level) for chapter in book.chapters if chapter.title)
