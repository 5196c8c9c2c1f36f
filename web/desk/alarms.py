"""The kiosks whose silence every page of the desk tells of, whoever draws it."""

from contextvars import ContextVar

from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from library.gathering import sharing
from web.desk.wording import span
from web.rendering import templates

_silent: ContextVar[tuple[str, ...]] = ContextVar("silent kiosks", default=())
templates.globals["silent_kiosks"] = _silent.get


class Alarms:
    """Looked at once a request, by the guard; the banner is in the pages' common head."""

    def __init__(self, kiosks: Kiosks) -> None:
        self._kiosks = kiosks
        self._alarmed = sharing(self._read)

    async def look(self) -> None:
        now = self._kiosks.now
        silent = await self._alarmed(None)
        _silent.set(tuple(f"{one.venue} · {one.name}（静默 {span(now - one.seen_at)}）" for one in silent))

    async def _read(self, _same_for_all: None) -> tuple[Kiosk, ...]:
        return await self._kiosks.alarmed()
