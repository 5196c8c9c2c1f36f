"""Project Gutenberg's header and licence: kept in the download, left out of what is read."""

import re

from ebooks.epub.block import Block
from language.paragraphs import Kind

_START = re.compile(r"\*\*\* ?START OF (THE|THIS) PROJECT GUTENBERG [^*]*\*\*\*", re.I)
_END = re.compile(r"\*\*\* ?END OF (THE|THIS) PROJECT GUTENBERG|^End of (the )?Project Gutenberg'?s? ", re.I)
_CREDIT = re.compile(r"(Produced|E-?text prepared|Transcribed|This e-?book was produced) (by|from)\b", re.I)
_NAMES = ("Gutenberg", "GUTENBERG")
_OTHER_EDITIONS = re.compile(r"There are several editions of this ebook in the Project Gutenberg collection")
_FIRST_BLOCKS = 400
_NOTHING = Block("")


def strip(blocks: list[Block]) -> None:
    """Empties the blocks that are theirs, in place: anchors count on every block keeping its number."""
    for number, block in enumerate(blocks[:_FIRST_BLOCKS]):
        if "***" in block.text and (found := _START.search(block.text)):
            blocks[:number] = [_NOTHING] * number
            blocks[number] = block._replace(text=block.text[found.end() :].strip())
            break
    for number, block in enumerate(blocks[:_FIRST_BLOCKS]):
        if _CREDIT.match(block.text) and len(block.text) < 400:
            blocks[number] = _NOTHING
        elif _OTHER_EDITIONS.match(block.text):
            _strip_list(blocks, number)
    _strip_end(blocks)


def _strip_list(blocks: list[Block], start: int) -> None:
    """A line that announces other editions of the book, and the table of them."""
    end = start + 2 if start + 1 < len(blocks) and blocks[start + 1].kind is Kind.TABLE else start + 1
    blocks[start:end] = [_NOTHING] * (end - start)


def _strip_end(blocks: list[Block]) -> None:
    said = "\n".join([block.text for block in blocks])
    if not any(name in said for name in _NAMES):
        return
    for number, block in enumerate(blocks):
        if any(name in block.text for name in _NAMES) and (found := _END.search(block.text)):
            blocks[number] = block._replace(text=block.text[: found.start()].strip())
            blocks[number + 1 :] = [_NOTHING] * (len(blocks) - number - 1)
            return
