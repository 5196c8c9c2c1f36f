"""Safe mode: messages in envelopes that only WeChat and the account can open and close.

AES-256-CBC; the key is the console's EncodingAESKey in base64, its first half the initial vector. Inside
are 16 random bytes, the content's length in four, the content and the app id, padded to blocks of 32 bytes.
"""

import binascii
import hmac
import secrets
import struct
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.wechat.fields import BadMessage

BLOCK = 32  # bytes; AES' own blocks have 16
RANDOM = 16
HEAD = RANDOM + 4


class Envelope:
    def __init__(self, aes_key: str, app_id: str) -> None:
        key = b64decode(aes_key + "=")
        self._cipher, self._app_id = Cipher(algorithms.AES(key), modes.CBC(key[:16])), app_id.encode()

    def open(self, sealed: str) -> bytes:
        """The content. Raises BadMessage for what was not sealed for this account."""
        try:
            plain = self._decrypted(b64decode(sealed, validate=True))
            (length,) = struct.unpack_from(">I", plain, RANDOM)
        except (binascii.Error, ValueError, struct.error):
            raise BadMessage("envelope") from None
        content, receiver = plain[HEAD : HEAD + length], plain[HEAD + length :]
        if not hmac.compare_digest(receiver, self._app_id):
            raise BadMessage("another account's envelope")
        return content

    def seal(self, content: bytes, random: bytes = b"") -> str:
        """The envelope in base64; `random` is for those who must get the same one twice."""
        head = (random or secrets.token_bytes(RANDOM)) + struct.pack(">I", len(content))
        plain = head + content + self._app_id
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return b64encode(sealed).decode()

    def _decrypted(self, sealed: bytes) -> bytes:
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        padding = plain[-1] if plain else 0
        if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise BadMessage("padding")
        return plain[:-padding]
