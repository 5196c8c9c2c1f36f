"""How the book's lines run: from its stylesheets, for few packages say it."""

import re
from collections.abc import Iterator

from ebooks.book import Direction
from ebooks.epub.archive import MIB, Archive
from ebooks.epub.package import Package, read_spare

_MOST_STYLESHEETS = 12
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_MODE = re.compile(r"writing-mode\s*:\s*([a-z-]+)")
_PAGE = re.compile(r"(?:^|[\s,])(?:html|body|:root)(?:$|[\s,.\[])")
_STYLED = re.compile(r"<(?:html|body)\b[^<>]*writing-mode\s*:\s*([a-z-]+)")
_NAMES = {
    "vertical-rl": Direction.VERTICAL_RL,
    "tb-rl": Direction.VERTICAL_RL,
    "vertical-lr": Direction.VERTICAL_LR,
    "tb-lr": Direction.VERTICAL_LR,
}


def direction_of(archive: Archive, package: Package, beginning: str) -> Direction:
    """`beginning` is the first document's head and body tag, where a style may stand, too."""
    if package.metadata.writing_mode:
        return _NAMES.get(package.metadata.writing_mode, Direction.HORIZONTAL)
    css = "\n".join([*_stylesheets(archive, package), beginning])
    modes = {*_modes_of_the_page(css), *_STYLED.findall(beginning)}
    vertical = {_NAMES[mode] for mode in modes if mode in _NAMES}
    if not vertical and package.right_to_left and package.metadata.language[:2] in ("ja", "zh"):
        # Japanese publishers' files set it by a class of <html>: .vrtl
        vertical = {_NAMES[mode] for mode in _MODE.findall(css) if mode in ("vertical-rl", "tb-rl")}
    return vertical.pop() if len(vertical) == 1 else Direction.HORIZONTAL


def _modes_of_the_page(css: str) -> Iterator[str]:
    for rule in css.split("}"):
        selectors, _, declarations = rule.rpartition("{")
        if "writing-mode" in declarations and _PAGE.search(selectors[-200:]):
            yield from _MODE.findall(declarations)


def _stylesheets(archive: Archive, package: Package) -> list[str]:
    read = (read_spare(archive, item.path) for item in package.of_type("text/css")[:_MOST_STYLESHEETS])
    return [_COMMENT.sub("", data[: MIB // 4].decode("utf-8", "replace")) for data in read if data]
