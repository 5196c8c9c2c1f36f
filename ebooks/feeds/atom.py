"""Reading OPDS 1.2."""

from urllib.parse import urljoin

from lxml import etree

from ebooks.feeds.offers import Link, Offer, Page, best, following, media_type, number

NAMES = {"atom": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/terms/"}
Element = etree._Element


def read(content: bytes, address: str) -> Page:
    """A feed, or a single entry. Raises ValueError for what is none."""
    whole = _parsed(content)
    if etree.QName(whole).namespace != NAMES["atom"]:
        raise ValueError("no Atom")
    entries = [whole] if etree.QName(whole).localname == "entry" else whole.findall("atom:entry", NAMES)
    offers = (_offer(entry, address) for entry in entries)
    return Page(tuple(offer for offer in offers if offer), following(_links(whole, address)))


def _parsed(content: bytes) -> Element:
    """No entities, no DTD, no network."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise ValueError(str(broken)) from broken


def _offer(entry: Element, address: str) -> Offer | None:
    link = best(_links(entry, address))
    if link is None:
        return None
    return Offer(
        title=next(iter(_texts(entry, "atom:title")), ""),
        authors=_texts(entry, "atom:author/atom:name"),
        identifiers=_texts(entry, "dc:identifier") + _texts(entry, "atom:id"),
        href=link.href,
        media_type=link.media_type,
        size=link.size,
    )


def _links(element: Element, address: str) -> list[Link]:
    return [
        Link(
            rels=tuple(link.get("rel", "alternate").split()),
            href=urljoin(address, link.get("href", "").strip()),
            media_type=media_type(link.get("type")),
            size=number(link.get("length")),
        )
        for link in element.findall("atom:link", NAMES)
    ]


def _texts(element: Element, path: str) -> tuple[str, ...]:
    found = (" ".join("".join(map(str, one.itertext())).split()) for one in element.findall(path, NAMES))
    return tuple(text for text in found if text)
