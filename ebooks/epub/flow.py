"""All documents of a book as one run of blocks, with the places that a table of contents can point to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ebooks.book import Figure
from ebooks.epub.archive import resolve
from ebooks.epub.block import Block
from ebooks.epub.document import Document
from language.paragraphs import Kind

_NEVER_READ = re.compile(r"\b(cover|toc|landmarks|imprint|copyright-page|colophon)\b")
_UNLESS_PROSE = re.compile(r"\b(titlepage|halftitlepage)\b")
_WIDE = re.compile("[\u2e80-\uffef]")
_WIDEST_NAME = 20  # columns: wider than "By Mary Shelley."
_SENTENCE_END = re.compile("[。！？．…!?.]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture and the block it goes with: the next one, or the last one of its page at the page's end."""

    figure: Figure
    block: int


@dataclass(slots=True)
class Flow:
    """`starts` gives a file's first block, `anchors` that of an id in a file."""

    blocks: list[Block] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)
    anchors: dict[tuple[str, str], int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    figures: list[Placed] = field(default_factory=list)


def join(documents: Sequence[tuple[str, Document]]) -> Flow:
    """In reading order; covers, imprints and title pages keep their place but no text, if there is other."""
    flow = Flow()
    read = [not _is_front(document) for _, document in documents]
    for (path, document), wanted in zip(documents, read, strict=True):
        start = len(flow.blocks)
        flow.starts[path] = start
        flow.titles[path] = document.title.strip()
        if wanted or not any(read):
            flow.anchors |= {(path, anchor): start + number for anchor, number in document.anchors.items()}
            flow.figures += _placed(path, document, start)
            flow.blocks += document.blocks
        else:
            flow.anchors |= {(path, anchor): start for anchor in document.anchors}
    return flow


def _placed(path: str, document: Document, start: int) -> Iterator[Placed]:
    """Those that lie within the book. A page with nothing but a picture belongs to what came before."""
    for figure in document.figures:
        if target := resolve(path, figure.source):
            at = start + figure.at
            block = max(0, at - 1) if figure.at == len(document.blocks) else at
            yield Placed(replace(figure, at=at, source=target[0]), block)


def is_prose(block: Block) -> bool:
    """Something to read, other than a heading or a name on a title page."""
    if block.kind is Kind.HEADING:
        return False
    if len(block.text) > 120:
        return True
    width = len(block.text) + len(_WIDE.findall(block.text))
    return width > _WIDEST_NAME and bool(_SENTENCE_END.search(block.text))


def _is_front(document: Document) -> bool:
    if _NEVER_READ.search(document.types):
        return True
    return bool(_UNLESS_PROSE.search(document.types)) and not any(map(is_prose, document.blocks))
