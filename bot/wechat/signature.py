"""Signatures that prove a request comes from WeChat."""

import hashlib
import hmac


def sign(token: str, *parts: str) -> str:
    """SHA-1 over the sorted parts, in hexadecimal, as WeChat prescribes."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode(), usedforsecurity=False).hexdigest()


def is_signed(token: str, signature: str, timestamp: str, nonce: str) -> bool:
    """Whether the signature fits, in constant time."""
    return hmac.compare_digest(sign(token, timestamp, nonce).encode(), signature.encode())
