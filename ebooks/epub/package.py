"""The package document: which files the book is made of, and in which order they are read."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from ebooks.epub.archive import MIB, Archive, BrokenEntry, resolve
from ebooks.epub.metadata import Metadata, read_metadata
from ebooks.epub.xml import attribute, named, parse, within
from ebooks.refusals import Damaged, Protected, TooLarge, UnknownFormat

_CONTAINER = "META-INF/container.xml"
_MOST_BYTES = 8 * MIB
_LONGEST_SPINE = 10_000
_DOCUMENTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_PAGES = (".xhtml", ".html", ".htm")
_MAYBE_DOCUMENTS = ("application/xml", "text/xml", "text/plain")
_LONGEST_FALLBACK = 8
_OTHERS = (
    (re.compile(r"word/document\.xml"), "Word 文档不是可以阅读的图书格式。"),
    (re.compile(r"xl/workbook\.xml"), "Excel 表格不是可以阅读的图书格式。"),
    (re.compile(r"ppt/presentation\.xml"), "PowerPoint 演示文稿不是可以阅读的图书格式。"),
    (re.compile(r"content\.xml"), "OpenDocument 文档不是可以阅读的图书格式。"),
    (re.compile(r"AndroidManifest\.xml"), "这是手机应用，不是图书。"),
)
_BOOK = re.compile(r"\.(epub|pdf|txt|mobi|azw3)$", re.I)
_PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|bmp)$", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """A file named in the manifest; `path` is its name in the archive."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]
    fallback: str = ""  # the id of what is shown by those who cannot show this

    @property
    def is_document(self) -> bool:
        return self.media_type in _DOCUMENTS or self.path.lower().endswith(_PAGES)

    @property
    def may_be_document(self) -> bool:
        """Where the spine says that it is to be read."""
        return self.is_document or self.media_type in _MAYBE_DOCUMENTS


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
    if not package.spine:
        _read_names(archive, package)
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
    lying_about = [name for name in archive.names() if name.lower().endswith(".opf")]
    if not lying_about:
        raise _stranger(archive.names())
    warnings.append("META-INF/container.xml 缺失或有误。")
    return max(lying_about, key=archive.size)


def _stranger(names: list[str]) -> Damaged | UnknownFormat:
    """What a zip file is that is no EPUB."""
    if found := next((said for name, said in _OTHERS if any(map(name.fullmatch, names))), ""):
        return UnknownFormat(found)
    books = sum(bool(_BOOK.search(name)) for name in names)
    if books and "META-INF/container.xml" not in names:
        return UnknownFormat(f"这是一个压缩包，里面有 {books} 本书，请解压后再导入。")
    if names and all(map(_PICTURE.search, names)):
        return UnknownFormat("压缩包里只有图片，没有可以阅读的书。")
    return Damaged("不是完整的 EPUB：找不到书籍信息文件（OPF）。")


def _named_in_container(archive: Archive) -> list[str]:
    if not archive.find(_CONTAINER):
        return []
    root = parse(archive.read(_CONTAINER, most=MIB))
    if root is None:
        return []
    files = sorted(named(root, "rootfile"), key=lambda file: not _is_package(file))
    targets = (resolve("", attribute(file, "full-path")) for file in files)
    return [target[0] for target in targets if target]


def _is_package(rootfile: etree._Element) -> bool:
    """A container may hold the same book as a PDF."""
    return "oebps-package" in attribute(rootfile, "media-type") or not attribute(rootfile, "media-type")


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
            attribute(element, "fallback"),
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
    lost = sum(id not in package.items for id in references)
    if lost:
        package.warnings.append(f"书脊（spine）里有 {lost} 项在清单里找不到，已忽略。")
    found = [(item, linear) for id, linear in references.items() if (item := _page(package, id))]
    package.spine = list({item.path: item for item, _ in found}.values())
    package.aside = {item.path for item, linear in found if linear == "no"}
    if len(package.aside) == len(package.spine):
        package.aside = set()
    if not package.spine:
        package.warnings.append("没有可用的阅读顺序（spine），按清单顺序读取。")
        package.spine = [item for item in package.items.values() if item.is_document]


def _page(package: Package, id: str) -> Item | None:
    """What is read there: the item, or what stands in for a picture or a script."""
    item = package.items.get(id)
    for _ in range(_LONGEST_FALLBACK):
        if item is None or item.may_be_document:
            return item
        item = package.items.get(item.fallback)
    return None


def _read_names(archive: Archive, package: Package) -> None:
    """Where the manifest is of no use: the pages there are, by their names."""
    names = sorted((name for name in archive.names() if name.lower().endswith(_PAGES)), key=_naturally)
    if not names:
        raise Damaged("EPUB 里没有任何正文文件。")
    package.warnings.append("清单（manifest）里没有正文，按文件名的顺序读取。")
    package.spine = [Item("", name, "", frozenset()) for name in names]


def _naturally(name: str) -> list[tuple[int, str]]:
    """c2 before c10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d{1,9})", name)]


def read_text(archive: Archive, path: str) -> bytes | None:
    """A file's bytes, or None if it is missing or broken."""
    try:
        return archive.read(path)
    except BrokenEntry:
        return None


def read_spare(archive: Archive, path: str) -> bytes | None:
    """Of a file that the text can do without: None, too, where it is a bomb or locked."""
    try:
        return archive.read(path)
    except (BrokenEntry, Protected, TooLarge):
        return None
