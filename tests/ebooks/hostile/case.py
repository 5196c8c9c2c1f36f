"""A file made to do harm, or only made badly, and what an import must say of it."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.ebooks.epubs import DAO, files, nav, page

SECRETS = ("root:x", "/bin/", "alert(")
OPF = "OEBPS/content.opf"
FIRST, NAV = "OEBPS/c1.xhtml", "OEBPS/nav.xhtml"

Book = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """`refused` and `warns` are parts of what is said; without `refused` it is taken, `reads` in its text."""

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    reads: tuple[str, ...] = (DAO,)
    never: tuple[str, ...] = ()
    warns: str = ""
    title: str = "道德经"
    drm: bool = False


def book(body: str = f"<h1>第一章</h1><p>{DAO}</p>", **told: str) -> Book:
    """A sound one, with one page."""
    return files({"c1.xhtml": page(body)}, **{"nav": nav(("第一章", "c1.xhtml"))} | told)


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def changed(name: str, *pairs: tuple[str, str]) -> bytes:
    """The sound book, where one file says something else."""
    parts = book()
    text = parts[name].decode()
    for old, new in pairs:
        assert old in text, f"{old} is not in {name}"
        text = text.replace(old, new)
    return zipped(parts | {name: text.encode()})


def replaced(name: str, data: bytes | str) -> bytes:
    """The sound book with one other file, or one more."""
    return zipped(book() | {name: data.encode() if isinstance(data, str) else data})
