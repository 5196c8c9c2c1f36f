"""OPDS 2: JSON, after Readium's manifest."""

import json
from typing import Any

from ebooks.lending.availability import Availability
from ebooks.titles import Title
from language.translation import _
from web.downloads import MEDIA_TYPES
from web.opds import facts
from web.opds.acquiring import BORROW, OPEN_ACCESS, span, state, timestamp
from web.opds.addresses import Addresses, fits, place
from web.opds.feeds import Branch, Facet, Feed, Offer, Pages

FEED, PUBLICATION, PAGE = "application/opds+json", "application/opds-publication+json", "text/html"
Object = dict[str, Any]


class Json:
    feed_type, publication_type = FEED, PUBLICATION

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def feed(self, feed: Feed) -> bytes:
        """Where there is nothing, a way back stands in for it: the schema wants one thing at least."""
        whole: Object = {"metadata": _metadata(feed), "links": self._links(feed)}
        if feed.offers:
            whole["publications"] = [self._publication(offer, is_whole=False) for offer in feed.offers]
        else:
            whole["navigation"] = [self._branch(branch) for branch in feed.branches] or [self._way_back()]
        if feed.facets:
            whole["facets"] = self._facets(feed.facets)
        return _written(whole)

    def publication(self, offer: Offer) -> bytes:
        return _written(self._publication(offer, is_whole=True))

    # A feed

    def _links(self, feed: Feed) -> list[Object]:
        number = feed.pages.number if feed.pages else 1
        search = {
            "rel": "search",
            "href": f"{self._addresses.search}{{?query}}",
            "type": FEED,
            "templated": True,
        }
        links = [
            self._to(feed.place, "self", number),
            {"rel": "start", "href": self._addresses.root, "type": FEED},
            {"rel": "alternate", "href": self._addresses.home, "type": PAGE},
            search,
        ]
        return links + (self._turning(feed.place, feed.pages) if feed.pages else [])

    def _turning(self, where: str, pages: Pages) -> list[Object]:
        links = [self._to(where, "first", 1)]
        if pages.number > 1:
            links.append(self._to(where, "previous", pages.number - 1))
        if pages.number < pages.last:
            links.append(self._to(where, "next", pages.number + 1))
        return [*links, self._to(where, "last", pages.last)]

    def _to(self, where: str, rel: str, page: int) -> Object:
        return {"rel": rel, "href": self._addresses.feed(where, page), "type": FEED}

    def _branch(self, branch: Branch) -> Object:
        link = {"title": branch.name, **self._to(branch.place, branch.rel, 1)}
        return link if branch.total is None else link | {"properties": {"numberOfItems": branch.total}}

    def _way_back(self) -> Object:
        return {"title": _("书库首页"), "rel": "start", "href": self._addresses.root, "type": FEED}

    def _facets(self, facets: tuple[Facet, ...]) -> list[Object]:
        groups: dict[str, list[Object]] = {}
        for facet in facets:
            groups.setdefault(facet.group, []).append(self._facet(facet))
        return [{"metadata": {"title": group}, "links": links} for group, links in groups.items()]

    def _facet(self, facet: Facet) -> Object:
        link: Object = {"title": facet.name, "href": self._addresses.feed(facet.place), "type": FEED}
        return (
            link
            | {"properties": {"numberOfItems": facet.total}}
            | ({"rel": "self"} if facet.is_active else {})
        )

    # A title

    def _publication(self, offer: Offer, *, is_whole: bool) -> Object:
        title = offer.title
        links = [
            {"rel": "self", "href": self._addresses.publication(title.id), "type": PUBLICATION},
            {"rel": "alternate", "href": self._addresses.title_page(title.id), "type": PAGE},
            self._acquisition(offer),
        ]
        return {
            "metadata": self._about(title, is_whole=is_whole),
            "links": links,
            "images": self._images(title),
        }

    def _about(self, title: Title, *, is_whole: bool) -> Object:
        about = {
            "@type": "http://schema.org/Book",
            "identifier": facts.identifier(title),
            "altIdentifier": [facts.own_identifier(title)] if title.isbn else [],
            "title": facts.name(title),
            "author": [self._named(name, author=stored) for name, stored in facts.authors(title).items()],
            "language": facts.language(title.language),
            "modified": timestamp(title.added_at),
            "subject": [self._named(name, subject=stored) for name, stored in facts.subjects(title).items()],
            "readingProgression": facts.PROGRESSIONS.get(title.direction, ""),
            "publisher": [{"name": facts.words(title.publisher)}] if facts.words(title.publisher) else [],
            "belongsTo": self._series(title),
            "description": facts.lines(title.description) if is_whole else facts.summary(title),
        }
        return {name: value for name, value in about.items() if value}

    def _series(self, title: Title) -> Object:
        """A position is a number there; what is none (上册) follows the name."""
        if not (name := facts.words(title.series)):
            return {}
        if title.volume.isascii() and title.volume.isdecimal():
            return {"series": [{"name": name, "position": int(title.volume)}]}
        return {"series": [{"name": f"{name} {facts.words(title.volume)}".strip()}]}

    def _named(self, name: str, **narrowed: str) -> Object:
        if not fits(*narrowed.values()):
            return {"name": name}
        address = self._addresses.feed(place("titles", **narrowed))
        return {"name": name, "links": [{"href": address, "type": FEED}]}

    def _acquisition(self, offer: Offer) -> Object:
        title, media_type = offer.title, MEDIA_TYPES[offer.title.format]
        if offer.availability is None:
            link = {"rel": OPEN_ACCESS, "href": self._addresses.file(title.id), "type": media_type}
            return link | ({"size": title.size} if title.size else {})
        return {
            "rel": BORROW,
            "href": self._addresses.title_page(title.id),
            "type": PAGE,
            "properties": _copies(offer.availability) | {"indirectAcquisition": [{"type": media_type}]},
        }

    def _images(self, title: Title) -> list[Object]:
        size, small = facts.cover_size(title), facts.thumbnail_size(title)
        return [
            {"href": self._addresses.cover(title.id), "type": "image/jpeg"} | _pixels(size),
            {"href": self._addresses.thumbnail(title.id), "type": "image/jpeg"} | _pixels(small),
        ]


def _metadata(feed: Feed) -> Object:
    about: Object = {"title": feed.name, "modified": timestamp(feed.updated)}
    if feed.pages is None:
        return about
    return about | {
        "numberOfItems": feed.pages.total,
        "itemsPerPage": feed.pages.size,
        "currentPage": feed.pages.number,
    }


def _copies(availability: Availability) -> Object:
    return {
        "availability": {"state": state(availability), **span(availability)},
        "copies": {"total": availability.copies_total, "available": availability.copies_available},
        "holds": {"total": availability.holds_total},
    }


def _pixels(size: facts.Size | None) -> Object:
    return {"width": size.width, "height": size.height} if size else {}


def _written(whole: Object) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
