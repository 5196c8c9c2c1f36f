"""The pictures that stand in a title's text: for whoever may read it, and nobody else."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute

from ebooks.catalogue import Catalogue
from web.etags import is_known
from web.reading.guard import Guard
from web.reading.pages import TitleId

Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]

HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",  # whatever a browser takes it for
    "cache-control": "private, max-age=31536000, immutable",  # its address is the hash of its bytes
}


class Plates:
    """Below the title's address, where the cookies of patrons and of a guest are sent."""

    def __init__(self, guard: Guard, catalogue: Catalogue) -> None:
        self._guard, self._catalogue = guard, catalogue

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.get("/read/{title_id}/pictures/{name}.webp")(self.show)
        return router

    async def show(self, request: Request, title_id: TitleId, name: Name) -> Response:
        await self._guard.visitor(request, title_id)
        path = await self._catalogue.illustration(await self._catalogue.get(title_id), name)
        headers = HEADERS | {"etag": f'"{name}"'}
        if is_known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(path, media_type="image/webp", headers=headers)
