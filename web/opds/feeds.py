"""Feeds as both versions of OPDS know them, before either writes one down."""

from dataclasses import dataclass
from datetime import datetime

from ebooks.lending.availability import Availability
from ebooks.titles import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A way on to another feed: one of titles, or of more branches."""

    name: str
    place: str
    about: str
    rel: str = "subsection"
    leads_to_titles: bool = True
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A title, and its copies; None where it is open access."""

    title: Title
    availability: Availability | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """The same titles, but only some of them."""

    group: str
    name: str
    place: str
    total: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of how many items this is; the first is 1."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`place` names it for good; a feed has branches or offers, and where there is nothing neither."""

    name: str
    place: str
    updated: datetime
    branches: tuple[Branch, ...] = ()
    offers: tuple[Offer, ...] = ()
    pages: Pages | None = None
    facets: tuple[Facet, ...] = ()
    is_of_titles: bool = True
