"""Reading OPDS 2, leniently: a string, a list and an object may each stand for the others."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from ebooks.feeds.offers import Link, Offer, Page, best, following, media_type, number

Object = dict[str, Any]


def read(content: bytes, address: str) -> Page:
    """A feed, or a single publication. Raises ValueError for what is none."""
    whole = _parsed(content)
    if not isinstance(whole, dict) or "metadata" not in whole:
        raise ValueError("no manifest")
    offers = (_offer(publication, address) for publication in _publications(whole))
    return Page(tuple(offer for offer in offers if offer), following(_links(whole, address)))


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def _publications(whole: Object) -> Iterator[Object]:
    """Of the feed and of its groups; a document with neither is a publication."""
    groups = _objects(whole.get("groups"))
    if not {"publications", "groups", "navigation"} & set(whole):
        yield whole
    for part in (whole, *groups):
        yield from _objects(part.get("publications"))


def _offer(publication: Object, address: str) -> Offer | None:
    about = publication.get("metadata")
    link = best(_links(publication, address))
    if link is None or not isinstance(about, dict):
        return None
    return Offer(
        title=next(iter(_names(about.get("title"))), ""),
        authors=_names(about.get("author")),
        identifiers=_names(about.get("identifier")) + _names(about.get("altIdentifier")),
        href=link.href,
        media_type=link.media_type,
        size=link.size,
    )


def _links(whole: Object, address: str) -> list[Link]:
    return [
        Link(
            rels=_names(link.get("rel")),
            href=urljoin(address, str(link.get("href", "")).strip()),
            media_type=media_type(str(link.get("type", ""))),
            size=number(link.get("size")),
        )
        for link in _objects(whole.get("links"))
        if not link.get("templated")
    ]


def _objects(written: Any) -> list[Object]:
    several = written if isinstance(written, list) else [written]
    return [one for one in several if isinstance(one, dict)]


def _names(written: Any) -> tuple[str, ...]:
    """Of one or several, each a string, an object with a name or a value, or a name in several languages."""
    several = written if isinstance(written, list) else [written]
    found = (" ".join(_name(one).split()) for one in several)
    return tuple(name for name in found if name)


def _name(written: Any) -> str:
    if isinstance(written, dict):
        named = written.get("name", written.get("value", written))
        written = next(iter(named.values()), "") if isinstance(named, dict) else named
    return written if isinstance(written, str) else ""
