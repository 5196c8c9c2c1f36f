"""OPDS 1.2: Atom, with Dublin Core, OpenSearch, and what libraries added for copies and holds."""

from ebooks.lending.availability import Availability
from ebooks.titles import Title
from language.translation import _
from web.downloads import MEDIA_TYPES
from web.opds import facts
from web.opds.acquiring import BORROW, OPEN_ACCESS, PREFIX, span, state, timestamp
from web.opds.addresses import Addresses
from web.opds.feeds import Branch, Facet, Feed, Offer, Pages
from web.opds.xml import Element, Vocabulary, written

ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
OPDS, OPENSEARCH = "http://opds-spec.org/2010/catalog", "http://a9.com/-/spec/opensearch/1.1/"
THREAD = "http://purl.org/syndication/thread/1.0"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ENTRY = "application/atom+xml;type=entry;profile=opds-catalog"
SEARCH = "application/opensearchdescription+xml"
PAGE = "text/html"

PREFIXES = {None: ATOM, "dc": DC, "opds": OPDS, "opensearch": OPENSEARCH, "thr": THREAD}
atom = Vocabulary(ATOM, prefixes=PREFIXES)
dc, opds, opensearch, thread = Vocabulary(DC), Vocabulary(OPDS), Vocabulary(OPENSEARCH), Vocabulary(THREAD)
described = Vocabulary(OPENSEARCH, prefixes={None: OPENSEARCH})


class Atom:
    publication_type = ENTRY

    def __init__(self, addresses: Addresses, *, library: str) -> None:
        self._addresses, self._library = addresses, library

    def feed(self, feed: Feed) -> bytes:
        whole = atom(
            "feed",
            atom("id", self._addresses.feed(feed.place)),
            atom("title", feed.name),
            atom("updated", timestamp(feed.updated)),
            atom("author", atom("name", self._library), atom("uri", self._addresses.home)),
            *self._links(feed),
            *_counts(feed.pages),
            *[self._facet(facet) for facet in feed.facets],
            *[self._branch(branch, feed) for branch in feed.branches],
            *[self._entry(offer, is_whole=False) for offer in feed.offers],
        )
        return written(whole)

    def publication(self, offer: Offer) -> bytes:
        return written(self._entry(offer, is_whole=True))

    def search_description(self) -> bytes:
        template = f"{self._addresses.search}?query={{searchTerms}}"
        return written(
            described(
                "OpenSearchDescription",
                described("ShortName", self._library[:16]),
                described("Description", _("按书名、作者、主题、书号或拼音查找。")),
                described("Url", type=ACQUISITION, template=template),
                described("InputEncoding", "UTF-8"),
                described("OutputEncoding", "UTF-8"),
            )
        )

    # A feed

    def _links(self, feed: Feed) -> list[Element]:
        number = feed.pages.number if feed.pages else 1
        links = [
            atom("link", rel="self", href=self._addresses.feed(feed.place, number), type=feed_type(feed)),
            atom("link", rel="start", href=self._addresses.root, type=NAVIGATION),
            atom("link", rel="search", href=self._addresses.search_description, type=SEARCH),
            atom("link", rel="alternate", href=self._addresses.home, type=PAGE),
        ]
        if feed.place:
            links.append(atom("link", rel="up", href=self._addresses.root, type=NAVIGATION))
        return links + (self._turning(feed, feed.pages) if feed.pages else [])

    def _turning(self, feed: Feed, pages: Pages) -> list[Element]:
        turns = {"first": 1, "previous": pages.number - 1, "next": pages.number + 1, "last": pages.last}
        return [
            atom("link", rel=rel, href=self._addresses.feed(feed.place, page), type=feed_type(feed))
            for rel, page in turns.items()
            if 1 <= page <= pages.last
        ]

    def _facet(self, facet: Facet) -> Element:
        link = atom(
            "link",
            rel=f"{PREFIX}/facet",
            href=self._addresses.feed(facet.place),
            type=ACQUISITION,
            title=facet.name,
        )
        link.set(opds.name("facetGroup"), facet.group)
        link.set(thread.name("count"), str(facet.total))
        if facet.is_active:
            link.set(opds.name("activeFacet"), "true")
        return link

    def _branch(self, branch: Branch, feed: Feed) -> Element:
        href = self._addresses.feed(branch.place)
        link = atom(
            "link", rel=branch.rel, href=href, type=ACQUISITION if branch.leads_to_titles else NAVIGATION
        )
        if branch.total is not None:
            link.set(thread.name("count"), str(branch.total))
        return atom(
            "entry",
            atom("title", branch.name),
            atom("id", href),
            atom("updated", timestamp(feed.updated)),
            atom("content", branch.about, type="text"),
            link,
        )

    # A title

    def _entry(self, offer: Offer, *, is_whole: bool) -> Element:
        title = offer.title
        return atom(
            "entry",
            atom("title", facts.name(title)),
            atom("id", facts.own_identifier(title)),
            atom("updated", timestamp(title.added_at)),
            atom("published", timestamp(title.added_at)),
            *[atom("author", atom("name", author)) for author in facts.authors(title) or [_("佚名")]],
            *[atom("category", term=subject, label=subject) for subject in facts.subjects(title)],
            *_about(title, is_whole=is_whole),
            self._own_link(title, is_whole=is_whole),
            atom("link", rel="alternate", href=self._addresses.title_page(title.id), type=PAGE),
            self._picture(f"{PREFIX}/image", self._addresses.cover(title.id)),
            self._picture(f"{PREFIX}/image/thumbnail", self._addresses.thumbnail(title.id)),
            self._acquisition(offer),
        )

    def _own_link(self, title: Title, *, is_whole: bool) -> Element:
        """A list shortens; the complete entry is elsewhere, and says of itself that it is itself."""
        rel = "self" if is_whole else "alternate"
        return atom("link", rel=rel, href=self._addresses.publication(title.id), type=ENTRY)

    def _picture(self, rel: str, href: str) -> Element:
        return atom("link", rel=rel, href=href, type="image/jpeg")  # WebP is not among OPDS 1.2's formats

    def _acquisition(self, offer: Offer) -> Element:
        title, media_type = offer.title, MEDIA_TYPES[offer.title.format]
        if offer.availability is None:
            href = self._addresses.file(title.id)
            return atom("link", rel=OPEN_ACCESS, href=href, type=media_type, length=str(title.size))
        link = atom("link", rel=BORROW, href=self._addresses.title_page(title.id), type=PAGE)
        link.append(opds("indirectAcquisition", type=media_type))
        link.extend(_copies(offer.availability))
        return link


def feed_type(feed: Feed) -> str:
    return ACQUISITION if feed.is_of_titles else NAVIGATION


def _about(title: Title, *, is_whole: bool) -> list[Element]:
    """All of the description in the complete entry only, and not twice in that."""
    language, summary, whole = (
        facts.language(title.language),
        facts.summary(title),
        facts.lines(title.description),
    )
    about = [dc("identifier", facts.identifier(title))]
    if language:
        about.append(dc("language", language))
    if summary:
        about.append(atom("summary", summary, type="text"))
    if is_whole and whole != summary:
        about.append(atom("content", whole, type="text"))
    return about


def _counts(pages: Pages | None) -> list[Element]:
    if pages is None:
        return []
    return [
        opensearch("totalResults", str(pages.total)),
        opensearch("itemsPerPage", str(pages.size)),
        opensearch("startIndex", str((pages.number - 1) * pages.size + 1)),
    ]


def _copies(availability: Availability) -> list[Element]:
    """As Palace and its apps write them; the schema of OPDS 1.2 is older than these."""
    copies, free = str(availability.copies_total), str(availability.copies_available)
    return [
        opds("availability", status=state(availability), **span(availability)),
        opds("holds", total=str(availability.holds_total)),
        opds("copies", total=copies, available=free),
    ]
