"""The page's style and script: a file each, cached for good under a name that changes with it."""

import gzip
import hashlib
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from web.assets import FOREVER
from web.on_demand import OnDemand
from web.rendering import STATIC


@dataclass(frozen=True, slots=True)
class Sheet:
    address: str
    media_type: str
    plain: bytes
    packed: bytes


def _sheet(kind: str, media_type: str, *names: str) -> Sheet:
    plain = b"\n".join((STATIC / name).read_bytes() for name in names)
    address = f"/read/sheets/{hashlib.sha256(plain).hexdigest()[:12]}.{kind}"
    return Sheet(address, media_type, plain, gzip.compress(plain, mtime=0))


STYLE = _sheet("css", "text/css; charset=utf-8", "tokens.css", "reading.css")
SCRIPT = _sheet("js", "text/javascript; charset=utf-8", "reading.js")


class Sheets:
    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand)
        router.get(STYLE.address)(self.style)
        router.get(SCRIPT.address)(self.script)
        return router

    async def style(self, request: Request) -> Response:
        return _serve(request, STYLE)

    async def script(self, request: Request) -> Response:
        return _serve(request, SCRIPT)


def _serve(request: Request, sheet: Sheet) -> Response:
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if not takes_gzip(request):
        return Response(sheet.plain, media_type=sheet.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(sheet.packed, media_type=sheet.media_type, headers=headers)


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")
