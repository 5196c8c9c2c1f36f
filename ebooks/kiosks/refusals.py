"""What kiosks are refused, as facts."""

from datetime import datetime


class KioskRefusal(Exception):
    """The root of what is refused here."""


class NoSuchInvitation(KioskRefusal):
    """Nobody was given this code, or it has been used, or its time is over."""


class TooManyTries(KioskRefusal):
    """Somebody guesses, so no code is taken before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"no code is taken before {until:%H:%M}")
        self.until = until


class NotEnrolled(KioskRefusal):
    """We gave out no such key, or took it back: then `revoked`, and `kiosk_id` says whose it was."""

    def __init__(self, kiosk_id: str = "") -> None:
        super().__init__(f"kiosk {kiosk_id} is revoked" if kiosk_id else "no kiosk has this key")
        self.kiosk_id = kiosk_id

    @property
    def revoked(self) -> bool:
        return bool(self.kiosk_id)


class NoSuchKiosk(KioskRefusal):
    def __init__(self, kiosk_id: str) -> None:
        super().__init__(f"no kiosk {kiosk_id}")
        self.kiosk_id = kiosk_id
