"""Downloads: a ticket becomes the very bytes that were imported."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from ebooks.book import Format
from ebooks.catalogue import Catalogue
from ebooks.copies import Copies
from ebooks.lending.door import Door, Leave
from ebooks.sounds import in_ascii
from ebooks.taken import Taken
from ebooks.titles import Title
from web.etags import is_known
from web.refusals import Explained
from web.rendering import page
from web.visitors import in_wechat

MEDIA_TYPES = {
    Format.EPUB: "application/epub+zip",
    Format.TXT: "text/plain",
    Format.PDF: "application/pdf",
}


class Downloads:
    """`send` answers with a file; by default we send it ourselves."""

    def __init__(
        self, catalogue: Catalogue, door: Door, copies: Copies, taken: Taken, *, send: "Sender | None" = None
    ) -> None:
        self._catalogue, self._door = catalogue, door
        self._copies, self._taken, self._send = copies, taken, send or _from_here

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained)
        router.api_route("/d/{token}", methods=["GET", "HEAD"])(self.download)
        return router

    async def download(self, request: Request, token: str) -> Response:
        leave = await self._door.admit(token)
        title = await self._catalogue.get(leave.ticket.title_id)
        if in_wechat(request):
            return self._way_out(title)
        headers = _headers(title, leave)
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if _begins(request):
            await self._taken.count(leave.ticket)
        return self._send(await self._path(title, leave), headers)

    async def _path(self, title: Title, leave: Leave) -> Path:
        """The very bytes that were imported; of what is lent, her own copy."""
        original = await self._catalogue.path(title)
        return await self._copies.path(original, title, leave.loan) if leave.loan else original

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


Sender = Callable[[Path, Mapping[str, str]], Response]


def _from_here(path: Path, headers: Mapping[str, str]) -> Response:
    return RangedFile(path, headers=dict(headers))


def by_nginx(root: Path, prefix: str) -> Sender:
    """Files below the data folder, sent by the nginx in front: `prefix` is its internal location for that."""

    def send(path: Path, headers: Mapping[str, str]) -> Response:
        place = quote(path.resolve().relative_to(root.resolve()).as_posix())
        return Response(headers={**headers, "X-Accel-Redirect": f"{prefix.rstrip('/')}/{place}"})

    return send


def _begins(request: Request) -> bool:
    """Not a look at its size, nor the rest of a file that was broken off."""
    wanted = request.headers.get("range", "bytes=0-")
    return request.method == "GET" and wanted.startswith("bytes=0-")


def _counts(scope: Scope, value: bytes) -> bool:
    return bool(scope["method"] == "GET" and value.lower().startswith(b"bytes="))


def _headers(title: Title, leave: Leave) -> dict[str, str]:
    version = f"{title.sha256[:32]}-{leave.loan.id}" if leave.loan else title.sha256
    return {
        "Content-Type": MEDIA_TYPES[title.format],  # no charset: a text is what its maker made it
        "Content-Disposition": disposition(title),
        "ETag": f'"{version}"',
        "Cache-Control": "private",
        "Vary": "User-Agent",
    }


def disposition(title: Title) -> str:
    """RFC 6266: the name in UTF-8, and one in ASCII for those who cannot read it."""
    plain = f"{in_ascii(title.name) or title.id}.{title.format}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title.file_name, safe='')}"
