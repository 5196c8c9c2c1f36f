"""Pictures in the chapters: each of these books is read, whatever its pictures try."""

import zlib
from collections.abc import Iterator, Mapping

from tests.ebooks.epubs import DAO
from tests.ebooks.hostile.archives import with_raw, zlib_bomb
from tests.ebooks.hostile.case import Case, book, zipped
from tests.ebooks.hostile.others import animated, chunk, picture, png_of, with_chunk

IMAGE = "OEBPS/p.x"
LARGE = (6300, 6300)  # as many pixels as one may have


def page_with(*sources: str) -> str:
    return f"<p>{DAO}</p>" + "".join(f'<p><img src="{source}"/></p>' for source in sources)


def illustrated(image: bytes) -> bytes:
    return zipped(book(page_with("p.x")) | {IMAGE: image})


def together(images: Mapping[str, bytes]) -> bytes:
    return zipped(book(page_with(*images)) | {f"OEBPS/{name}": image for name, image in images.items()})


def pictures() -> Iterator[Case]:
    bad = "张插图缺失、损坏、太大或格式不支持"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    bomb = zlib.compress(bytes(40 << 20), 9)
    yield Case("picture-bomb.epub", lambda: illustrated(png_of(30_000, 30_000)), warns=bad)
    yield Case("picture-thin.epub", lambda: illustrated(png_of(9_000_000, 2)))
    yield Case("picture-half.epub", lambda: illustrated(png_of(3000, 3000)), warns=bad)
    yield Case("picture-text-bomb.epub", lambda: illustrated(with_chunk(b"zTXt", b"k\0\0" + bomb)))
    yield Case("picture-profile-bomb.epub", lambda: illustrated(with_chunk(b"iCCP", b"k\0\0" + bomb)))
    yield Case("picture-svg.epub", lambda: illustrated(svg), warns=bad)
    yield Case("picture-html.epub", lambda: illustrated(b"<html><script>alert(1)</script></html>"), warns=bad)
    yield Case("picture-tiff.epub", lambda: illustrated(picture("TIFF")), warns=bad)
    yield Case("picture-animated.epub", lambda: illustrated(animated("GIF")))
    yield Case("picture-canvas.epub", lambda: illustrated(_with_canvas(16_383)), warns=bad)
    yield Case("picture-is-the-page.epub", lambda: zipped(book(page_with("c1.xhtml", ""))))
    yield Case("picture-is-the-package.epub", lambda: zipped(book(page_with("content.opf"))), warns=bad)
    yield Case("picture-outside.epub", lambda: zipped(book(page_with("../../../../../etc/passwd"))))
    yield Case(
        "picture-inflates.epub",
        lambda: with_raw(book(page_with("p.x")), IMAGE, zlib_bomb(), 9),
        warns=bad,
    )
    yield Case("pictures-all-large.epub", _large, warns="插图太多")
    yield Case("pictures-very-many.epub", _many, warns="插图太多")
    yield Case(
        "pictures-all-missing.epub",
        lambda: zipped(book(page_with(*(f"{n}.png" for n in range(5000))))),
        warns=bad,
    )
    yield Case(
        "picture-tags-in-one-line.epub",
        lambda: zipped(book("<p>" + DAO + '<img src="p.x"/>字' * 60_000 + "</p>") | {IMAGE: picture("PNG")}),
    )
    yield Case(
        "picture-names-very-long.epub",
        lambda: zipped(book(page_with(*(f"{n}{'a' * 9_000}" for n in range(900))))),
    )
    yield Case(
        "picture-frames-very-deep.epub",
        lambda: zipped(
            book(f"<p>{DAO}</p>" + "<svg>" * 9_000 + '<image href="p.x"/>') | {IMAGE: picture("PNG")}
        ),
    )


def _with_canvas(side: int) -> bytes:
    """A WebP whose frames are small, and the canvas for them 2 GB."""
    image = bytearray(animated("WEBP"))
    assert image[12:16] == b"VP8X"
    image[24:30] = (side - 1).to_bytes(3, "little") * 2
    return bytes(image)


def _large() -> bytes:
    """Ten of the largest that are believed, every one another file."""
    image = picture("PNG", "RGB", LARGE)
    return together({f"{n}.png": image + chunk(b"tEXt", b"%d" % n) for n in range(10)})


def _many() -> bytes:
    image = picture("PNG", size=(120, 120))
    return together({f"{n}.png": image + chunk(b"tEXt", b"%d" % n) for n in range(450)})
