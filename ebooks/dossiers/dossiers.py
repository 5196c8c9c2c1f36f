"""Dossiers as patrons have them: the newest, one by its code, and that it was given out."""

from datetime import date
from zoneinfo import ZoneInfo

from ebooks.dossiers.dossier import Dossier
from ebooks.dossiers.given import Given, Way
from ebooks.dossiers.refusals import NoSuchDossier
from ebooks.repository.dossiers import DossierRepository
from ebooks.titles import read_code
from library.clock import Clock, utc_now

CHINA = ZoneInfo("Asia/Shanghai")  # whose days are counted


class Dossiers:
    def __init__(self, repository: DossierRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def newest(self, limit: int) -> tuple[Dossier, ...]:
        """Those published last first; none that is withdrawn."""
        return await self._repository.published(limit)

    async def get(self, code: str) -> Dossier:
        """What patrons had under a code somebody typed, even if it is withdrawn. Raises NoSuchDossier."""
        title_id = read_code(code)
        dossier = await self._repository.find_title(title_id) if title_id else None
        if dossier is None or not dossier.versions:
            raise NoSuchDossier(code)
        return dossier

    async def count(self, title_id: str, way: Way) -> None:
        """One more given out today; of a title that is no dossier nothing is counted."""
        if await self._repository.holds(title_id):
            await self._repository.count(title_id, self._now().astimezone(CHINA).date(), way)

    async def given(self, dossier: Dossier) -> tuple[Given, ...]:
        """By day, the newest first; days without any are left out."""
        return await self._repository.days(dossier.title_id)

    async def given_on(self, first: date, last: date) -> Given:
        """How often dossiers were given out on these days, all of them together."""
        return await self._repository.sum(first, last)
