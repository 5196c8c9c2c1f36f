"""Dossiers on the patron's pages: all there are, and what is in each, with its sources."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.refusals import NoSuchDossier
from ebooks.titles import NoSuchTitle
from web.desk import wording
from web.refusals import Explained
from web.rendering import page

LISTED = 100


class DossierShelf:
    """One address for all versions: the newest is what patrons see."""

    def __init__(self, dossiers: Dossiers, *, library: str = "书童电子书库") -> None:
        self._dossiers, self._library = dossiers, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/dossiers")(self.all)
        router.get("/dossiers/{code}")(self.one)
        return router

    async def all(self) -> HTMLResponse:
        dossiers = await self._dossiers.newest(LISTED)
        return page("patron/dossiers.html", library=self._library, dossiers=dossiers, day=wording.day)

    async def one(self, code: str) -> Response:
        """Also one withdrawn, for who has its code."""
        try:
            dossier = await self._dossiers.get(code)
        except NoSuchDossier as refusal:
            raise NoSuchTitle(code) from refusal
        if code != dossier.title_id:
            return RedirectResponse(f"/dossiers/{dossier.title_id}", status_code=308)
        return page(
            "patron/dossier.html",
            library=self._library,
            dossier=dossier,
            version=dossier.newest,
            day=wording.day,
        )
