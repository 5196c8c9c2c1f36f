"""Whether a browser already has what it asks for."""

import re

from fastapi import Request

TAG = re.compile(r'(?:W/)?("[^"]*")')


def is_known(request: Request, etag: str) -> bool:
    """RFC 9110, 13.1.2: `If-None-Match` lists tags, weak or not, or is a star."""
    header = request.headers.get("if-none-match", "")
    return header.strip() == "*" or etag in TAG.findall(header)
