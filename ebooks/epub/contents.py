"""The table of contents: EPUB 3's navigation document, else EPUB 2's NCX, as a flat list with levels."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from ebooks.epub.archive import Archive, resolve
from ebooks.epub.package import Package, read_spare
from ebooks.epub.xml import attribute, name_of, named, parse, text_of

_MOST_ENTRIES = 10_000
_LONGEST_TITLE = 200
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents and the place it points to; level 1 is the outermost."""

    title: str
    level: int
    path: str
    fragment: str


Reader = Callable[[etree._Element, str], Iterator[Entry]]


def read_contents(archive: Archive, package: Package) -> list[Entry]:
    """The entries that lead to a file of the book; `package` gets a warning for those that do not."""
    for path, entries_of in _sources(package):
        data = read_spare(archive, path)
        if data is None and archive.find(path):
            package.warnings.append("目录文件损坏或异常庞大，已忽略。")
        root = parse(data) if data else None
        if root is None:
            continue
        entries = [entry for entry, _ in zip(entries_of(root, path), range(_MOST_ENTRIES), strict=False)]
        if reachable := list(_reachable(entries, archive, package)):
            return reachable
    return []


def _sources(package: Package) -> Iterator[tuple[str, Reader]]:
    if nav := package.with_property("nav"):
        yield nav.path, _nav_entries
    listed = [package.items[package.ncx]] if package.ncx in package.items else []
    for item in listed or package.of_type("application/x-dtbncx+xml"):
        yield item.path, _ncx_entries


def _reachable(entries: list[Entry], archive: Archive, package: Package) -> Iterator[Entry]:
    paths = {item.path for item in package.spine}
    lost = 0
    for entry in entries:
        path = archive.find(entry.path)
        lost += path not in paths
        if path in paths:
            yield Entry(entry.title, entry.level, path or "", entry.fragment)
    if lost:
        package.warnings.append(f"目录里有 {lost} 项指向不存在的正文，已忽略。")


def _nav_entries(root: etree._Element, base: str) -> Iterator[Entry]:
    navs = list(named(root, "nav"))
    navs.sort(key=lambda nav: "toc" not in (attribute(nav, "type") + attribute(nav, "id")).split())
    for link in named(navs[0], "a") if navs else ():
        level = sum(name_of(above) in ("ol", "ul") for above in link.iterancestors())
        yield from _entry(text_of(link), level, base, attribute(link, "href"))


def _ncx_entries(root: etree._Element, base: str) -> Iterator[Entry]:
    for point in named(root, "navpoint"):
        level = 1 + sum(1 for _ in point.iterancestors(point.tag))
        label = next((text_of(child) for child in point if name_of(child) == "navlabel"), "")
        href = next((attribute(child, "src") for child in point if name_of(child) == "content"), "")
        yield from _entry(label, level, base, href)


def _entry(title: str, level: int, base: str, href: str) -> Iterator[Entry]:
    target = resolve(base, href) if href else None
    if target:
        yield Entry(title[:_LONGEST_TITLE].strip(), min(max(level, 1), _DEEPEST), *target)
