"""What all screens of a kiosk share: whose it is, the language somebody has touched, and what is counted."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from ebooks.kiosks.counters import Counters, Deed
from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from ebooks.kiosks.refusals import NotEnrolled
from ebooks.titles import CannotFind
from language.translation import SOURCE, speaking
from web.kiosk.device import enrolled
from web.rendering import page

IDLE_SECONDS = 60
AHEAD = "x-kiosk-ahead"  # the header of what a kiosk fetches for times without a network
SEEN = "seen"  # in the address of what has been counted: the same again in another language
TONGUES = {"zh": "zh-CN", "mn": "mn", "en": "en"}
NAMES = {"zh": "中文", "mn": "Монгол", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`kiosk` is None for any browser that looks at the wall; `home` is the language it goes back to."""

    kiosk: Kiosk | None
    home: str
    language: str
    counts: bool
    path: str
    query: tuple[tuple[str, str], ...]

    @property
    def venue(self) -> str:
        return self.kiosk.venue if self.kiosk else ""

    def to(self, path: str, **query: object) -> str:
        """An address in the language that is spoken; what is empty is left out."""
        return self._address(
            path, {name: str(value) for name, value in query.items() if value}, self.language
        )

    def here(self, language: str) -> str:
        """This very page in a language."""
        return self._address(self.path, dict(self.query) | {SEEN: "1"}, language)

    def _address(self, path: str, query: dict[str, str], language: str) -> str:
        said = query | ({"in": language} if language != self.home else {})
        return f"{path}?{urlencode(said)}" if said else path


class Screens:
    def __init__(self, kiosks: Kiosks, counters: Counters, *, library: str = "书童电子书库") -> None:
        self._kiosks, self.counters, self._library = kiosks, counters, library

    async def visit(self, request: Request) -> Visit:
        """Raises NotEnrolled for a kiosk taken back."""
        kiosk = await enrolled(request, self._kiosks)
        home = kiosk.language if kiosk and kiosk.language in TONGUES else "zh"
        asked = request.query_params.get("in", "")
        query = tuple(
            (name, value) for name, value in request.query_params.items() if name not in ("in", SEEN)
        )
        return Visit(
            kiosk=kiosk,
            home=home,
            language=asked if asked in TONGUES else home,
            counts=AHEAD not in request.headers and SEEN not in request.query_params,
            path=request.url.path,
            query=tuple(query),
        )

    async def count(self, visit: Visit, deed: Deed, title_id: str = "") -> None:
        """What a person did at one of our kiosks, once."""
        if visit.kiosk and visit.counts:
            await self.counters.count(visit.kiosk.id, visit.kiosk.venue, deed, title_id)

    def page(self, visit: Visit, template: str, **context: Any) -> HTMLResponse:
        around: dict[str, Any] = {
            "library": self._library,
            "idle": IDLE_SECONDS,
            "kiosk": visit.kiosk,
            "language": visit.language,
            "tag": TONGUES[visit.language],
            "tongues": [(one, TONGUES[one], NAMES[one], visit.here(one)) for one in TONGUES],
            "to": visit.to,
        }
        with speaking(spoken(visit.language)):
            return page(template, **around | context)


class KioskRoute(APIRoute):
    """Nothing leads out of the wall, for nobody stands there who could lead back."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        serve = super().get_route_handler()

        async def kept_inside(request: Request) -> Response:
            try:
                return await serve(request)
            except NotEnrolled:
                return RedirectResponse("/kiosk/enrol", status_code=303)
            except CannotFind:
                return RedirectResponse("/kiosk", status_code=303)

        return kept_inside


def spoken(language: str) -> str:
    return SOURCE if language == "zh" else language
