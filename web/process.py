"""The web application as a process of its own: it opens the house in the loop that serves it."""

import gc
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from config import logs
from config.loading import load_for_serving
from config.settings import Settings
from config.wiring import open_house
from web.app import create_app

YOUNG = 20_000  # objects, some hundred messages' worth, before the collector looks at them


class Process:
    """An ASGI application whose faces exist between its server's start and its stop."""

    def __init__(self, told: Settings) -> None:
        self._told = told
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app and scope["type"] != "lifespan":
            await self._app(scope, receive, send)
        else:
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with open_house(self._told) as house:
            self._app = create_app(house)
            settle()
            await send(_said("startup"))
            await receive()
        await send(_said("shutdown"))


def application() -> Process:
    """What each of several server processes calls."""
    told = load_for_serving()
    logs.set_up(told.log_level)
    return Process(told)


def settle() -> None:
    """What was loaded stays, so the collector need not look through it again while a patron waits."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def _said(stage: str) -> dict[str, Any]:
    return {"type": f"lifespan.{stage}.complete"}
