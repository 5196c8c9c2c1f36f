"""Pictures that librarians sent, at signed addresses: for whoever was sent one, and nobody who guesses."""

from fastapi import APIRouter, Request, Response

from handlers.links import ENCLOSED
from library.passes import CannotEnter, Passes
from reference.attachment import Medium
from reference.attachments import Attachments, NoSuchAttachment
from reference.inspection import type_of
from web.etags import is_known
from web.on_demand import OnDemand


class SentPictures:
    def __init__(self, passes: Passes, attachments: Attachments) -> None:
        self._passes, self._attachments = passes, attachments

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, include_in_schema=False)
        router.get("/pictures/{token}")(self.show)
        return router

    async def show(self, request: Request, token: str) -> Response:
        try:
            name = self._passes.check(ENCLOSED, token).what
            content = await self._attachments.content(name)
        except (CannotEnter, NoSuchAttachment):
            return Response("这张图片已经不在了。", status_code=404, media_type="text/plain; charset=utf-8")
        headers = as_a_picture(name)
        if is_known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=type_of(content, Medium.IMAGE), headers=headers)


def as_a_picture(name: str) -> dict[str, str]:
    """Nothing in it may run, whatever a browser takes it for; and each look at it is asked for anew."""
    return {
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
        "etag": f'"{name}"',
    }
