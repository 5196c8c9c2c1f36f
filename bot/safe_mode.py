"""WeChat's half of safe mode, for the pretend phone, written without a line of the half that answers it."""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from lxml import etree

WIDTH = 32 * 8  # bits


class BadSeal(Exception):
    """An answer that WeChat would not accept: not sealed, or not for it."""


class SafeMode:
    """What the console holds: a token, the EncodingAESKey and the account's app id."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._token, self._key, self._app_id = token, b64decode(aes_key + "="), app_id.encode()

    def seal(self, content: bytes) -> str:
        padder, cipher = PKCS7(WIDTH).padder(), self._cipher().encryptor()
        text = os.urandom(16) + len(content).to_bytes(4, "big") + content + self._app_id
        padded = padder.update(text) + padder.finalize()
        return b64encode(cipher.update(padded) + cipher.finalize()).decode()

    def open(self, answer: bytes) -> bytes:
        """A sealed answer's content, and `success` or nothing as they stand. Raises BadSeal."""
        if answer in (b"", b"success"):
            return answer
        fields = _fields(answer)
        sealed = str(fields["Encrypt"])
        if fields["MsgSignature"] != self.sign(str(fields["TimeStamp"]), str(fields["Nonce"]), sealed):
            raise BadSeal("signature")
        cipher, unpadder = self._cipher().decryptor(), PKCS7(WIDTH).unpadder()
        padded = cipher.update(b64decode(sealed)) + cipher.finalize()
        text = unpadder.update(padded) + unpadder.finalize()
        end = 20 + int.from_bytes(text[16:20], "big")
        if text[end:] != self._app_id:
            raise BadSeal("app id")
        return text[20:end]

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        joined = "".join(sorted((self._token, timestamp, nonce, sealed)))
        return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's choice

    def _cipher(self) -> "Cipher[modes.CBC]":
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _fields(answer: bytes) -> dict[str, Any]:
    try:
        if answer.startswith(b"{"):
            return dict(json.loads(answer))
        return {str(child.tag): child.text for child in etree.fromstring(answer)}
    except (ValueError, etree.XMLSyntaxError) as error:
        raise BadSeal("no envelope") from error
