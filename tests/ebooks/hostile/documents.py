"""XML, package documents and pages that no sane program writes, and some do."""

from collections.abc import Iterator

from tests.ebooks.epubs import CONTAINER, DAO, MEI, nav, package, page
from tests.ebooks.hostile.case import FIRST, NAV, OPF, Case, book, changed, replaced, zipped

CONTAINER_NAME = "META-INF/container.xml"
LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
PARAMETER = (
    '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"><!ENTITY % b "<!ENTITY c \'%a;\'>"> %b; %a;]>'
)
REMOTE = '<!DOCTYPE html PUBLIC "x" "http://127.0.0.1:9/evil.dtd">'


def cases() -> Iterator[Case]:
    yield from entities()
    yield from charsets()
    yield from shapes()
    yield from packages()
    yield from pages()


def entities() -> Iterator[Case]:
    for name in (OPF, NAV, FIRST, CONTAINER_NAME):
        short = name.rpartition("/")[2].partition(".")[0]
        for kind, declared, used in (
            ("laughs", LAUGHS, "&a11;"),
            ("outside", OUTSIDE, "&xxe;"),
            ("parameter", PARAMETER, "&c;"),
            ("remote", REMOTE, ""),
        ):
            yield Case(
                f"xml-{kind}-{short}.epub", lambda name=name, d=declared, u=used: with_entity(name, d, u)
            )  # type: ignore[misc]
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    yield Case("xml-xinclude.epub", lambda: changed(OPF, ("</metadata>", f"{include}</metadata>")))
    yield Case(
        "xml-stylesheet.epub",
        lambda: replaced(OPF, '<?xml-stylesheet href="file:///etc/passwd"?>' + package(["c1.xhtml"])),
    )


def with_entity(name: str, declared: str, used: str) -> bytes:
    text = book()[name].decode()
    text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    first = text.index(">") + 1
    return replaced(name, f"<?xml version='1.0'?>{declared}{text[:first]}{used}{text[first:]}")


def charsets() -> Iterator[Case]:
    for charset in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"):
        yield Case(f"all-in-{charset}.epub", lambda charset=charset: all_in(charset))  # type: ignore[misc]
    yield Case("gbk-undeclared.epub", lambda: long_page("gbk", declared=""))
    yield Case("gbk-that-says-utf-8.epub", lambda: long_page("gbk", declared="utf-8"))
    yield Case("utf-8-that-says-gbk.epub", lambda: long_page("utf-8", declared="gbk"))
    yield Case(
        "big5-undeclared.epub",
        lambda: long_page("big5", declared="", text="道可道，非常道。名可名，非常名。"),
        reads=("道可道，非常道。",),
    )
    yield Case("charset-unknown.epub", lambda: long_page("utf-8", declared="klingon-1"))
    yield Case("charset-dangerous.epub", lambda: long_page("utf-8", declared="unicode_escape"))
    yield Case("charset-utf-7.epub", lambda: long_page("utf-8", declared="utf-7"))
    yield Case("bom-in-the-middle.epub", lambda: changed(FIRST, ("<p>", "<p>\ufeff")))
    yield Case("boms-two.epub", lambda: replaced(FIRST, b"\xef\xbb\xbf\xef\xbb\xbf" + book()[FIRST]))
    yield Case("pages-of-several-charsets.epub", several_charsets, reads=(DAO, MEI))
    yield Case(
        "utf-8-with-a-few-wrong-bytes.epub",
        lambda: replaced(FIRST, book(f"<p>{DAO}</p>" * 9)[FIRST] + b"\xff\xfe"),
    )
    yield Case("surrogates.epub", lambda: replaced(FIRST, book()[FIRST].replace(b"<p>", b"<p>\xed\xa0\x80")))


def all_in(charset: str) -> bytes:
    parts = book()
    for name in (CONTAINER_NAME, OPF, NAV, FIRST):
        parts[name] = parts[name].decode().replace('encoding="utf-8"', "").encode(charset)
    return zipped(parts)


def long_page(charset: str, *, declared: str, text: str = DAO) -> bytes:
    body = page(f"<h1>第一章</h1>{f'<p>{text}</p>' * 20}").replace(
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<?xml version="1.0" encoding="{declared}"?>' if declared else "",
    )
    return replaced(FIRST, body.encode(charset))


def several_charsets() -> bytes:
    parts = book() | {OPF: package(["c1.xhtml", "c2.xhtml"]).encode("utf-16")}
    parts[NAV] = nav(("第一章", "c1.xhtml"), ("第二章", "c2.xhtml")).encode()
    plain = '<?xml version="1.0" encoding="utf-8"?>'
    parts[FIRST] = page(f"<p>{DAO}</p>" * 9).replace(plain, "").encode("gb18030")
    parts["OEBPS/c2.xhtml"] = page(f"<p>{MEI}</p>" * 9).replace(plain, "").encode("utf-16-be")
    return zipped(parts)


def shapes() -> Iterator[Case]:
    deep = "<div>" * 100_000
    yield Case("deep-page.epub", lambda: changed(FIRST, ("<p>", deep + "<p>")))
    yield Case(
        "deep-opf.epub",
        lambda: changed(OPF, ("<metadata", deep + "</div>" * 100_000 + "<metadata")),
        title="deep-opf",
    )
    yield Case(
        "deep-contents.epub",
        lambda: replaced(
            NAV, page('<nav epub:type="toc">' + "<ol><li>" * 50_000 + '<a href="c1.xhtml">一</a>')
        ),
    )
    yield Case(
        "deep-links.epub",
        lambda: replaced(NAV, page('<nav epub:type="toc">' + '<a href="c1.xhtml">一' * 30_000)),
    )
    many = " ".join(f'a{n}="x"' for n in range(100_000))
    yield Case("attributes-page.epub", lambda: changed(FIRST, ("<p>", f"<p {many}>")))
    yield Case("attributes-opf.epub", lambda: changed(OPF, ("<manifest>", f"<manifest {many}>")))
    yield Case("attribute-huge.epub", lambda: changed(FIRST, ("<p>", f'<p class="{"x " * 500_000}">')))
    yield Case("instructions.epub", lambda: changed(FIRST, ("<p>", "<?php system('x'); ?>" * 50_000 + "<p>")))
    yield Case("comments-unclosed.epub", lambda: changed(FIRST, ("</body>", "<!-- " * 100_000)))
    yield Case("cdata.epub", lambda: changed(FIRST, (DAO, f"<![CDATA[{DAO}]]>")))
    yield Case(
        "namespaces-none.epub",
        lambda: changed(
            OPF,
            (' xmlns="http://www.idpf.org/2007/opf"', ""),
            (' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
        ),
    )
    yield Case("namespaces-odd.epub", odd_namespaces)
    yield Case(
        "namespaces-many.epub",
        lambda: changed(
            OPF, ("<package ", "<package " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(20_000)) + " ")
        ),
    )
    yield Case(
        "tags-million.epub", lambda: changed(FIRST, ("<p>", "<b></b>" * 500_000 + "<p>")), refused="标记"
    )
    yield Case("opf-not-xml.epub", lambda: replaced(OPF, DAO * 10), refused="OPF")
    yield Case("opf-empty.epub", lambda: replaced(OPF, ""), refused="OPF")
    yield Case("opf-cut-short.epub", lambda: replaced(OPF, book()[OPF][:-40]))
    yield Case("opf-ampersands.epub", lambda: changed(OPF, ("道德经", "道 & 德 & 经")), title="道 & 德 & 经")


def odd_namespaces() -> bytes:
    text = package(["c1.xhtml"])
    for tag in ("package", "metadata", "manifest", "spine", "itemref", "item "):
        text = text.replace(f"<{tag}", f"<o:{tag}").replace(f"</{tag}", f"</o:{tag}")
    return replaced(OPF, text.replace(' xmlns="', ' xmlns:o="').replace("dc:", "x:").replace(":dc=", ":x="))


def packages() -> Iterator[Case]:
    yield Case(
        "spine-missing.epub",
        lambda: changed(OPF, ('<spine ><itemref idref="i0"/></spine>', "")),
        warns="spine",
    )
    yield Case(
        "spine-names-nothing.epub", lambda: changed(OPF, ('idref="i0"', 'idref="nobody"')), warns="spine"
    )
    yield Case(
        "spine-names-one-too-many.epub",
        lambda: changed(OPF, ("</spine>", '<itemref idref="nobody"/></spine>')),
        warns="spine",
    )
    yield Case(
        "spine-twice.epub",
        lambda: changed(OPF, ("</package>", '<spine><itemref idref="i0"/></spine></package>')),
    )
    yield Case(
        "spine-repeats.epub",
        lambda: changed(OPF, ("</spine>", '<itemref idref="i0"/>' * 50_000 + "</spine>")),
    )
    yield Case("spine-long.epub", long_spine, refused="书脊")
    yield Case("spine-is-a-picture.epub", lambda: fallback("picture.svg", "image/svg+xml"))
    yield Case(
        "spine-goes-round.epub", lambda: fallback("c1.svg", "image/svg+xml", circle=True), warns="清单"
    )
    yield Case(
        "manifest-missing.epub",
        lambda: changed(OPF, ("<manifest>", "<!--"), ("</manifest>", "-->")),
        warns="清单",
    )
    yield Case(
        "ids-twice.epub",
        lambda: changed(
            OPF, ("</manifest>", '<item id="i0" href="nobody.xhtml" media-type="text/html"/></manifest>')
        ),
    )
    for kind, href in (
        ("percent", "%63%31.xhtml"),
        ("percent-twice", "%2563%2531.xhtml"),
        ("absolute", "/OEBPS/c1.xhtml"),
        ("backslash", "..\\OEBPS\\c1.xhtml"),
        ("climbing", "a/../../OEBPS/./c1.xhtml"),
        ("blanks", "\n  c1.xhtml\t"),
        ("fragment", "c1.xhtml#top"),
        ("question", "c1.xhtml?v=2"),
        ("capitals", "C1.XHTML"),
    ):
        yield Case(f"href-{kind}.epub", lambda href=href: changed(OPF, ('href="c1.xhtml"', f'href="{href}"')))  # type: ignore[misc]
    for kind, href in (
        ("remote", "https://127.0.0.1:9/c1.xhtml"),
        ("script", "javascript:void(1)"),
        ("file", "file:///etc/passwd"),
        ("data", "data:text/html,<p>x</p>"),
        ("host", "//127.0.0.1:9/c1.xhtml"),
        ("out", "../../../../etc/passwd"),
        ("out-encoded", "%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
        ("nul", "c1.xhtml%00.png"),
    ):
        yield Case(f"href-{kind}.epub", lambda href=href: second(href.replace("<", "&lt;")), warns="已忽略")  # type: ignore[misc]
    yield Case("rootfiles-several.epub", several_rootfiles)
    yield Case(
        "rootfile-lost.epub",
        lambda: changed(CONTAINER_NAME, ("content.opf", "lost.opf")),
        warns="container.xml",
    )
    yield Case(
        "container-missing.epub",
        lambda: zipped({k: v for k, v in book().items() if k != CONTAINER_NAME}),
        warns="container.xml",
    )
    yield Case("container-empty.epub", lambda: replaced(CONTAINER_NAME, ""), warns="container.xml")
    yield Case(
        "opfs-two-without-container.epub",
        lambda: zipped(
            {k: v for k, v in (book() | {"old/content.opf": b"<package/>"}).items() if k != CONTAINER_NAME}
        ),
        warns="container.xml",
    )
    yield Case(
        "media-types-wrong.epub",
        lambda: changed(
            OPF,
            (
                'id="i0" href="c1.xhtml" media-type="application/xhtml+xml"',
                'id="i0" href="c1.xhtml" media-type="application/octet-stream"',
            ),
        ),
    )
    yield Case("media-types-xml.epub", xml_page)
    yield Case(
        "metadata-huge.epub",
        lambda: changed(OPF, ("老子", "老" * 1_000_000), ("道德经", "道" * 1_000_000)),
        title="道" * 300,
    )
    yield Case(
        "metadata-many.epub",
        lambda: changed(
            OPF,
            (
                "</metadata>",
                "<dc:creator>甲</dc:creator><dc:subject>乙</dc:subject>" * 60_000 + "</metadata>",
            ),
        ),
    )
    yield Case(
        "metadata-none.epub",
        lambda: changed(OPF, ("<metadata", "<!--"), ("</metadata>", "-->")),
        warns="没有书名",
        title="metadata-none",
    )
    yield Case(
        "metadata-controls.epub",
        lambda: changed(OPF, ("道德经", "道\u202e德\u0085经\u2028")),
        title="道德 经",
    )
    yield Case(
        "description-html.epub",
        lambda: changed(
            OPF,
            (
                "</metadata>",
                "<dc:description>&lt;script&gt;alert(1)&lt;/script&gt;好书</dc:description></metadata>",
            ),
        ),
    )


def second(href: str) -> bytes:
    """A page more, that lies where no page of a book may lie."""
    return changed(
        OPF,
        ("</manifest>", f'<item id="x" href="{href}" media-type="application/xhtml+xml"/></manifest>'),
        ("</spine>", '<itemref idref="x"/></spine>'),
    )


def long_spine() -> bytes:
    items = "".join(
        f'<item id="x{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(10_050)
    )
    refs = "".join(f'<itemref idref="x{n}"/>' for n in range(10_050))
    return changed(OPF, ("</manifest>", f"{items}</manifest>"), ("</spine>", f"{refs}</spine>"))


def fallback(name: str, media_type: str, *, circle: bool = False) -> bytes:
    items = f'<item id="f0" href="{name}" media-type="{media_type}" fallback="{"f1" if circle else "i0"}"/>'
    items += f'<item id="f1" href="b{name}" media-type="{media_type}" fallback="f0"/>'
    pairs = [("</manifest>", f"{items}</manifest>"), ('<itemref idref="i0"/>', '<itemref idref="f0"/>')]
    if circle:
        pairs.append(('<item id="i0" href="c1.xhtml" media-type="application/xhtml+xml"/>', ""))
        pairs.append(
            ('<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>', "")
        )
    return changed(OPF, *pairs)


def several_rootfiles() -> bytes:
    other = '<rootfile full-path="book.pdf" media-type="application/pdf"/><rootfile full-path="lost.opf"/>'
    return zipped(
        book()
        | {
            CONTAINER_NAME: CONTAINER.replace("<rootfiles>", f"<rootfiles>{other}").encode(),
            "book.pdf": b"%PDF-1.4",
        }
    )


def xml_page() -> bytes:
    parts = book()
    parts["OEBPS/c1.xml"] = parts.pop(FIRST)
    parts[OPF] = parts[OPF].replace(
        b'href="c1.xhtml" media-type="application/xhtml+xml"', b'href="c1.xml" media-type="application/xml"'
    )
    parts[NAV] = nav(("第一章", "c1.xml")).encode()
    return zipped(parts)


def pages() -> Iterator[Case]:
    def one(body: str) -> object:
        return lambda: zipped(book(body))

    def case(name: str, body: str, **told: object) -> Case:
        return Case(f"page-{name}.epub", one(body), **told)  # type: ignore[arg-type]

    yield case("script", f'<script>alert(1)</script><p onclick="alert(2)">{DAO}</p><script>alert(3)')
    yield case("script-in-svg", f"<svg><script>alert(1)</script></svg><p>{DAO}</p>")
    yield case("noscript", f"<noscript><p>{DAO}</p></noscript>")
    yield case(
        "iframe",
        f'<iframe src="file:///etc/passwd"></iframe><object data="file:///etc/passwd">x</object><p>{DAO}</p>',
    )
    yield case(
        "entities",
        "<p>" + DAO.replace("，", "&nosuchthing;，") + "&#0;&#xD800;&#1114112;&#99999999999999;&lt;b&gt;</p>",
        reads=("<b>",),
    )
    yield case("unclosed", f"<div><p><b><i><ul><li><table><tr><td>{DAO}")
    yield case("crossed", f"<b><i><p>{DAO}</b></i></p></div></div></body></html></b>")
    yield case("after-html", f"</body></html><p>{DAO}</p>")
    yield case("title-open", f"</body><head><title/><body><p>{DAO}</p>")
    yield case(
        "right-to-left",
        f'<p dir="rtl">\u202e{DAO}\u202c</p><p>مرحبا بالعالم، هذا كتاب.</p>',
        reads=("道可道", "مرحبا"),
    )
    yield case("soft-hyphens", "<p>" + "\u00ad".join(DAO) + "</p>")
    yield case("zero-width", "<p>" + "\u200b".join(DAO) + "\u2060\ufeff</p>")
    yield case("private-use", "<p>" + DAO + "".join(map(chr, range(0xE000, 0xE060))) + "</p>")
    yield case("zalgo", "<p>" + DAO + "a" + "\u0301" * 100_000 + "</p>")
    yield case("one-line", "<p>" + DAO * 30_000 + "</p>")
    yield case("one-line-of-nothing", f"<p>{DAO}</p><p>{' ' * 2_000_000}x</p>")
    yield case("angles", f"<p>{DAO}</p>" + "< " * 150_000)
    yield case("quotes", f"<p>{DAO}</p><p title=" + "\"' " * 500_000)
    yield case("amps", f"<p>{DAO}</p>" + "&" * 300_000)
    yield case("ruby", f"<p>{DAO}</p>" + "<ruby><rt>" * 50_000)
    yield case("table", f"<p>{DAO}</p><table>" + "<tr><td>一</td><td>二</td></tr>" * 10_000 + "</table>")
    yield case("nested-tables", f"<p>{DAO}</p>" + "<table><tr><td>" * 50_000)
    yield case("lists", f"<p>{DAO}</p>" + "<ol><li>" * 90_000)
    yield case("newlines", f"<p>{DAO}</p><p>" + "\n" * 2_000_000 + "</p>")
    yield case("ideographic-blanks", f"<p>{DAO}</p><p>" + "\n\u3000" * 190_000 + "</p>")
    yield case("breaks", f"<p>{DAO}</p><p>" + "一<br/>" * 50_000 + "</p>")
    yield case("dashes", f"<p>{DAO}</p><p>\n" + "-" * 1_000_000 + "x</p>")
    yield case("anchors", "".join(f'<a id="a{n}"></a>' for n in range(30_000)) + f"<p>{DAO}</p>")
    yield case("hidden", f'<p hidden="hidden">旧稿</p><p>{DAO}</p>', never=("旧稿",))
    yield case("picture-only", '<img src="a.jpg"/>', reads=(), warns="没有可阅读的文字")
    yield Case(
        "pages-fixed.epub",
        lambda: zipped(
            book(
                '<img src="a.jpg" alt="第一页"/>',
                metadata='<meta property="rendition:layout">pre-paginated</meta>',
            )
        ),
        reads=(),
        warns="没有可阅读的文字",
    )
    yield Case("page-is-noise.epub", lambda: replaced(FIRST, bytes(range(256)) * 500), refused="加密")
    yield Case("page-empty.epub", lambda: replaced(FIRST, ""), refused="正文")
    yield Case("page-is-plain-text.epub", lambda: replaced(FIRST, DAO), warns="没有标记")
    yield Case("page-with-nuls.epub", lambda: replaced(FIRST, book()[FIRST].replace(b"<p>", b"<p>\0\0\0")))
