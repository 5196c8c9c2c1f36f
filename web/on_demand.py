"""Routes that are found from the start, and understood when somebody first asks for them."""

from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


class OnDemand(APIRoute):
    """A route that FastAPI takes apart at its first request, which then takes some 3 ms longer.

    Reading 180 signatures and making a validator for every parameter took most of the time that a process
    needed until it could serve.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, methods: list[str], **options: Any
    ) -> None:
        self._options = options | {"methods": methods}
        Route.__init__(self, path, endpoint, name=options["name"])
        self.methods = {*methods}  # Starlette would answer HEAD wherever it answers GET
        self.app = self._at_first

    def understand(self) -> None:
        """Take the endpoint's signature apart; raises what FastAPI does where it cannot be served."""
        super().__init__(self.path, self.endpoint, **self._options)

    async def _at_first(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.understand()
        await self.app(scope, receive, send)
