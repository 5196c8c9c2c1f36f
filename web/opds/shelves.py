"""What stands on each shelf of the feeds: the catalogue, cut into pages."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ebooks.browsing import Browsing, By
from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from language.translation import _
from web.opds import facts
from web.opds.acquiring import PREFIX
from web.opds.addresses import place
from web.opds.feeds import Branch, Facet, Feed, Offer, Pages
from web.opds.lending import Availabilities
from web.title_facts import language_name

PAGE = 50
NAMES = 200  # authors or subjects to a page
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty library last changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Of all titles only those; empty says nothing."""

    author: str = ""
    subject: str = ""
    language: str = ""


class Shelves:
    def __init__(
        self, catalogue: Catalogue, browsing: Browsing, lending: Availabilities, *, library: str
    ) -> None:
        self._catalogue, self._browsing = catalogue, browsing
        self._lending, self._library = lending, library

    async def root(self) -> Feed:
        return Feed(
            name=self._library,
            place="",
            updated=_latest(await self._catalogue.newest(1)),
            branches=(
                Branch(
                    name=_("新到的书"),
                    place="new",
                    about=_("最近入库的图书。"),
                    rel=f"{PREFIX}/sort/new",
                ),
                Branch(name=_("全部图书"), place="titles", about=_("新到的在前。")),
                _names(_("作者"), "authors", _("按作者看。")),
                _names(_("主题"), "subjects", _("按主题看。")),
                _names(_("语言"), "languages", _("按语言看。")),
            ),
            is_of_titles=False,
        )

    async def new(self) -> Feed:
        titles = await self._catalogue.newest(PAGE)
        return Feed(
            name=_("新到的书"), place="new", updated=_latest(titles), offers=await self._offers(titles)
        )

    async def titles(self, narrowing: Narrowing, number: int) -> Feed:
        found = await self._browsing.among(**asdict(narrowing), limit=PAGE, offset=(number - 1) * PAGE)
        return Feed(
            name=_called(narrowing),
            place=place("titles", **asdict(narrowing)),
            updated=_latest(found.titles),
            offers=await self._offers(found.titles),
            pages=Pages(number, PAGE, found.total),
            facets=await self._facets(narrowing),
        )

    async def search(self, words: str, number: int) -> Feed:
        """Everything there is, where no words are given."""
        if not words:
            return await self.titles(Narrowing(), number)
        found = await self._catalogue.search(words, limit=PAGE, offset=(number - 1) * PAGE)
        return Feed(
            name=_("搜索：{words}").format(words=facts.words(words)),
            place=place("search", query=words),
            updated=_latest(found.titles),
            offers=await self._offers(found.titles),
            pages=Pages(number, PAGE, found.total),
        )

    async def authors(self, number: int) -> Feed:
        return await self._named(_("作者"), By.AUTHOR, number)

    async def subjects(self, number: int) -> Feed:
        return await self._named(_("主题"), By.SUBJECT, number)

    async def languages(self, number: int) -> Feed:
        return await self._named(_("语言"), By.LANGUAGE, number)

    async def offer(self, title_id: str) -> Offer:
        """Raises NoSuchTitle."""
        (offer,) = await self._offers([await self._catalogue.get(title_id)])
        return offer

    async def _offers(self, titles: Sequence[Title]) -> tuple[Offer, ...]:
        lent = await self._lending.availabilities([title.id for title in titles])
        return tuple(Offer(title, lent.get(title.id)) for title in titles)

    async def _named(self, name: str, by: By, number: int) -> Feed:
        groups = await self._browsing.groups(by, limit=NAMES, offset=(number - 1) * NAMES)
        return Feed(
            name=name,
            place=f"{by}s",
            updated=_latest(await self._catalogue.newest(1)),
            branches=tuple(_branch(by, group.name, group.total) for group in groups.groups),
            pages=Pages(number, NAMES, groups.total),
            is_of_titles=False,
        )

    async def _facets(self, narrowing: Narrowing) -> tuple[Facet, ...]:
        """Languages, where there is a choice: of all titles, for among some nobody has counted them."""
        if narrowing.author or narrowing.subject:
            return ()
        groups = (await self._browsing.groups(By.LANGUAGE, limit=NAMES)).groups
        facets = tuple(
            Facet(
                group=_("语言"),
                name=_label(By.LANGUAGE, group.name),
                place=place("titles", language=group.name),
                total=group.total,
                is_active=group.name == narrowing.language,
            )
            for group in groups
        )
        return facets if len(facets) > 1 else ()


def _names(name: str, where: str, about: str) -> Branch:
    return Branch(name=name, place=where, about=about, leads_to_titles=False)


def _branch(by: By, name: str, total: int) -> Branch:
    return Branch(
        name=_label(by, name),
        place=place("titles", **{by.value: name}),
        about=_("{n} 种").format(n=total),
        total=total,
    )


def _label(by: By, name: str) -> str:
    label = language_name(name) if by is By.LANGUAGE else ""
    return label or facts.words(name) or name.encode("unicode_escape").decode()


def _called(narrowing: Narrowing) -> str:
    by = {name: value for name, value in asdict(narrowing).items() if value}
    return " · ".join(_label(By(name), value) for name, value in by.items()) or _("全部图书")


def _latest(titles: Sequence[Title]) -> datetime:
    return max((title.added_at for title in titles), default=NEVER)
