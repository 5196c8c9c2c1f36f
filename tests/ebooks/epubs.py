"""Little EPUBs for tests, sound unless a test breaks them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    "<rootfiles>"
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
DAO = "道可道，非常道。名可名，非常名。无名天地之始；有名万物之母。"
MEI = "天下皆知美之为美，斯恶已。皆知善之为善，斯不善已。有无相生，难易相成。"


def page(body: str, *, head: str = "", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" {attributes}>'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def nav(*links: tuple[str, str]) -> str:
    items = "".join(f'<li><a href="{href}">{title}</a></li>' for title, href in links)
    return page(f'<nav epub:type="toc"><ol>{items}</ol></nav>')


def package(
    documents: list[str], *, metadata: str = "", manifest: str = "", spine: str = "", title: str = "道德经"
) -> str:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(documents)
    )
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(documents)))
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>老子</dc:creator><dc:language>zh</dc:language>"
        f"{metadata}</metadata>"
        '<manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f"{items}{manifest}</manifest><spine {spine}>{refs}</spine></package>"
    )


def files(documents: Mapping[str, str], **told: str) -> dict[str, bytes]:
    """A whole book; `nav` is the navigation document, other words go to `package`."""
    contents = told.pop("nav", nav(*((name, name) for name in documents)))
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/content.opf": package(list(documents), **told),
        "OEBPS/nav.xhtml": contents,
    } | {f"OEBPS/{name}": text for name, text in documents.items()}
    return {name: text.encode() for name, text in book.items()}


def write(path: Path, book: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in book.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return path
