"""Covers as JPEG, because OPDS 1.2 knows no WebP; and small ones, for lists."""

import asyncio
import io
from pathlib import Path

from fastapi import APIRouter, Request, Response
from PIL import Image

from ebooks.catalogue import Catalogue
from web.etags import is_known
from web.opds.addresses import ROOT
from web.opds.facts import THUMBNAIL
from web.refusals import Explained

A_MONTH = 30 * 86_400
QUALITY = 82
AT_ONCE = 2  # a list of fifty asks for fifty


class Covers:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue, self._turn = catalogue, asyncio.Semaphore(AT_ONCE)

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained)
        router.get(f"{ROOT}/covers/{{title_id}}.jpg")(self.cover)
        router.get(f"{ROOT}/thumbnails/{{title_id}}.jpg")(self.thumbnail)
        return router

    async def cover(self, request: Request, title_id: str) -> Response:
        return await self._picture(request, title_id, None)

    async def thumbnail(self, request: Request, title_id: str) -> Response:
        return await self._picture(request, title_id, THUMBNAIL)

    async def _picture(self, request: Request, title_id: str, box: tuple[int, int] | None) -> Response:
        title = await self._catalogue.get(title_id)
        etag = f'"{title.sha256[:32]}{"-small" if box else ""}"'
        headers = {"ETag": etag, "Cache-Control": f"public, max-age={A_MONTH}"}
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
        path = await self._catalogue.cover(title)
        async with self._turn:
            picture = await asyncio.to_thread(_jpeg, path, box)
        return Response(picture, media_type="image/jpeg", headers=headers)


def _jpeg(path: Path, box: tuple[int, int] | None) -> bytes:
    with Image.open(path) as picture:
        if box:
            picture.thumbnail(box)
        jpeg = io.BytesIO()
        picture.convert("RGB").save(jpeg, "JPEG", quality=QUALITY)
    return jpeg.getvalue()
