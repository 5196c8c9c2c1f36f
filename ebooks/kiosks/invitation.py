"""An invitation: the code by which a new device says at which kiosk it stands."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from library.identity import new_id

DIGITS = 8
LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`kiosk_id` is the id its kiosk will have."""

    code: str
    expires_at: datetime
    kiosk_id: str
    name: str
    venue: str
    by: str = ""

    @property
    def shown(self) -> str:
        """In two groups, as people read it out."""
        return f"{self.code[:4]} {self.code[4:]}"


def invitation(name: str, venue: str, by: str, now: datetime) -> Invitation:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return Invitation(code=code, expires_at=now + LIFE, kiosk_id=new_id(), name=name, venue=venue, by=by)


def read_invitation(written: str) -> str | None:
    """The code somebody typed, however grouped; None if it is none."""
    digits = "".join(letter for letter in normalize("NFKC", written) if letter not in " -–·\u3000")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None
