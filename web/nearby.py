"""What codes hang around a pretend phone: those on the screens of kiosks, else on posters."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from ebooks.catalogue import Catalogue
from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from ebooks.titles import Title
from handlers.links import Links
from web.kiosk.codes import KioskCodes
from web.simulator.account import Code

POSTERS, SCREENS, ON_A_SCREEN = 8, 3, 4
A_WEEK = timedelta(days=7)


class Nearby:
    """A kiosk's code is the account's own, so that a phone in the simulator stands where a real one would."""

    def __init__(self, catalogue: Catalogue, kiosks: Kiosks, codes: KioskCodes, links: Links) -> None:
        self._catalogue, self._kiosks = catalogue, kiosks
        self._codes, self._links = codes, links

    async def __call__(self) -> Sequence[Code]:
        titles = await self._catalogue.newest(POSTERS)
        standing = [kiosk for kiosk in await self._kiosks.every() if not kiosk.revoked_at][:SCREENS]
        if not standing:
            return [_poster(title, self._links) for title in titles]
        shown = [(kiosk, title) for kiosk in standing for title in titles[:ON_A_SCREEN]]
        return await asyncio.gather(*(self._on_screen(kiosk, title) for kiosk, title in shown))

    async def _on_screen(self, kiosk: Kiosk, title: Title) -> Code:
        content = await self._codes.address(kiosk.id, title.id)
        return Code(label=f"{kiosk.venue} · {kiosk.name}《{title.name}》", content=content)


def _poster(title: Title, links: Links) -> Code:
    return Code(label=f"《{title.name}》", content=links.download(title.id, life=A_WEEK))
