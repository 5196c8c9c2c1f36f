"""Covers, locks, plain texts, and files that are no books at all."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.ebooks.epubs import DAO
from tests.ebooks.hostile.archives import with_raw, zlib_bomb
from tests.ebooks.hostile.case import FIRST, Case, book, zipped

COVER = '<item id="cover" href="cover.x" properties="cover-image" media-type="{}"/>'
FONTS = "http://www.idpf.org/2008/embedding"
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
LINES = "".join(f"第{n}章 山\n\n　　{DAO}\n\n" for n in "一二三四五")


def cases() -> Iterator[Case]:
    yield from covers()
    yield from locks()
    yield from texts()
    yield from strangers()
    yield from pdfs()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 400), **told: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **told)
    return file.getvalue()


def covered(image: bytes, media_type: str = "image/jpeg") -> bytes:
    return zipped(book(manifest=COVER.format(media_type)) | {"OEBPS/cover.x": image})


def covers() -> Iterator[Case]:
    bad = "封面"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield Case("cover-svg.epub", lambda: covered(svg, "image/svg+xml"), warns=bad)
    yield Case("cover-bomb.epub", lambda: covered(png_of(30_000, 30_000), "image/png"), warns=bad)
    yield Case("cover-thin.epub", lambda: covered(png_of(1, 9_000_000), "image/png"), warns=bad)
    yield Case("cover-truncated.epub", lambda: covered(picture("JPEG", size=(900, 1200))[:3000]), warns=bad)
    yield Case("cover-header-only.epub", lambda: covered(picture("PNG")[:40], "image/png"), warns=bad)
    yield Case("cover-is-html.epub", lambda: covered(b"<html><script>alert(1)</script></html>"), warns=bad)
    yield Case("cover-wrong-type.epub", lambda: covered(picture("PNG"), "image/jpeg"))
    yield Case("cover-cmyk.epub", lambda: covered(picture("JPEG", "CMYK")))
    yield Case("cover-palette.epub", lambda: covered(picture("PNG", "P"), "image/png"))
    yield Case("cover-deep.epub", lambda: covered(picture("PNG", "I;16"), "image/png"))
    yield Case("cover-dot.epub", lambda: covered(picture("PNG", size=(1, 1)), "image/png"), warns=bad)
    yield Case("cover-empty.epub", lambda: covered(b""), warns=bad)
    yield Case("cover-tiff.epub", lambda: covered(picture("TIFF"), "image/tiff"), warns=bad)
    yield Case("cover-animated.epub", lambda: covered(animated("GIF"), "image/gif"))
    yield Case("cover-animated-webp.epub", lambda: covered(animated("WEBP"), "image/webp"))
    yield Case(
        "cover-text-bomb.epub",
        lambda: covered(with_chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(40 << 20), 9)), "image/png"),
    )
    yield Case(
        "cover-profile-bomb.epub",
        lambda: covered(with_chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(40 << 20), 9)), "image/png"),
    )
    yield Case(
        "cover-inflates.epub",
        lambda: with_raw(book(manifest=COVER.format("image/png")), "OEBPS/cover.x", zlib_bomb(), 9),
        warns=bad,
    )


def png_of(width: int, height: int) -> bytes:
    """So large if it is believed; the data is nothing but zeros."""
    rows = zlib.compress(bytes(1 << 20), 9)
    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_chunk(kind: bytes, data: bytes) -> bytes:
    image = picture("PNG")
    return image[:33] + chunk(kind, data) + image[33:]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def animated(kind: str) -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (300, 400), colour) for colour in ("red", "blue", "green")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


def locked(algorithm: str, *, uri: str = FIRST, extra: str = "", **parts: bytes) -> bytes:
    said = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f"{f'<enc:EncryptionMethod Algorithm={algorithm!r}/>' if algorithm else ''}{extra}"
        f'<enc:CipherData><enc:CipherReference URI="{uri}"/></enc:CipherData></enc:EncryptedData>'
        "</encryption>"
    )
    named = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    return zipped(book() | {"META-INF/encryption.xml": said.encode()} | named)


def locks() -> Iterator[Case]:
    noise = bytes((n * 7919 + n // 13) % 256 for n in range(5000))
    yield Case(
        "lock-adept.epub", lambda: locked(AES, **{"META-INF__rights_xml": b"<rights/>"}), "ADEPT", drm=True
    )
    yield Case("lock-lcp.epub", lambda: locked(AES, **{"META-INF__license_lcpl": b"{}"}), "LCP", drm=True)
    yield Case(
        "lock-fairplay.epub", lambda: locked(AES, **{"META-INF__sinf_xml": b"<s/>"}), "FairPlay", drm=True
    )
    yield Case("lock-unknown.epub", lambda: locked("http://drm.example.cn/sm4"), "版权保护", drm=True)
    yield Case(
        "lock-nameless.epub", lambda: zipped(_sealed(locked("")) | {FIRST: noise}), "版权保护", drm=True
    )
    yield Case("lock-utf-16.epub", lambda: recoded(locked(AES)), "版权保护", drm=True)
    yield Case("lock-fonts-only.epub", lambda: locked(FONTS, uri="OEBPS/font.otf"))
    yield Case(
        "lock-fonts-adobe.epub",
        lambda: locked(
            "http://ns.adobe.com/pdf/enc#RC", uri="OEBPS/f.otf", **{"META-INF__rights_xml": b"<r/>"}
        ),
    )
    yield Case("lock-empty.epub", lambda: zipped(book() | {"META-INF/encryption.xml": b""}))
    yield Case(
        "lock-in-a-comment.epub",
        lambda: zipped(
            book() | {"META-INF/encryption.xml": f"<x><!-- <y Algorithm='{AES}'/> --></x>".encode()}
        ),
    )
    yield Case("lock-silent.epub", lambda: zipped(book() | {FIRST: noise}), refused="加密")
    yield Case("kindle.epub", lambda: bytes(60) + b"BOOKMOBI" + bytes(900), refused="Kindle")
    yield Case("kindle-kfx.epub", lambda: b"\xeaDRMION\xee" + bytes(900), refused="Kindle")
    yield Case("kindle-kfx-open.epub", lambda: b"CONT\x02\x00" + bytes(900), refused="Kindle")
    yield Case("kindle-topaz.epub", lambda: b"TPZ0" + bytes(900), refused="Kindle")


def _sealed(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def recoded(archive: bytes) -> bytes:
    parts = _sealed(archive)
    name = "META-INF/encryption.xml"
    return zipped(parts | {name: parts[name].decode().encode("utf-16")})


def texts() -> Iterator[Case]:
    def case(name: str, data: bytes, **told: object) -> Case:
        return Case(f"text-{name}.txt", lambda: data, **{"title": f"text-{name}"} | told)  # type: ignore[arg-type]

    for charset in ("gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"):
        yield case(charset, LINES.encode(charset))
    yield case("big5", "道可道，非常道。名可名，非常名。\n".encode("big5") * 30, reads=("道可道，非常道。",))
    yield case("nuls", LINES.replace("\n", "\0\n").encode())
    yield case("nuls-at-the-end", LINES.encode() + bytes(400))
    yield case("binary", bytes(range(256)) * 200, refused="格式")
    yield case("noise", bytes((n * n * 31 + n // 7) % 251 for n in range(60_000)), refused="格式")
    yield case("empty", b"", refused="空")
    yield case("blank", b"\n \t\r\n\xe3\x80\x80\n", refused="文字")
    yield case("only-a-mark", b"\xff\xfe", refused="文字")
    yield case("long-line", (DAO * 30_000).encode(), reads=(DAO,))
    yield case("too-long-line", b"a" * (17 << 20), refused="过大")
    yield case("mixed", LINES.encode() * 20 + DAO.encode("gbk"), warns="无法识别")
    yield case("html", f"<!DOCTYPE html><html><body><p>{DAO}</p></body></html>".encode(), refused="网页")
    yield case("newlines-of-a-mac", LINES.replace("\n", "\r").encode())
    yield case("newlines-only", b"\n" * 3_000_000 + DAO.encode())
    yield case("chapters-million", "第一章\n一\n".encode() * 20_000, refused="章节")
    yield case("lines-million", b"a\n" * 500_000, refused="行数")
    yield case(
        "shift-jis", "これは日本語の本です。\n".encode("shift_jis") * 99, reads=("これは日本語の本です。",)
    )
    yield case("cp1251", "Сайн байна уу, ном уншъя.\n".encode("cp1251") * 99, reads=("Сайн байна уу",))
    yield case("koi8", "Привет, мир и книга.\n".encode("koi8-r") * 99, reads=("Привет, мир",))
    yield case("latin", "Le café était fermé à l’été.\n".encode("cp1252") * 99, reads=("café était",))
    yield case("json", b'{"a": [1, 2]}', refused="JSON")
    yield Case("text-named-epub.epub", lambda: LINES.encode(), title="text-named-epub", warns="扩展名")
    yield Case("epub-named-text.txt", lambda: zipped(book()), warns="扩展名")


def strangers() -> Iterator[Case]:
    for name, head, word in (
        ("rar", b"Rar!\x1a\x07\x01\x00", "RAR"),
        ("7z", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("gzip", b"\x1f\x8b\x08\x00", "gzip"),
        ("xz", b"\xfd7zXZ\x00", "xz"),
        ("bzip2", b"BZh91AY&SY", "bzip2"),
        ("png", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("elf", b"\x7fELF\x02\x01\x01", "程序"),
        ("exe", b"MZ\x90\x00\x03", "程序"),
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        ("rtf", b"{\\rtf1 x}", "RTF"),
        ("caj", b"CAJ\x00", "CAJ"),
        ("djvu", b"AT&TFORM", "DjVu"),
        ("chm", b"ITSF\x03\x00", "CHM"),
        ("mp3", b"ID3\x04\x00", "音频"),
        ("mp4", b"\x00\x00\x00\x20ftypisom", "视频"),
        ("sqlite", b"SQLite format 3\x00", "数据库"),
        ("html", b"<html><body>x</body></html>", "网页"),
        ("fb2", b'<?xml version="1.0"?><FictionBook>', "XML"),
    ):
        yield Case(f"stranger-{name}.epub", lambda head=head: head + bytes(300), refused=word)  # type: ignore[misc]
    yield Case("stranger-zeros.epub", lambda: bytes(5000), refused="文字")
    yield Case("stranger-empty.epub", lambda: b"", refused="空")


def pdf(*, title: str = "论语", author: str = "孔子; 弟子", script: str = "", **locks: str) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 300)
    writer.add_metadata({"/Title": title, "/Author": author})
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    if locks:
        writer.encrypt(locks.get("user", ""), locks["owner"], algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def pdfs() -> Iterator[Case]:
    def case(name: str, make: Callable[[], bytes], **told: object) -> Case:
        return Case(f"pdf-{name}.pdf", make, **{"reads": (), "title": "论语"} | told)  # type: ignore[arg-type]

    yield case("sound", pdf, warns="只供下载")
    yield case("junk-before", lambda: b"\n\n<!-- x -->\n" + pdf(), warns="只供下载")
    yield case("title-of-word", lambda: pdf(title="Microsoft Word - 终稿3.doc"), title="pdf-title-of-word")
    yield case("title-hostile", lambda: pdf(title="论\u202e\0语"), title="论语")
    yield case("password", lambda: pdf(user="x", owner="y"), refused="密码", drm=True)
    yield case("not-to-be-printed", lambda: pdf(owner="y"), warns="打印")
    yield case("script", lambda: pdf(script="app.launchURL('http://127.0.0.1')"), warns="脚本")
    yield case("cut-short", lambda: pdf()[:-60], refused="不完整")
    yield case(
        "no-table", lambda: pdf().replace(b"startxref", b"startXXXX"), title="pdf-no-table", warns="结构"
    )
    yield case("nothing-inside", lambda: b"%PDF-1.7\n%%EOF\n", title="pdf-nothing-inside", warns="结构")
    yield case("goes-round", around, title="pdf-goes-round", warns="只供下载")
    yield case("objects-lie", lambda: pdf().replace(b"/Length", b"/Lengthy"), warns="只供下载")
    yield case("bomb", pdf_bomb, title="pdf-bomb", warns="只供下载")
    yield Case("pdf-named-text.txt", pdf, reads=(), title="论语", warns="扩展名")


def around() -> bytes:
    """Everything is a reference to itself."""
    return b"%PDF-1.4\n1 0 obj 1 0 R endobj\n2 0 obj <</Type /Catalog /Pages 2 0 R /Lang 3 0 R>> endobj\n" + (
        b"3 0 obj 4 0 R endobj 4 0 obj 3 0 R endobj\n"
        b"trailer <</Root 2 0 R /Info 1 0 R /Prev 0 /Size 5>>\nstartxref\n0\n%%EOF\n"
    )


def pdf_bomb() -> bytes:
    """A table of contents that inflates to 64 MB."""
    packed = zlib.compress(bytes(64 << 20), 9)
    head = b"%PDF-1.5\n1 0 obj <</Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode /Length "
    return (
        head
        + str(len(packed)).encode()
        + b">>\nstream\n"
        + packed
        + b"\nendstream endobj\nstartxref\n9\n%%EOF"
    )
