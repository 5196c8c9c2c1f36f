"""A page on its way to a slow phone: packed, and not sent again where the phone has it."""

import gzip
import hashlib
from typing import Any

from fastapi import Request, Response

from language.translation import speaking
from web.etags import is_known
from web.reading.preferences import Preferences
from web.reading.sheets import SCRIPT, STYLE, takes_gzip
from web.rendering import templates
from web.tongues import spoken

VARY = "Cookie, Accept-Encoding, Accept-Language"
LEVEL = 5  # of gzip; 9 takes twice the time for half a per cent


def serve(request: Request, template: str, **context: Any) -> Response:
    """The page as this phone likes it. Whose it is and what she kept may be in it: no cache but hers."""
    html = render(request, template, **context)
    etag = f'"{hashlib.sha256(html).hexdigest()[:20]}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": f"W/{etag}", "Vary": VARY}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request):
        html, headers["Content-Encoding"] = gzip.compress(html, LEVEL, mtime=0), "gzip"
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def refuse(request: Request, status: int, template: str, **context: Any) -> Response:
    html, headers = render(request, template, **context), {"Cache-Control": "no-store"}
    return Response(html, status, headers, media_type="text/html; charset=utf-8")


def render(request: Request, template: str, **context: Any) -> bytes:
    tongue = spoken(request)
    with speaking(tongue):
        context |= {"like": Preferences.of(request), "lang": tongue.replace("_", "-")}
        return templates.get_template(template).render(context, style=STYLE, script=SCRIPT).encode()
