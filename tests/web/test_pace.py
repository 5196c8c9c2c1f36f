"""One address asks for too much, and nobody else notices."""

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.responses import PlainTextResponse

from web import pace
from web.pace import Pace

PER_SECOND = 2


class Site:
    """A site of one page, and a clock we move."""

    def __init__(self) -> None:
        self.time = 0.0
        page = PlainTextResponse("a page")
        self.app = Pace(page, per_second=PER_SECOND, clock=lambda: self.time)

    async def asked(self, address: str, path: str = "/search?q=红楼梦") -> Any:
        transport = ASGITransport(self.app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://library") as phone:
            return await phone.get(path)

    async def taken(self, address: str, times: int) -> int:
        return sum([(await self.asked(address)).status_code == 200 for _ in range(times)])


@pytest.fixture
def site() -> Site:
    return Site()


AT_ONCE = PER_SECOND * pace.SAVED_UP


async def test_who_asks_too_fast_waits_and_others_do_not(site: Site) -> None:
    assert await site.taken("203.0.113.7", AT_ONCE + 5) == AT_ONCE
    assert await site.taken("203.0.113.8", 5) == 5


async def test_it_says_how_long_to_wait_and_where_to_go_on(site: Site) -> None:
    await site.taken("203.0.113.7", AT_ONCE)
    refused = await site.asked("203.0.113.7")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert 'href="/search?q=%E7%BA%A2%E6%A5%BC%E6%A2%A6"' in refused.text


async def test_waiting_helps(site: Site) -> None:
    await site.taken("203.0.113.7", AT_ONCE + 5)
    site.time += 3
    assert await site.taken("203.0.113.7", 20) == 3 * PER_SECOND


async def test_being_refused_costs_nothing(site: Site) -> None:
    await site.taken("203.0.113.7", AT_ONCE + 100)
    site.time += pace.SAVED_UP
    assert await site.taken("203.0.113.7", AT_ONCE) == AT_ONCE


async def test_who_has_a_network_has_one_bucket(site: Site) -> None:
    assert await site.taken("2001:db8::1", AT_ONCE) == AT_ONCE
    assert await site.taken("2001:db8::2", 1) == 0
    assert await site.taken("2001:db8:0:1::1", 1) == 1


@pytest.mark.parametrize("path", ["/static/tokens.css", "/healthz"])
async def test_what_a_page_is_made_of_is_free(site: Site, path: str) -> None:
    await site.taken("203.0.113.7", AT_ONCE + 1)
    assert (await site.asked("203.0.113.7", path)).status_code == 200


async def test_addresses_are_forgotten_before_they_fill_the_memory(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "REMEMBERED", 3)
    await site.taken("203.0.113.7", AT_ONCE + 1)
    for last in range(3):
        await site.asked(f"198.51.100.{last}")
    assert await site.taken("203.0.113.7", 1) == 1
