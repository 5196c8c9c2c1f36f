"""Titles with real files, and a dossier compiled of them, for tests of pages."""

from pathlib import Path
from typing import Any

from config.wiring import House
from ebooks.book import Book, Format
from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.items import Passage
from ebooks.epub.writer import write_epub
from ebooks.titles import Title

WANG = "王老师"


async def shelves(house: House, folder: Path, name: str, **more: Any) -> Title:
    """A title whose file can be read again."""
    book = Book(**{"format": Format.EPUB, "title": name, "authors": ("巴特尔",)} | more)
    path = folder / "arriving.epub"
    write_epub(book, path)
    title, _ = await house.catalogue.add(book, path)
    await house.shelf.put(title.id, title.name, [(one.title, one.paragraphs) for one in book.chapters])
    return title


async def publishes(house: House, name: str, title: Title) -> Dossier:
    """A dossier of a note and the title's first chapter."""
    made = await house.editing.draft(name, WANG)
    words = Words(name=name, theme="乡村振兴", session="2027年两会", introduction=f"{name}的编者的话。")
    await house.editing.describe(made.id, words, made.described, WANG)
    await house.editing.note(made.id, "先读这一条", "会前请看。", WANG)
    made = await house.editing.copy(made.id, title.id, [Passage(chapter=1, name="")], WANG)
    return await house.publishing.publish(made.id, made.revision, WANG)
