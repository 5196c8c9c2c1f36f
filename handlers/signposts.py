"""Signposts: which branch is meant or is near, when it is open, and how one gets there."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from urllib.parse import quote

from bot.replies import Say, say
from handlers.lent import until
from handlers.schedules import hour
from language.folding import key
from language.translation import _
from library.branches import CENTRE, Branch, Branches
from library.clock import Clock, utc_now
from library.hours import Hours
from library.hours_notation import write_hours

EARTH = 6_371_000  # metres
SOON = timedelta(days=14)  # exceptions of the hours that are told
HEAD = re.compile(r"^(?:请问|你好|您好|我?想问一?下|问一?下|我[想要]去|怎么去|去|whereis|whendoes|whenis)*")
WHEN = r"(?:今天|明天|周末|节假日|(?:周|星期)[一二三四五六日天])?(?:几点|什么时候|什么时间)?"
TAIL = re.compile(
    rf"的?(?:在哪(?:[里儿]|个位置)?|怎么(?:走|去|来|过去|坐车)|地址|位置|电话|联系方式|(?:开放|营业|开馆|开门|上班)时间"
    rf"|{WHEN}(?:开门|关门|开馆|闭馆|上班|下班|开放?|关)|{WHEN}开到几点|open|address|hours|phone|хаана(?:вэ|байдагвэ)?"
    rf"|хаяг|цагийнхуваарь)?(?:是(?:什么|多少|几点)?|多少)?[吗呢啊呀不没]?"
)

Near = tuple[int, Branch]


class Signposts:
    def __init__(self, branches: Branches, *, now: Clock = utc_now) -> None:
        self._branches, self._now = branches, now

    async def told(self) -> list[Branch]:
        """The branches there is something to tell of."""
        return [one for one in await self._branches.all() if not one.closed and await self._is_told(one)]

    async def named(self, words: str) -> Branch | None:
        """The branch whose name these words are, or of which they ask where or when; else None."""
        said = key(words)
        asked = HEAD.sub("", said)
        named = [(name, one) for one in await self.told() for name in names(one)]
        for name, branch in sorted(named, key=lambda pair: -len(pair[0])):
            if asked.startswith(name) and TAIL.fullmatch(asked[len(name) :]):
                return branch
        return None

    async def near(self, latitude: float, longitude: float) -> list[Near]:
        """Branches and how many metres they are away, the nearest first."""
        here = latitude, longitude
        placed = [
            (metres(here, (one.latitude, one.longitude)), one)
            for one in await self.told()
            if one.latitude is not None and one.longitude is not None
        ]
        return sorted(placed, key=lambda near: near[0])

    async def describe(self, branch: Branch, *, in_chinese: bool) -> Say:
        hours, now = await self._branches.hours(branch.id), self._now()
        return say("{lines}", lines="\n".join(_lines(branch, hours, now, in_chinese=in_chinese)))

    async def _is_told(self, branch: Branch) -> bool:
        return bool(branch.address or branch.directions or branch.hours or branch.phone)


def names(branch: Branch) -> list[str]:
    """What it is called, as `key` leaves it."""
    also = ("总馆",) if branch.id == CENTRE else ()
    return [named for name in (branch.name, *branch.other_names, *also) if len(named := key(name)) > 1]


def metres(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Along the great circle between two points in degrees."""
    (south, west), (north, east) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(half)))


def far(distance: int) -> str:
    """As one would say it."""
    if distance < 1000:
        return _("{n} 米").format(n=max(10, round(distance, -1)))
    return _("{n} 公里").format(n=f"{distance / 1000:.1f}")


def _lines(branch: Branch, hours: Hours | None, now: datetime, *, in_chinese: bool) -> Iterable[str]:
    yield f"【{branch.name}】"
    if branch.address:
        yield _("地址：{address}").format(address=branch.address)
    if hours:
        yield _standing(hours, now)
        if in_chinese:
            yield write_hours(_coming(hours, now))
    if branch.directions:
        yield _("怎么走：{directions}").format(directions=branch.directions)
    if branch.phone:
        yield _("电话：{phone}").format(phone=branch.phone)
    if branch.latitude is not None:
        yield _("地图：{address}").format(address=_map(branch))


def _standing(hours: Hours, now: datetime) -> str:
    if closing := hours.closing(now):
        return _("现在开着，到{time}。").format(time=hour(closing.astimezone(hours.zone).time()))
    opening = hours.next_opening(now)
    return _("现在关着，{when}开。").format(when=until(opening)) if opening else _("近期不开放。")


def _coming(hours: Hours, now: datetime) -> Hours:
    """Without the exceptions of days that are over, or far."""
    today = now.astimezone(hours.zone).date()
    soon = {day: what for day, what in hours.exceptions.items() if today <= day <= today + SOON}
    return replace(hours, exceptions=soon)


def _map(branch: Branch) -> str:
    """A map anybody can open; ours are its coordinates."""
    return (
        f"https://uri.amap.com/marker?position={branch.longitude},{branch.latitude}&name={quote(branch.name)}"
    )
