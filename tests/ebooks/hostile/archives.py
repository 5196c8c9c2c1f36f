"""Zip files that lie, explode, loop, or were only packed by somebody else's program."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.ebooks.epubs import DAO, MEI, nav, package, page
from tests.ebooks.hostile.case import FIRST, NAV, OPF, Case, book, changed, replaced, zipped

ZEROS = 64 << 20


def cases() -> Iterator[Case]:
    yield from bombs()
    yield from methods()
    yield from lies()
    yield from names()
    yield from junk()


def bombs() -> Iterator[Case]:
    bomb = zlib_bomb()
    yield Case("bomb-page.epub", lambda: with_raw(book(), FIRST, bomb, ZEROS), refused="异常庞大")
    yield Case("bomb-page-that-says-it-is-small.epub", lambda: with_raw(book(), FIRST, bomb, 90), "异常庞大")
    yield Case("bomb-opf.epub", lambda: with_raw(book(), OPF, bomb, ZEROS), refused="异常庞大")
    yield Case(
        "bomb-container.epub",
        lambda: with_raw(book(), "META-INF/container.xml", bomb, 90),
        refused="异常庞大",
    )
    yield Case(
        "bomb-encryption.epub",
        lambda: with_raw(book(), "META-INF/encryption.xml", bomb, 90),
        refused="异常庞大",
    )
    yield Case("bomb-contents.epub", lambda: with_raw(book(), NAV, bomb, 90), warns="目录")
    yield Case("bomb-nobody-reads.epub", lambda: with_raw(book(), "OEBPS/video.mp4", bomb, ZEROS))
    yield Case("bomb-stylesheet.epub", lambda: bomb_beside(bomb, "style.css", "text/css"))
    yield Case("bomb-many-pages.epub", bomb_of_many_pages, refused="异常庞大")
    yield Case("bomb-overlapping.epub", overlapping, refused="异常庞大")
    yield Case(
        "bomb-nested.epub", lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": bytes(1 << 20)})})}), "OPF"
    )
    yield Case("bomb-quine.epub", quine, refused="。")
    yield Case("bomb-entries.epub", lambda: zipped(book() | {f"x/{n}": b"" for n in range(12_000)}), "个文件")
    yield Case("bomb-directory.epub", lambda: lying_directory(0x7FFFFFFF), refused="目录")


def methods() -> Iterator[Case]:
    yield Case("method-bzip2.epub", lambda: zipped(book(), zipfile.ZIP_BZIP2), refused="bzip2")
    yield Case("method-lzma.epub", lambda: zipped(book(), zipfile.ZIP_LZMA), refused="LZMA")
    yield Case("method-deflate64.epub", lambda: patched(zipped(book()), method=9), refused="Deflate64")
    yield Case("method-zstandard.epub", lambda: patched(zipped(book()), method=93), refused="Zstandard")
    yield Case("method-unknown.epub", lambda: patched(zipped(book()), method=77), refused="77")
    yield Case(
        "method-aes.epub", lambda: patched(zipped(book()), method=99, flags=1), refused="密码", drm=True
    )
    yield Case("method-strong.epub", lambda: patched(zipped(book()), flags=0x41), refused="密码", drm=True)
    yield Case("method-stored.epub", lambda: zipped(book(), zipfile.ZIP_STORED))
    yield Case("font-with-bzip2.epub", font_with_bzip2)


def lies() -> Iterator[Case]:
    yield Case("crc-wrong.epub", lambda: patched(zipped(book()), crc=1), warns="校验")
    yield Case("sizes-too-large.epub", lambda: patched(zipped(book()), sizes=0x7FFFFFF0))
    yield Case("sizes-too-small.epub", lambda: patched(zipped(book()), sizes=3))
    yield Case("local-names-differ.epub", local_names_differ)
    yield Case("streamed.epub", streamed)
    yield Case("zip64-lies.epub", zip64_lies, refused="压缩包")
    yield Case("offset-into-nowhere.epub", lambda: patched(zipped(book()), offset=0x7FFFFFF0), refused="。")
    yield Case("duplicate-names.epub", duplicate_names, reads=(MEI,), never=("旧稿",))
    yield Case("page-cut-short.epub", page_cut_short, warns="损坏", reads=(MEI,))


def names() -> Iterator[Case]:
    yield Case("names-clash-by-case.epub", lambda: clashing("C1.xhtml", "c1.xhtml"), reads=(DAO, MEI))
    yield Case("names-clash-by-form.epub", lambda: clashing("é.xhtml", "e\u0301.xhtml"), reads=(DAO, MEI))
    yield Case("names-backslashes.epub", lambda: renamed(lambda name: name.replace("/", "\\")))
    yield Case("names-dot-slash.epub", lambda: renamed(lambda name: "./" + name))
    yield Case("names-absolute.epub", lambda: renamed(lambda name: "/" + name))
    yield Case(
        "names-in-a-folder.epub", lambda: renamed(lambda name: "道德经/" + name), warns="container.xml"
    )
    yield Case("names-capitals.epub", lambda: renamed(str.upper))
    yield Case("names-climb-out.epub", lambda: renamed(lambda name: "../../" + name), refused="OPF")
    yield Case("names-with-nul.epub", lambda: zipped(book() | {"OEBPS/a\0.xhtml": b"x"}))
    yield Case("names-long.epub", lambda: zipped(book() | {"x/" * 30_000: b""}))
    yield Case("macos-leftovers.epub", lambda: macos(), warns="container.xml")
    yield Case("symlinks.epub", symlinks, reads=(MEI,), warns="缺失")
    yield Case("mimetype-wrong.epub", lambda: replaced("mimetype", "application/zip"))
    yield Case("mimetype-last.epub", lambda: zipped(dict(reversed(book().items()))))


def junk() -> Iterator[Case]:
    yield Case("junk-before.epub", lambda: bytes(range(1, 256)) * 40 + zipped(book()))
    yield Case("junk-after.epub", lambda: zipped(book()) + b"\r\n<!-- served by nginx -->" * 200)
    yield Case("junk-after-a-lot.epub", lambda: zipped(book()) + bytes(100_000), refused="目录")
    yield Case("text-after-magic.epub", lambda: b"PK\x03\x04" + DAO.encode(), refused="压缩包")
    yield Case("only-an-end.epub", lambda: b"PK\x05\x06" + bytes(18), refused="OPF")
    yield Case("half-an-end.epub", lambda: zipped(book())[:-4], refused="压缩包")
    yield Case(
        "word.epub", lambda: zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), refused="Word"
    )
    yield Case(
        "books-in-a-zip.epub", lambda: zipped({"1.epub": zipped(book()), "2.epub": b""}), refused="2 本"
    )
    yield Case("comics.epub", lambda: zipped({f"{n}.jpg": b"" for n in range(9)}), refused="图片")
    yield Case("changed-twice.epub", lambda: changed(FIRST, (DAO, MEI)), reads=(MEI,))


# Archives, byte by byte


def zlib_bomb() -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(bytes(ZEROS)) + packer.flush()


def with_raw(parts: dict[str, bytes], name: str, data: bytes, size: int) -> bytes:
    """An archive in which one entry is this deflated data and says that it is so large."""
    rest = {key: value for key, value in parts.items() if key != name}
    return appended(zipped(rest), name, data, size)


def appended(archive: bytes, name: str, data: bytes, size: int) -> bytes:
    at = archive.rfind(b"PK\x05\x06")
    count, _, start = struct.unpack_from("<HLL", archive, at + 10)
    written = name.encode()
    told = struct.pack("<HHHHHLLLHH", 20, 0x800, 8, 0, 33, 0, len(data), size, len(written), 0)
    local = b"PK\x03\x04" + told + written + data
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + told + struct.pack("<HHHLL", 0, 0, 0, 0, start) + written
    directory = archive[start:at] + entry
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0
    )
    return archive[:start] + local + directory + end


def bomb_beside(bomb: bytes, name: str, media_type: str) -> bytes:
    parts = book(manifest=f'<item id="x" href="{name}" media-type="{media_type}"/>')
    return with_raw(parts, f"OEBPS/{name}", bomb, 90)


def bomb_of_many_pages() -> bytes:
    names = [f"{number}.xhtml" for number in range(30)]
    text = page(f"<p>{DAO}</p>" + " " * (2 << 20)).encode()
    return zipped(book() | {OPF: package(names).encode()} | {f"OEBPS/{name}": text for name in names})


def overlapping() -> bytes:
    """Many entries of the directory, one and the same data."""
    names = [f"{number}.xhtml" for number in range(200)]
    kernel = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = kernel.compress(page(f"<p>{DAO}</p>" + " " * (1 << 20)).encode()) + kernel.flush()
    archive = zipped(book() | {OPF: package(names).encode()})
    first = appended(archive, f"OEBPS/{names[0]}", data, 1 << 20)
    at = first.rfind(b"PK\x05\x06")
    count, _, start = struct.unpack_from("<HLL", first, at + 10)
    entry = first[first.rfind(b"PK\x01\x02") : at]
    copies = b"".join(
        entry[:28] + struct.pack("<H", len(f"OEBPS/{name}")) + entry[30:46] + f"OEBPS/{name}".encode()
        for name in names[1:]
    )
    directory = first[start:at] + copies
    total = count + len(names) - 1
    return (
        first[:start]
        + directory
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(directory), start, 0)
    )


def quine() -> bytes:
    """A zip whose one entry is stored data that looks like the zip again."""
    inner = zipped({"r/r.zip": b""})
    for _ in range(3):
        inner = zipped({"r/r.zip": inner}, zipfile.ZIP_STORED)
    return inner


def lying_directory(length: int) -> bytes:
    archive = zipped(book())
    at = archive.rfind(b"PK\x05\x06")
    return archive[: at + 12] + struct.pack("<L", length) + archive[at + 16 :]


def patched(
    archive: bytes, *, method: int = -1, flags: int = 0, crc: int = 0, sizes: int = 0, offset: int = 0
) -> bytes:
    """Every entry but the mimetype changed, in the directory and before its data."""
    data = bytearray(archive)
    at = int(struct.unpack_from("<L", data, archive.rfind(b"PK\x05\x06") + 16)[0])
    while data[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        local = int(struct.unpack_from("<L", data, at + 42)[0])
        if data[at + 46 : at + 46 + name] != b"mimetype":
            for place in (at + 8, local + 6):
                _patch(data, place, method, flags, crc)
            if sizes:
                struct.pack_into("<L", data, at + 24, sizes)
                struct.pack_into("<L", data, local + 22, sizes)
            if offset:
                struct.pack_into("<L", data, at + 42, offset)
        at += 46 + name + extra + comment
    return bytes(data)


def _patch(data: bytearray, place: int, method: int, flags: int, crc: int) -> None:
    data[place] |= flags & 0xFF
    if method >= 0:
        struct.pack_into("<H", data, place + 2, method)
    if crc:
        data[place + 8] ^= 0x5A


def font_with_bzip2() -> bytes:
    file = io.BytesIO(zipped(book()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("OEBPS/font.otf", b"OTTO" * 99, zipfile.ZIP_BZIP2)
    return file.getvalue()


def local_names_differ() -> bytes:
    archive = zipped(book())
    return archive.replace(FIRST.encode(), b"OEBPS/x1.xhtml", 1)


def streamed() -> bytes:
    """Sizes stand behind the data, as programs write that cannot go back."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.got += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, data in book().items():
            archive.writestr(name, data)
    return bytes(pipe.got)


def zip64_lies() -> bytes:
    archive = zipped(book())
    at = archive.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 50, 1 << 50)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return archive[:at] + record + locator + end


def duplicate_names() -> bytes:
    parts = [(name, data) for name, data in book("<p>旧稿。</p>").items()]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return appended(file.getvalue(), FIRST, raw(page(f"<p>{MEI}</p>").encode()), 99)


def raw(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def page_cut_short() -> bytes:
    """One of two pages is not there beyond its first bytes."""
    parts = book() | {OPF: package(["c1.xhtml", "c2.xhtml"]).encode()}
    parts["OEBPS/c2.xhtml"] = page(f"<p>{MEI}</p>").encode()
    return with_raw(parts, FIRST, raw(page(f"<p>{DAO}</p>").encode())[:40] + b"\xff" * 40, 999)


def clashing(one: str, other: str) -> bytes:
    names = [one, other]
    contents = nav((one, one), (other, other)).encode()
    pages = {
        f"OEBPS/{name}": page(f"<p>{text}</p>").encode() for name, text in zip(names, (DAO, MEI), strict=True)
    }
    rest = {name: data for name, data in book().items() if name != FIRST}
    return zipped(rest | {OPF: package(names).encode(), NAV: contents} | pages)


def renamed(change: object) -> bytes:
    return zipped({change(name): data for name, data in book().items()})  # type: ignore[operator]


def macos() -> bytes:
    inside = {f"道德经/{name}": data for name, data in book().items()}
    return zipped(
        inside | {f"__MACOSX/道德经/OEBPS/._{name}": b"\0\5\x16\7" for name in ("content.opf", "c1.xhtml")}
    )


def symlinks() -> bytes:
    parts = book() | {OPF: package(["c1.xhtml", "c2.xhtml"]).encode()}
    parts["OEBPS/c2.xhtml"] = page(f"<p>{MEI}</p>").encode()
    del parts[FIRST]
    file = io.BytesIO(zipped(parts))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo(FIRST)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()
