"""What is shown instead of a page: how to come in, and what is not here."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ebooks.titles import CannotFind
from language.translation import _
from reader.refusals import CannotRead
from web.reading.guard import Forged, NotAdmitted
from web.rendering import page

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Admitting(APIRoute):
    """A route whose refusals become pages."""

    def get_route_handler(self) -> Handler:
        serve = super().get_route_handler()

        async def explained(request: Request) -> Response:
            try:
                return await serve(request)
            except (NotAdmitted, Forged):
                return _refusal(403, "reading/door.html")
            except (CannotFind, CannotRead):
                return _refusal(
                    404,
                    "patron/refusal.html",
                    name=_("这里没有可以读的文字"),
                    words=_("它可能已经下架，或者只能下载。请换一本书看看。"),
                    link="/",
                    label=_("去书库看看"),
                )

        return explained


def _refusal(status: int, template: str, **context: str) -> Response:
    response = page(template, status=status, **context)
    response.headers["Cache-Control"] = "no-store"
    return response
