"""What the code of a title on a kiosk leads to: the account, so that its chat knows where she stands."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.wechat.client import Client
from bot.wechat.errors import CannotSend
from ebooks.kiosks.hours import CHINA
from ebooks.kiosks.scenes import scene
from ebooks.lending.lending import Lending
from ebooks.tickets import Tickets
from library.clock import Clock, utc_now

log = logging.getLogger(__name__)

LIFE = 30 * 86_400  # seconds, the most WeChat gives
KEPT = 2 * 86_400  # seconds; tomorrow's codes are others
OWN_DAYS = 7  # for which a link of ours is good; a code on a screen is looked at now
PATIENCE = 1.5  # seconds; a signed link is at hand


class AccountCodes:
    """Temporary parametric codes of the first account, of which there may be any number; others every day."""

    def __init__(self, clients: Sequence[Client], redis: Redis, *, now: Clock = utc_now) -> None:
        self._clients, self._redis, self._now = clients, redis, now

    async def address(self, kiosk_id: str, title_id: str) -> str | None:
        """What to draw; None without an account, or when WeChat gives no code just now."""
        for client in self._clients[:1]:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._address(client, scene(kiosk_id, title_id, self._today))
            except (CannotSend, RedisError, TimeoutError) as trouble:
                log.warning("no code for a kiosk: %s", type(trouble).__name__)
        return None

    @property
    def _today(self) -> date:
        return self._now().astimezone(CHINA).date()

    async def _address(self, client: Client, scanned: str) -> str:
        key = f"wechat:kiosk_code:{scanned}"
        if known := await self._redis.get(key):
            return str(known)
        made = await client.create_qr(scanned, seconds=LIFE)
        await self._redis.set(key, made.url, ex=KEPT)
        return made.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Of a title that is lent; `only_here`: the chat alone would lend none."""

    total: int
    free: int
    waiting: int
    only_here: bool


class KioskCodes:
    """The account's code; without one a signed link that says which kiosk showed it."""

    def __init__(self, account: AccountCodes, tickets: Tickets, lending: Lending, *, base_url: str) -> None:
        self._account, self._tickets, self._lending = account, tickets, lending
        self._base_url = base_url.rstrip("/")

    async def address(self, kiosk_id: str, title_id: str) -> str:
        made = await self._account.address(kiosk_id, title_id)
        return made or await self.link(kiosk_id, title_id)

    async def link(self, kiosk_id: str, title_id: str) -> str:
        """What is kept for times without a network: WeChat is not asked for every title of the library."""
        return self._base_url + await self._path(kiosk_id, title_id)

    async def copies(self, venue: str, title_id: str) -> Copies | None:
        """What whoever scans here may borrow; None for what is open to all."""
        here = await self._lending.availability(title_id, venue=venue)
        if here is None:
            return None
        elsewhere = await self._lending.availability(title_id) if venue else here
        return Copies(
            total=here.copies_total,
            free=here.copies_available,
            waiting=here.holds_total,
            only_here=bool(here.copies_total and elsewhere and not elsewhere.copies_total),
        )

    async def _path(self, kiosk_id: str, title_id: str) -> str:
        """The same all day long, like the picture of it that the kiosk keeps."""
        if await self._lending.availability(title_id):
            return f"/t/{title_id}"
        return f"/d/{self._tickets.issue_for_days(title_id, OWN_DAYS, holder=kiosk_id)}"
