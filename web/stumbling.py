"""Where we are at fault, by a bug or a server that is away: words for whoever asked, a line in our log."""

import logging

from fastapi.responses import JSONResponse, Response
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.check import OutOfReach
from web.rendering import page

AWAY = "请稍等一下", "后台暂时连不上，正在恢复。您没有做错什么，过一会儿再打开就好。"
BUG = "出了点毛病", "是我们这边的问题，已经记下来了。请过一会儿再试；总是这样，请告诉图书馆。"
AGAIN_AFTER = 10  # seconds; a new primary of MongoDB is elected in three

log = logging.getLogger(__name__)


class Stumbling:
    """An ASGI layer below those that add headers. An answer that has begun is broken off as it always was."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as trouble:
            if scope["type"] != "http" or begun:
                raise
            await _say(Request(scope), trouble)(scope, receive, send)


def _say(request: Request, trouble: Exception) -> Response:
    if isinstance(trouble, OutOfReach):
        log.warning("a page needs a server that is away: %s", type(trouble).__name__)
        answer = _explain(request, 503, *AWAY)
        answer.headers["retry-after"] = str(AGAIN_AFTER)
        return answer
    log.error("a bug met a page", exc_info=trouble)
    return _explain(request, 500, *BUG)


def _explain(request: Request, status: int, name: str, words: str) -> Response:
    """A page for people, with the same address once more; JSON for programs."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": name}, status_code=status)
    looked = request.method in ("GET", "HEAD")
    link = request.url.replace(scheme="", netloc="") if looked else "/"
    label = "再试一次" if looked else "回到开头"
    return page("patron/refusal.html", status=status, name=name, words=words, link=link, label=label)
