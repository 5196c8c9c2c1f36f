"""How many books a second one process reads, beside the parsers and the library we did not take.

python -m benchmarks.reading ../shared/corpus/books
"""

import os
import platform
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from ebooklib import ITEM_DOCUMENT, epub
from lxml import html
from selectolax.lexbor import LexborHTMLParser

from ebooks.epub.archive import Archive
from ebooks.epub.package import read_package
from ebooks.reading import read_book

ROUNDS = 3


def pages(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(("html", "htm"))]


def package_only(path: Path) -> int:
    with Archive(path) as archive:
        return len(read_package(archive).spine)


def ours(path: Path) -> int:
    return sum(
        len(paragraph.text) for chapter in read_book(path).chapters for paragraph in chapter.paragraphs
    )


def with_lexbor(path: Path) -> int:
    bodies = (LexborHTMLParser(page).body for page in pages(path))
    return sum(len(body.text()) for body in bodies if body)


def with_lxml(path: Path) -> int:
    return sum(len(html.fromstring(page).text_content()) for page in pages(path))


def with_ebooklib(path: Path) -> int:
    """It gives up on a book with one file missing, as one of the corpus has."""
    try:
        book = epub.read_epub(path, {"ignore_ncx": True})
    except KeyError:
        return 0
    return sum(len(item.get_content()) for item in book.get_items_of_type(ITEM_DOCUMENT))


WAYS: dict[str, Callable[[Path], int]] = {
    "container and OPF only": package_only,
    "read_book: chapters, paragraphs, cover": ours,
    "zipfile + lexbor, bare text": with_lexbor,
    "zipfile + lxml.html, bare text": with_lxml,
    "EbookLib, get_content()": with_ebooklib,
}


def seconds(read: Callable[[Path], int], paths: list[Path]) -> float:
    """CPU seconds of the best of a few rounds, because a shared machine's clock tells of its other guests."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for path in paths:
            read(path)
        best = min(best, time.process_time() - started)
    return best


def hardware() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if "model name" in line), platform.machine()
    )
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(folder: str) -> None:
    paths = sorted(Path(folder).glob("*.epub"))
    size = sum(path.stat().st_size for path in paths) / 1e6
    warnings.simplefilter("ignore")
    print(f"{len(paths)} books, {size:.1f} MB zipped; {hardware()}")
    print(f"one process, best of {ROUNDS} rounds, CPU time\n")
    print("| | books/s | zipped MB/s |\n|---|---|---|")
    for name, read in WAYS.items():
        spent = seconds(read, paths)
        print(f"| {name} | {len(paths) / spent:.0f} | {size / spent:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1])
