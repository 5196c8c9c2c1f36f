"""The second factor: a code from a telephone, after the password."""

import base64
import hashlib
import hmac
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from library.clock import Clock, utc_now
from library.identity import in_crockford
from library.repository.staff import StaffRepository
from library.sealing import Sealing, Unreadable
from library.staff import Librarian, StaffRefusal

log = logging.getLogger(__name__)

STEP, DIGITS, SECRET = 30, 6, 20  # seconds, digits and bytes that every authenticator knows (RFC 6238)
EARLY_AND_LATE = 1  # steps by which a telephone's clock may be wrong
RECOVERY_CODES = 8


class WrongCode(StaffRefusal):
    """Not the code of this moment, or one that was used already."""


class UnfitSecret(StaffRefusal):
    """Not one that we proposed."""


class SecretUnreadable(StaffRefusal):
    """What her telephone has was sealed with a secret key that is not among the settings any more."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A secret to be put into a telephone; it counts when a code made with it comes back."""

    secret: str
    address: str


class SecondFactor:
    """Time-based codes (RFC 6238), each good once, and recovery codes for the day the telephone is gone.

    The secrets of telephones are sealed: a copy of the database makes no codes.
    """

    def __init__(
        self, repository: StaffRepository, sealing: Sealing, *, library: str = "", now: Clock = utc_now
    ) -> None:
        self._repository, self._sealing, self._library, self._now = repository, sealing, library, now

    def propose(self, librarian: Librarian) -> Proposal:
        return self.again(librarian, base64.b32encode(secrets.token_bytes(SECRET)).decode())

    def again(self, librarian: Librarian, secret: str) -> Proposal:
        """The same proposal, after a code that was mistyped. Raises UnfitSecret."""
        _totp(secret)
        issuer = quote(self._library or "Shutong")
        label = f"{issuer}:{quote(librarian.login)}"
        return Proposal(secret, f"otpauth://totp/{label}?secret={secret}&issuer={issuer}")

    async def confirm(self, librarian: Librarian, secret: str, code: str) -> tuple[str, ...]:
        """Ask for codes from now on; gives the recovery codes, which nobody can show again.

        Raises WrongCode, UnfitSecret.
        """
        step = self._step_of(secret, _plain(code))
        if step is None:
            raise WrongCode
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
        sealed, digests = self._sealing.seal(secret, librarian.id), [_digest(one) for one in codes]
        await self._repository.set_second_factor(librarian.id, sealed, step, digests)
        return codes

    async def prove(self, librarian: Librarian, code: str) -> None:
        """Each code is good once, however many send it at the same time. Raises WrongCode, SecretUnreadable.

        A recovery code is right though the secret be unreadable.
        """
        plain = _plain(code)
        if len(plain) != DIGITS:
            if not await self._repository.use_recovery_code(librarian.id, _digest(plain)):
                raise WrongCode
            return
        kept = await self._repository.find_second_factor(librarian.id)
        step = self._step_of(self._open(kept, librarian.id), plain) if kept else None
        if step is None or not await self._repository.use_step(librarian.id, step):
            raise WrongCode

    async def remove(self, librarian_id: str) -> None:
        """Her telephone is gone, and her recovery codes too."""
        await self._repository.remove_second_factor(librarian_id)

    async def seal_anew(self) -> list[str]:
        """Seal with the present secret key what lies here in clear or by a former one; safe to repeat.

        Returns the logins whose secret no key of ours opens: they need another telephone set up.
        """
        unreadable = []
        for librarian_id, login, kept in await self._repository.list_second_factors():
            try:
                again = self._sealing.again(kept, librarian_id)
            except Unreadable:
                unreadable.append(login)
                continue
            if again is not None:
                await self._repository.replace_second_factor(librarian_id, kept, again)
        for login in unreadable:
            log.warning(
                "no secret key opens the second factor of %s: put the former key into "
                "SHUTONG_FORMER_SECRET_KEYS, or run `shutong staff forget-telephone %s`",
                login,
                login,
            )
        return unreadable

    def _open(self, kept: str, librarian_id: str) -> str:
        try:
            return self._sealing.open(kept, librarian_id)
        except Unreadable:
            log.warning("a second factor cannot be read", extra={"librarian": librarian_id})
            raise SecretUnreadable from None

    def _step_of(self, secret: str, code: str) -> int | None:
        """The step of time in which a code is right."""
        totp, here = _totp(secret), int(self._now().timestamp()) // STEP
        for step in range(here - EARLY_AND_LATE, here + EARLY_AND_LATE + 1):
            if hmac.compare_digest(totp.generate(step * STEP), code.encode()):
                return step
        return None


def _totp(secret: str) -> TOTP:
    try:
        key = base64.b32decode(secret)
    except ValueError:
        raise UnfitSecret from None
    if len(key) != SECRET:
        raise UnfitSecret
    return TOTP(key, DIGITS, SHA1(), STEP)  # noqa: S303 - what authenticators speak; HMAC does not mind


def _recovery_code() -> str:
    code = in_crockford(secrets.randbits(50), 10)
    return f"{code[:5]}-{code[5:]}"


def _plain(code: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", code).upper() if one.isalnum())


def _digest(code: str) -> str:
    readable = _plain(code).translate(str.maketrans("OIL", "011"))  # what is copied by hand
    return hashlib.sha256(readable.encode()).hexdigest()
