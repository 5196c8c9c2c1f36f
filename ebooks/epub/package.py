"""The package document: which files the book is made of, and in which order they are read."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from ebooks.epub.archive import MIB, Archive, BrokenEntry, resolve
from ebooks.epub.metadata import Metadata, read_metadata
from ebooks.epub.xml import attribute, named, parse, within
from ebooks.refusals import Damaged, TooLarge

_CONTAINER = "META-INF/container.xml"
_MOST_BYTES = 8 * MIB
_LONGEST_SPINE = 10_000
_DOCUMENTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")


@dataclass(frozen=True, slots=True)
class Item:
    """A file named in the manifest; `path` is its name in the archive."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]

    @property
    def is_document(self) -> bool:
        return self.media_type in _DOCUMENTS or self.path.lower().endswith((".xhtml", ".html", ".htm"))


@dataclass(slots=True)
class Package:
    """Manifest, spine and metadata; `warnings` are what was wrong and could be passed over."""

    metadata: Metadata
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[Item] = field(default_factory=list)  # each file once
    aside: set[str] = field(
        default_factory=set
    )  # paths with linear="no": read only if the contents name them
    ncx: str = ""
    guide: dict[str, str] = field(default_factory=dict)  # type → path of a whole file
    right_to_left: bool = False
    warnings: list[str] = field(default_factory=list)

    def with_property(self, name: str) -> Item | None:
        return next((item for item in self.items.values() if name in item.properties), None)

    def of_type(self, *media_types: str) -> list[Item]:
        return [item for item in self.items.values() if item.media_type in media_types]


def read_package(archive: Archive) -> Package:
    """Raises Damaged where no package document can be found or nothing in it can be read."""
    warnings: list[str] = []
    path = _find(archive, warnings)
    root = parse(archive.read(path, most=_MOST_BYTES))
    if root is None:
        raise Damaged("EPUB 的书籍信息文件（OPF）无法解析。")
    package = Package(read_metadata(within(root, "metadata")), warnings=warnings)
    _read_manifest(root, path, archive, package)
    _read_spine(root, package)
    for reference in named(within(root, "guide"), "reference"):
        target = resolve(path, attribute(reference, "href"))
        if target and not target[1]:
            package.guide.setdefault(attribute(reference, "type").lower(), target[0])
    return package


def _find(archive: Archive, warnings: list[str]) -> str:
    if not archive.find("mimetype"):
        warnings.append("缺少 mimetype 文件。")
    named_paths = _named_in_container(archive)
    if found := next((name for path in named_paths if (name := archive.find(path))), None):
        return found
    lying_about = [name for name in archive.names() if name.endswith(".opf")]
    if len(lying_about) != 1:
        raise Damaged("不是完整的 EPUB：找不到书籍信息文件（OPF）。")
    warnings.append("META-INF/container.xml 缺失或有误。")
    return lying_about[0]


def _named_in_container(archive: Archive) -> list[str]:
    if not archive.find(_CONTAINER):
        return []
    root = parse(archive.read(_CONTAINER, most=MIB))
    if root is None:
        return []
    targets = (resolve("", attribute(file, "full-path")) for file in named(root, "rootfile"))
    return [target[0] for target in targets if target]


def _read_manifest(root: etree._Element, base: str, archive: Archive, package: Package) -> None:
    for element in named(within(root, "manifest"), "item"):
        href = attribute(element, "href")
        target = resolve(base, href)
        if target is None and "://" not in href:
            package.warnings.append(f"清单里的链接指向文件之外，已忽略：{href[:80]}")
        if target is None:
            continue
        item = Item(
            attribute(element, "id"),
            archive.find(target[0]) or archive.find(_unescaped(target[0])) or target[0],
            attribute(element, "media-type").lower(),
            frozenset(attribute(element, "properties").split()),
        )
        package.items.setdefault(item.id, item)


def _unescaped(path: str) -> str:
    """For names that were escaped twice."""
    return unquote(path)


def _read_spine(root: etree._Element, package: Package) -> None:
    spine = within(root, "spine")
    package.right_to_left = attribute(spine, "page-progression-direction") == "rtl"
    package.ncx = attribute(spine, "toc")
    references = {attribute(ref, "idref"): attribute(ref, "linear") for ref in named(spine, "itemref")}
    if len(references) > _LONGEST_SPINE:
        raise TooLarge(f"书脊里列出 {len(references)} 个文件，不像一本书，已拒绝。", limit=_LONGEST_SPINE)
    found = [item for id in references if (item := package.items.get(id)) and item.is_document]
    package.spine = list({item.path: item for item in found}.values())
    package.aside = {item.path for item in package.spine if references[item.id] == "no"}
    if len(package.aside) == len(package.spine):
        package.aside = set()
    if not package.spine:
        package.warnings.append("没有可用的阅读顺序（spine），按清单顺序读取。")
        package.spine = [item for item in package.items.values() if item.is_document]
    if not package.spine:
        raise Damaged("EPUB 里没有任何正文文件。")


def read_text(archive: Archive, path: str) -> bytes | None:
    """A file's bytes, or None if it is missing or broken."""
    try:
        return archive.read(path)
    except BrokenEntry:
        return None
