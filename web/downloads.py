"""Downloads: a ticket becomes the very bytes that were imported."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from ebooks.book import Format
from ebooks.catalogue import Catalogue
from ebooks.lending.door import Door
from ebooks.sounds import in_ascii
from ebooks.titles import Title
from web.etags import is_known
from web.refusals import Explained
from web.rendering import page
from web.visitors import in_wechat

MEDIA_TYPES = {Format.EPUB: "application/epub+zip", Format.TXT: "text/plain"}


class Downloads:
    def __init__(self, catalogue: Catalogue, door: Door) -> None:
        self._catalogue, self._door = catalogue, door

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained)
        router.api_route("/d/{token}", methods=["GET", "HEAD"])(self.download)
        return router

    async def download(self, request: Request, token: str) -> Response:
        ticket = await self._door.admit(token)
        title = await self._catalogue.get(ticket.title_id)
        if in_wechat(request):
            return self._way_out(title)
        headers = _headers(title)
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return RangedFile(await self._catalogue.path(title), headers=headers)

    def _way_out(self, title: Title) -> Response:
        """WeChat's browser gives no file; the same address in another one does."""
        response = page("patron/outside.html", title=title)
        response.headers["Cache-Control"] = "no-store"
        return response


class RangedFile(FileResponse):
    """Leaves out what RFC 9110, 14.2 says to ignore: ranges of a HEAD, and those not counted in bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (name, value) for name, value in scope["headers"] if name != b"range" or _counts(scope, value)
        ]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _counts(scope: Scope, value: bytes) -> bool:
    return bool(scope["method"] == "GET" and value.lower().startswith(b"bytes="))


def _headers(title: Title) -> dict[str, str]:
    return {
        "Content-Type": MEDIA_TYPES[title.format],  # no charset: a text is what its maker made it
        "Content-Disposition": disposition(title),
        "ETag": f'"{title.sha256}"',
        "Cache-Control": "private",
        "Vary": "User-Agent",
    }


def disposition(title: Title) -> str:
    """RFC 6266: the name in UTF-8, and one in ASCII for those who cannot read it."""
    plain = f"{in_ascii(title.name) or title.id}.{title.format}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title.file_name, safe='')}"
