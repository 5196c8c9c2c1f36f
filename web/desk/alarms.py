"""The kiosks whose silence every page of the desk tells of, whoever draws it."""

from contextvars import ContextVar

from ebooks.kiosks.kiosks import Kiosks
from web.desk.wording import span
from web.rendering import templates

_silent: ContextVar[tuple[str, ...]] = ContextVar("silent kiosks", default=())
templates.globals["silent_kiosks"] = _silent.get


class Alarms:
    """Looked at once a request, by the guard; the banner is in the pages' common head."""

    def __init__(self, kiosks: Kiosks) -> None:
        self._kiosks = kiosks

    async def look(self) -> None:
        now = self._kiosks.now
        silent = await self._kiosks.alarmed()
        _silent.set(tuple(f"{one.venue} · {one.name}（静默 {span(now - one.seen_at)}）" for one in silent))
