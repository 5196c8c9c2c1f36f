"""Signatures that prove a request comes from WeChat."""

import hashlib
import hmac


def sign(token: str, *parts: str) -> str:
    """SHA-1 over the sorted parts, in hexadecimal, as WeChat prescribes."""
    joined = "".join(sorted((token, *parts))).encode(errors="replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def is_signed(token: str, signature: str, *parts: str) -> bool:
    """Whether the signature fits timestamp, nonce and, in safe mode, the envelope; in constant time."""
    return hmac.compare_digest(sign(token, *parts).encode(), signature.encode(errors="replace"))
