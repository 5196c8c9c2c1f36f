"""Passes: signed, expiring words of ours that come back in an address or a cookie."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from library.clock import Clock, utc_now

SEAL = 16  # bytes of HMAC-SHA-256
BREAK = "\n"


class CannotEnter(Exception):
    """A pass that opens nothing."""


class PassForged(CannotEnter):
    """We never issued this, or for another purpose, or it was damaged on the way."""


class PassExpired(CannotEnter):
    def __init__(self, expired: "Pass") -> None:
        super().__init__(f"pass expired at {expired.expires_at:%Y-%m-%d %H:%M}")
        self.expired = expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """`patron` is empty for a guest; `what` is for whoever issued it to understand."""

    patron: str
    what: str
    issued_at: datetime
    expires_at: datetime


class Passes:
    """Each is good for one purpose. Signs with the first secret and believes all of them."""

    def __init__(self, *secrets: bytes, now: Clock = utc_now) -> None:
        if not secrets or min(map(len, secrets)) < 16:
            raise ValueError("a pass needs at least one secret, of 16 bytes or more")
        self._secrets, self._now = secrets, now

    def issue(self, purpose: str, *, patron: str = "", what: str = "", life: timedelta) -> str:
        """A token of letters, digits, - and _; good for `life`, counted in whole seconds."""
        if BREAK in patron + what:
            raise ValueError("a pass holds one line of each")
        issued = int(self._now().timestamp())
        body = BREAK.join((f"{issued:x}", f"{int(life.total_seconds()):x}", patron, what)).encode()
        return _written(body + _seal(self._secrets[0], purpose, body))

    def check(self, purpose: str, token: str) -> Pass:
        """Raises PassForged, PassExpired."""
        body, seal = _open(token)
        if not any(hmac.compare_digest(seal, _seal(secret, purpose, body)) for secret in self._secrets):
            raise PassForged
        found = _read(body)
        if found.expires_at <= self._now():
            raise PassExpired(found)
        return found

    def age(self, known: Pass) -> timedelta:
        return self._now() - known.issued_at


def _written(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def _open(token: str) -> tuple[bytes, bytes]:
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as damaged:
        raise PassForged from damaged
    if _written(whole) != token:  # base64 has several spellings, a pass has one
        raise PassForged
    return whole[:-SEAL], whole[-SEAL:]


def _read(body: bytes) -> Pass:
    """Of a body whose seal was ours."""
    issued, life, patron, what = body.decode().split(BREAK)
    issued_at = datetime.fromtimestamp(int(issued, 16), UTC)
    expires_at = issued_at + timedelta(seconds=int(life, 16))
    return Pass(patron=patron, what=what, issued_at=issued_at, expires_at=expires_at)


def _seal(secret: bytes, purpose: str, body: bytes) -> bytes:
    message = f"shutong pass 1 {purpose}\0".encode() + body
    return hmac.digest(secret, message, hashlib.sha256)[:SEAL]
