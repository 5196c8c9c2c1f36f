"""Kiosks: how a device becomes one of ours, says that it lives, and is one no more."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from ebooks.kiosks.hours import Hours
from ebooks.kiosks.invitation import LIFE, Invitation, invitation, read_invitation
from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.refusals import NoSuchInvitation, NoSuchKiosk, NotEnrolled, TooManyTries
from ebooks.repository.kiosks import CodeTaken, KioskRepository
from library.clock import Clock, utc_now

MOST_WRONG = 20  # codes in a quarter of an hour; eight digits then outlast any patience
KEPT = timedelta(days=90)  # a revoked kiosk, so that one can look up what became of it
LONGEST = 200  # characters of what a device says of itself


class Kiosks:
    """A device's key has 256 random bits and is stored as its SHA-256, so the database alone enrols nobody.

    The code it comes in with is stored as it is: a hash would not hide eight digits.
    """

    def __init__(self, repository: KioskRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    # Coming

    async def invite(self, name: str, venue: str, *, by: str) -> Invitation:
        """A code for one device, once."""
        while True:
            invited = invitation(name, venue, by, self._now())
            try:
                await self._repository.invite(invited)
            except CodeTaken:
                continue
            return invited

    async def invitations(self) -> tuple[Invitation, ...]:
        """Those still open, the newest first."""
        return await self._repository.invitations(self._now())

    async def withdraw(self, kiosk_id: str) -> None:
        """The code is good no more."""
        await self._repository.withdraw(kiosk_id)

    async def enrol(self, code: str) -> tuple[Kiosk, str]:
        """The kiosk this device is from now on, and its key. Raises NoSuchInvitation, TooManyTries."""
        if (written := read_invitation(code)) is None:
            raise NoSuchInvitation
        now = self._now()
        quarter = _quarter(now)
        if await self._repository.count_try(quarter) > MOST_WRONG:
            raise TooManyTries(quarter + LIFE)
        invited = await self._repository.take(written, now)
        if invited is None:
            raise NoSuchInvitation
        await self._repository.forgive_try(quarter)
        return await self._welcome(invited)

    async def _welcome(self, invited: Invitation) -> tuple[Kiosk, str]:
        key, now = secrets.token_urlsafe(32), self._now()
        kiosk = Kiosk(
            id=invited.kiosk_id,
            name=invited.name,
            venue=invited.venue,
            enrolled_at=now,
            seen_at=now,
            by=invited.by,
        )
        await self._repository.add(kiosk, _digest(key))
        return kiosk, key

    # Living

    async def recognise(self, key: str) -> Kiosk:
        """Raises NotEnrolled."""
        kiosk = await self._repository.find_by_key(_digest(key)) if key else None
        if kiosk is None:
            raise NotEnrolled
        if kiosk.revoked_at:
            raise NotEnrolled(kiosk.id)
        return kiosk

    async def beat(self, kiosk_id: str, *, titles: int, offline_seconds: int, viewport: str) -> None:
        """It lives, shows so many titles, and was without us for so long until now. Nothing, once revoked."""
        now = self._now()
        said: dict[str, object] = {"seen_at": now, "titles": titles, "viewport": viewport[:LONGEST]}
        if offline_seconds:
            said |= {"offline_seconds": offline_seconds, "back_at": now}
        await self._repository.note(kiosk_id, said)

    # Looking

    @property
    def now(self) -> datetime:
        return self._now()

    async def get(self, kiosk_id: str) -> Kiosk:
        """Revoked ones, too. Raises NoSuchKiosk."""
        kiosk = await self._repository.find(kiosk_id)
        if kiosk is None:
            raise NoSuchKiosk(kiosk_id)
        return kiosk

    async def find(self, kiosk_id: str) -> Kiosk | None:
        """One of ours; None for the revoked and the unknown."""
        kiosk = await self._repository.find(kiosk_id) if kiosk_id else None
        return None if kiosk is None or kiosk.revoked_at else kiosk

    async def every(self) -> tuple[Kiosk, ...]:
        """By venue and name, the revoked last."""
        found = await self._repository.every()
        return tuple(sorted(found, key=lambda one: (bool(one.revoked_at), one.venue, one.name, one.id)))

    async def alarmed(self) -> tuple[Kiosk, ...]:
        """Those whose silence was told and that have not spoken since."""
        return tuple(one for one in await self._repository.alarmed() if one.is_missed(self._now()))

    # Changing

    async def rename(self, kiosk_id: str, name: str, venue: str, hours: Hours | None = None) -> Kiosk:
        """What it is called, where it stands, and when people come there. Raises NoSuchKiosk."""
        kiosk = replace(await self.get(kiosk_id), name=name, venue=venue, hours=hours)
        await self._repository.rename(kiosk)
        return kiosk

    async def speak(self, kiosk_id: str, language: str) -> None:
        """What it says whenever it is left alone. Nothing, once revoked."""
        await self._repository.note(kiosk_id, {"language": language})

    async def revoke(self, kiosk_id: str, *, by: str) -> None:
        """From its next word on it is none of ours. Again is once."""
        await self._repository.revoke(kiosk_id, self._now(), by)

    async def forget(self) -> int:
        """Those revoked long ago; how many there were."""
        return await self._repository.forget(self._now() - KEPT)

    # Alarms

    async def raise_alarms(self) -> tuple[Kiosk, ...]:
        """Those that are missed from now on. Of any number of processes one is told of each."""
        now = self._now()
        missed = [one for one in await self._repository.unalarmed() if one.is_missed(now)]
        return tuple([one for one in missed if await self._repository.alarm(one, now)])

    async def clear_alarms(self) -> tuple[Kiosk, ...]:
        """Those that are missed no more: they spoke, or their place has closed. Told once, as above."""
        over = [one for one in await self._repository.alarmed() if not one.is_missed(self._now())]
        return tuple([one for one in over if await self._repository.calm(one)])


def _quarter(now: datetime) -> datetime:
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
