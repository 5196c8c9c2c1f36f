"""The cover a book brings along, if it is a picture that can be shown."""

import io
import struct
import warnings
from collections.abc import Iterator
from itertools import islice

from PIL import Image

from ebooks.charset import decode
from ebooks.epub.archive import MIB, Archive, resolve
from ebooks.epub.markup import attributes_of, clean, parts
from ebooks.epub.package import Package, read_spare

_MOST_BYTES = 16 * MIB
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 40_000_000
_LONGEST_SIDE, _SHORTEST_SIDE = 10_000, 40
_MOST_CANDIDATES = 8


def read_cover(archive: Archive, package: Package) -> bytes | None:
    """The first candidate that is a picture of sane size; `package` is warned if all of them fail."""
    candidates = list(islice(dict.fromkeys(_candidates(archive, package)), _MOST_CANDIDATES))
    for path in candidates:
        if archive.find(path) and archive.size(path) <= _MOST_BYTES:
            data = read_spare(archive, path)
            if data and is_picture(data):
                return data
    if candidates:
        package.warnings.append("封面图片缺失或无法使用。")
    return None


def is_picture(data: bytes) -> bool:
    """True for a JPEG, PNG, GIF or WebP with a sound header and the size of a cover, not of a bomb."""
    width, height = size_of(data) or (0, 0)
    sane = min(width, height) >= _SHORTEST_SIDE and max(width, height) <= _LONGEST_SIDE
    return sane and width * height <= _MOST_PIXELS


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as a sound header says; None if it is none of the four."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            size = image.size
            image.verify()
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, OverflowError):
        return None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return size


def _candidates(archive: Archive, package: Package) -> Iterator[str]:
    named = package.metadata.cover
    for item in (package.with_property("cover-image"), package.items.get(named)):
        if item and item.media_type.startswith("image/"):
            yield item.path
    yield from (item.path for item in package.items.values() if named and item.path.endswith(named))
    if page := package.guide.get("cover"):
        yield from _pictures(archive, page)


def _pictures(archive: Archive, page: str) -> Iterator[str]:
    """The page itself, or the pictures on it."""
    if page.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp")):
        yield page
        return
    markup, _ = decode(read_spare(archive, page) or b"")
    _, found = parts(clean(markup[:20_000]))
    for tag, written, _, _ in found:
        if tag in ("img", "image"):
            said = attributes_of(written)
            target = resolve(page, said.get("src") or said.get("xlink:href") or said.get("href", ""))
            if target:
                yield target[0]
