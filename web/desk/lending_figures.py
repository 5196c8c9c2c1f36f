"""What was lent in figures, by whole months; what fewer than five did is not told, for it names titles."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response

from ebooks.catalogue import Catalogue
from ebooks.lending.licensing import Licensing
from ebooks.lending.tallies import Tally
from ebooks.titles import in_groups
from library.clock import utc_now
from library.few import FEWEST, Count, parts, told
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.licence_form import CHINA
from web.desk.licence_tables import GONE
from web.desk.tables import table
from web.rendering import page

ROWS = 50
BACK = 36  # months offered
EVENTS = {
    "loans": "借出",
    "renewals": "续借",
    "returns": "归还",
    "expiries": "到期",
    "holds": "预约",
    "lapses": "没来取",
}
FEW = f"少于{FEWEST}"

Month = Annotated[str, Query(pattern="^2[0-9]{3}-(0[1-9]|1[0-2])$")]
Place = tuple[str, str, str]  # the month, the title, the venue
Key = TypeVar("Key", bound=Hashable)


class LendingFiguresDesk:
    """Whole months only: the difference of two spans of days would tell what is hidden in each."""

    def __init__(self, guard: Guard, licensing: Licensing, catalogue: Catalogue) -> None:
        self._guard, self._licensing, self._catalogue = guard, licensing, catalogue

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/licences/figures")(self.figures)
        router.get("/desk/licences/months.csv")(self.months_table)
        return router

    async def figures(self, request: Request, since: Month = "", until: Month = "") -> Response:
        who, (first, last) = signed_in(request), _span(since, until)
        by_title = _sums(await self._tallies(first, last), lambda one: one.title_id)
        shown = _protected(by_title)
        names = await self._names(by_title)
        rows = sorted(by_title, key=lambda title: (-by_title[title]["loans"], names[title]))
        total = {event: sum(sums[event] for sums in by_title.values()) for event in EVENTS}
        return page(
            "desk/licences_figures.html",
            me=who.librarian,
            csrf=who.csrf,
            rows=[(names[title], title, shown[title]) for title in rows[:ROWS]],
            more=len(rows) - ROWS,
            total={event: _written(told(count)) if count else 0 for event, count in total.items()},
            events=EVENTS,
            since=first,
            until=last,
            months=sorted({*_months(), first, last}, reverse=True),
            few=FEW,
        )

    async def months_table(self, since: Month = "", until: Month = "") -> Response:
        """By month, title and venue; a hidden part cannot be reckoned from a title's sum on the page."""
        counted = _sums(await self._tallies(*_span(since, until)), _place)
        of_titles: dict[str, dict[Place, Counter[str]]] = defaultdict(dict)
        for place, sums in counted.items():
            of_titles[place[1]][place] = sums
        shown = {place: one for of_one in of_titles.values() for place, one in _protected(of_one).items()}
        names = await self._names(of_titles)
        rows = [
            (month, names[title], in_groups(title), venue, *shown[month, title, venue].values())
            for month, title, venue in sorted(shown)
        ]
        return table("lending-months", ("月份", "书名", "短码", "场馆", *EVENTS.values()), rows)

    async def _tallies(self, first: str, last: str) -> tuple[Tally, ...]:
        start, end = date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")
        after = (end + timedelta(days=31)).replace(day=1)
        return await self._licensing.tallies(start, after - timedelta(days=1))

    async def _names(self, title_ids: Iterable[str]) -> Mapping[str, str]:
        wanted = list(title_ids)
        known = {title.id: title.name for title in await self._catalogue.those(wanted)}
        return {title_id: known.get(title_id, GONE) for title_id in wanted}


def _place(one: Tally) -> Place:
    return f"{one.day:%Y-%m}", one.title_id, one.venue


def _sums(tallies: Iterable[Tally], key: Callable[[Tally], Key]) -> dict[Key, Counter[str]]:
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for one in tallies:
        sums[key(one)].update({event: getattr(one, event) for event in EVENTS})
    return sums


def _protected(sums: Mapping[Key, Counter[str]]) -> dict[Key, dict[str, int | str]]:
    """What may be told of parts whose sum is told, too."""
    shown: dict[Key, dict[str, int | str]] = {key: {} for key in sums}
    for event in EVENTS:
        some = [key for key in sums if sums[key][event]]
        seen = dict(zip(some, parts([sums[key][event] for key in some]), strict=True))
        for key in sums:
            shown[key][event] = _written(seen[key]) if key in seen else 0
    return shown


def _written(count: Count) -> int | str:
    return FEW if count is None else count


def _span(since: str, until: str) -> tuple[str, str]:
    """This month and the one before, unless said otherwise."""
    now, before = _months()[:2]
    first, last = since or before, until or now
    return min(first, last), max(first, last)


def _months() -> list[str]:
    """The latest first."""
    today = utc_now().astimezone(CHINA).date()
    count = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(count, count - BACK, -1)]
