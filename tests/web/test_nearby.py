"""What a pretend phone may scan without typing."""

from redis.asyncio import Redis

from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.repository.cards import CardRepository
from ebooks.repository.kiosks import KioskRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from handlers.links import Links
from library.passes import Passes
from tests.ebooks.shelving import Library
from web.kiosk.codes import AccountCodes, KioskCodes
from web.nearby import Nearby


async def test_posters_hang_around_until_a_kiosk_stands_there(shelves: Library, redis: Redis) -> None:
    title = await shelves.take("呐喊")
    kiosks, tickets = Kiosks(KioskRepository(shelves.database)), Tickets(b"only for the tests")
    cards = CardRepository(shelves.database)
    lending = Lending(Ledger(PoolRepository(shelves.database), cards), cards)
    here = "https://books.example.org"
    codes = KioskCodes(AccountCodes((), redis), tickets, lending, base_url=here)
    nearby = Nearby(
        shelves.catalogue, kiosks, codes, Links(tickets, base_url=here, passes=Passes(b"only for the tests"))
    )

    [poster] = await nearby()
    assert (poster.label, poster.content[:28]) == ("《呐喊》", f"{here}/d/")

    await kiosks.invite("二层西门", "会展中心", by="wang")  # a code nobody has typed is no kiosk yet
    invited = await kiosks.invite("大厅", "会展中心", by="wang")
    await kiosks.enrol(invited.code)
    [screen] = await nearby()
    assert screen.label == "会展中心 · 大厅《呐喊》"
    assert screen.content == await codes.address(invited.kiosk_id, title.id)

    await kiosks.revoke(invited.kiosk_id, by="wang")
    assert [one.label for one in await nearby()] == ["《呐喊》"]
