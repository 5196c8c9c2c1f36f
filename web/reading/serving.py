"""A page on its way to a slow phone: packed, and not sent again where the phone has it."""

import gzip
import hashlib
from typing import Any

from fastapi import Request, Response

from web.etags import is_known
from web.reading.preferences import Preferences
from web.reading.sheets import SCRIPT, STYLE, takes_gzip
from web.rendering import templates

LEVEL = 5  # of gzip; 9 takes twice the time for half a per cent


def serve(request: Request, template: str, **context: Any) -> Response:
    """The page as this phone likes it. Whose it is and what she kept may be in it: no cache but hers."""
    like = Preferences.of(request)
    html = templates.get_template(template).render(context, like=like, style=STYLE, script=SCRIPT).encode()
    etag = f'"{hashlib.sha256(html).hexdigest()[:20]}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": f"W/{etag}", "Vary": "Cookie, Accept-Encoding"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request):
        html, headers["Content-Encoding"] = gzip.compress(html, LEVEL, mtime=0), "gzip"
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)
