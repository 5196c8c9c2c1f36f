"""Posters and certificates: the picture at a signed address, and a page to keep it from."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from handlers.links import CERTIFICATE, POSTER
from language.translation import _, language, speaking
from library.passes import CannotEnter, Passes, PassExpired
from reader import certificates, posters
from reader.certificates import Certificate
from reader.posters import Poster
from web.drawings import Drawings
from web.etags import is_known
from web.on_demand import OnDemand
from web.rendering import page
from web.tongues import spoken

A_DAY = 86_400
DRAWN = "1"  # changes when the same words are drawn otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a pass stands for: `words` are the picture's own, for whoever cannot see it."""

    name: str
    words: str
    width: int
    height: int
    draw: Callable[[], bytes]
    link: str = ""


class Posters:
    """Only what our own handlers have signed is drawn; nobody puts words under the library's name."""

    def __init__(self, passes: Passes, drawings: Drawings, *, library: str) -> None:
        self._passes, self._drawings, self._library = passes, drawings, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, include_in_schema=False)
        router.get("/posters/{token}.png")(self.poster)
        router.get("/posters/{token}")(self.poster_page)
        router.get("/certificates/{token}.png")(self.certificate)
        router.get("/certificates/{token}")(self.certificate_page)
        return router

    async def poster(self, request: Request, token: str) -> Response:
        return await self._picture(request, POSTER, token)

    async def certificate(self, request: Request, token: str) -> Response:
        return await self._picture(request, CERTIFICATE, token)

    async def poster_page(self, request: Request, token: str) -> Response:
        with speaking(spoken(request)):
            return self._page(POSTER, f"/posters/{token}.png", token)

    async def certificate_page(self, request: Request, token: str) -> Response:
        with speaking(spoken(request)):
            return self._page(CERTIFICATE, f"/certificates/{token}.png", token)

    async def _picture(self, request: Request, purpose: str, token: str) -> Response:
        try:
            what = self._passes.check(purpose, token).what
        except CannotEnter as refused:
            return _refusal(refused)
        name = hashlib.sha256("\0".join((DRAWN, purpose, what)).encode()).hexdigest()
        headers = {"ETag": f'"{name}"', "Cache-Control": f"private, max-age={A_DAY}"}
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        path = await self._drawings.path(name, READ[purpose](what).draw)
        return FileResponse(path, media_type="image/png", headers=headers)

    def _page(self, purpose: str, address: str, token: str) -> Response:
        try:
            picture = READ[purpose](self._passes.check(purpose, token).what)
        except CannotEnter as refused:
            return _refusal(refused)
        response = page(
            "posters/picture.html",
            picture=picture,
            address=address,
            library=self._library,
            lang=language().replace("_", "-"),
        )
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Vary"] = "Accept-Language"
        return response


def _poster(written: str) -> Picture:
    poster = Poster.read(written)
    days = _("坚持阅读第 {n} 天").format(n=poster.days) if poster.days else ""
    return Picture(
        name=days or _("今天的阅读海报"),
        words=f"{poster.quotation} ——《{poster.title}》{poster.author}。{days}",
        width=posters.WIDTH,
        height=posters.HEIGHT,
        draw=lambda: posters.draw(poster),
        link=poster.link,
    )


def _certificate(written: str) -> Picture:
    certificate = Certificate.read(written)
    return Picture(
        name=_("阅读证书"),
        words=f"{_('阅读证书')}：{certificate.name}，{certificates.said(certificate)}",
        width=certificates.WIDTH,
        height=certificates.HEIGHT,
        draw=lambda: certificates.draw(certificate),
    )


READ: dict[str, Callable[[str], Picture]] = {POSTER: _poster, CERTIFICATE: _certificate}


def _refusal(refused: CannotEnter) -> Response:
    if isinstance(refused, PassExpired):
        status, name = 410, _("这张图片已经过期")
        words = _("图片只保留一个月。在公众号里回复「打卡」，就能得到今天的新海报。")
    else:
        status, name = 403, _("这个链接不完整")
        words = _("链接在转发中可能被截断了。请从公众号里重新打开，或者直接转发图片。")
    response = page(
        "patron/refusal.html", status=status, name=name, words=words, link="/", label=_("去书库看看")
    )
    response.headers["Cache-Control"] = "no-store"
    return response
