"""Tickets: signed, expiring rights to download one title, short enough for a QR code that scans."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ebooks.titles import CODE_LENGTH
from library.clock import Clock, utc_now
from library.identity import CROCKFORD, in_crockford

PURPOSE = b"shutong download ticket 1"
EXPIRY, NUMBER, MARK, SEAL = 4, 7, 6, 12  # bytes: minutes since 1970, title, holder, 96 bits of HMAC-SHA-256
SIZES = (EXPIRY + NUMBER + SEAL, EXPIRY + NUMBER + MARK + SEAL)


class CannotDownload(Exception):
    """A ticket that opens nothing."""


class TicketForged(CannotDownload):
    """We never issued this, or it was damaged on the way."""


class TicketExpired(CannotDownload):
    """It was good once; `title_id` says what for."""

    def __init__(self, title_id: str, expired_at: datetime) -> None:
        super().__init__(f"ticket for {title_id} expired at {expired_at:%Y-%m-%d %H:%M}")
        self.title_id, self.expired_at = title_id, expired_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """`holder` is a mark only `Tickets.held_by` can match to a name, for a link passes many hands."""

    title_id: str
    expires_at: datetime
    holder: str


class Tickets:
    """Signs with the first secret and believes all of them, so that a secret can be changed gently."""

    def __init__(self, *secrets: bytes, now: Clock = utc_now) -> None:
        if not secrets or min(map(len, secrets)) < 16:
            raise ValueError("a ticket needs at least one secret, of 16 bytes or more")
        self._secrets, self._now = secrets, now

    def issue(self, title_id: str, *, life: timedelta, holder: str = "") -> str:
        """A token of 31 characters, or 39 with a holder; good for `life`, rounded up to the minute."""
        return self._sign(title_id, self._now() + life, holder)

    def issue_until(self, title_id: str, until: datetime, *, holder: str = "") -> str:
        """As `issue`, for what ends at a time."""
        return self._sign(title_id, until, holder)

    def issue_for_days(self, title_id: str, days: int, *, holder: str = "") -> str:
        """The same token all day long, so that pages and codes can be cached; good for `days` after today."""
        end_of_day = self._now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return self._sign(title_id, end_of_day + timedelta(days=days), holder)

    def check(self, token: str) -> Ticket:
        """What a token is good for. Raises TicketForged, TicketExpired."""
        body, seal = _open(token)
        if not any(hmac.compare_digest(seal, _seal(secret, body)) for secret in self._secrets):
            raise TicketForged
        ticket = _read(body)
        if ticket.expires_at <= self._now():
            raise TicketExpired(ticket.title_id, ticket.expires_at)
        return ticket

    def held_by(self, ticket: Ticket, holder: str) -> bool:
        return any(_mark(secret, holder).hex() == ticket.holder for secret in self._secrets)

    def _sign(self, title_id: str, expires_at: datetime, holder: str) -> str:
        secret = self._secrets[0]
        minutes = -(-int(expires_at.timestamp()) // 60)
        body = minutes.to_bytes(EXPIRY, "big") + _number(title_id).to_bytes(NUMBER, "big")
        body += _mark(secret, holder) if holder else b""
        return _written(body + _seal(secret, body))


def _written(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def _open(token: str) -> tuple[bytes, bytes]:
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as damaged:
        raise TicketForged from damaged
    if len(whole) not in SIZES or _written(whole) != token:  # base64 has several spellings, a ticket has one
        raise TicketForged
    return whole[:-SEAL], whole[-SEAL:]


def _read(body: bytes) -> Ticket:
    minutes, number = (
        int.from_bytes(body[:EXPIRY], "big"),
        int.from_bytes(body[EXPIRY : EXPIRY + NUMBER], "big"),
    )
    return Ticket(
        title_id=in_crockford(number, CODE_LENGTH),
        expires_at=datetime.fromtimestamp(minutes * 60, UTC),
        holder=body[EXPIRY + NUMBER :].hex(),
    )


def _seal(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, PURPOSE + b"\0" + body, hashlib.sha256)[:SEAL]


def _mark(secret: bytes, holder: str) -> bytes:
    return hmac.digest(secret, b"shutong ticket holder\0" + holder.encode(), hashlib.sha256)[:MARK]


def _number(title_id: str) -> int:
    number = 0
    for letter in title_id:
        number = number << 5 | CROCKFORD.index(letter)
    return number
