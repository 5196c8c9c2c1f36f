"""Sealing: what the database keeps for us and is not to read."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "sealed-1."  # in no base32 nor hex digit, so a clear word of before is told from a sealed one
NONCE = 12  # bytes; random, which is safe far beyond the few words of a library (NIST SP 800-38D)


class Unreadable(Exception):
    """Sealed with a secret that nobody told us, or for another owner, or damaged."""


class Sealing:
    """AES-256-GCM with keys made of the house's secrets (HKDF), others for each purpose.

    Seals with the first secret and opens what any of them sealed. What is sealed for one `owner` does not
    open as another's, so nobody gets in by copying a colleague's in the database.
    """

    def __init__(self, *given: bytes, purpose: str) -> None:
        if not given:
            raise ValueError("sealing needs a secret")
        self._keys = [AESGCM(_key(secret, purpose)) for secret in given]

    def seal(self, word: str, owner: str) -> str:
        nonce = secrets.token_bytes(NONCE)
        sealed = self._keys[0].encrypt(nonce, word.encode(), owner.encode())
        return MARK + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, kept: str, owner: str) -> str:
        """The word; one that was kept before there was sealing is as it is. Raises Unreadable."""
        return self._open(kept, owner)[0]

    def again(self, kept: str, owner: str) -> str | None:
        """Sealed with the first secret; None if it is already. Raises Unreadable."""
        word, place = self._open(kept, owner)
        return None if place == 0 else self.seal(word, owner)

    def _open(self, kept: str, owner: str) -> tuple[str, int | None]:
        """The word, and the place of the secret that sealed it."""
        if not kept.startswith(MARK):
            return kept, None
        try:
            whole = base64.urlsafe_b64decode(kept.removeprefix(MARK))
        except (binascii.Error, ValueError):
            raise Unreadable from None
        for place, key in enumerate(self._keys):
            try:
                return key.decrypt(whole[:NONCE], whole[NONCE:], owner.encode()).decode(), place
            except (InvalidTag, ValueError):  # ValueError where hardly anything is left of it
                continue
        raise Unreadable


def _key(secret: bytes, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shutong sealing 1 {purpose}".encode())
    return derive.derive(secret)
