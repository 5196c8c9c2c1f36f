"""A server that speaks chat completions and says what a test wants."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.running import listening, served


@dataclass
class StandIn:
    """`answers` makes a response of a request's body; `asked` and `headers` are what came."""

    answers: Callable[[dict[str, Any]], Any]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        answer = self.answers(self.asked[-1])
        if hasattr(answer, "__await__"):
            answer = await answer
        return answer if isinstance(answer, Response) else completion(answer)


def completion(words: str | None) -> Response:
    """As the protocol has it."""
    message = {"role": "assistant", "content": words}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return JSONResponse(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "stand-in", "choices": [choice]}
    )


@asynccontextmanager
async def standing_in(answers: Callable[[dict[str, Any]], Any]) -> AsyncIterator[StandIn]:
    listener, address = listening()
    stand_in = StandIn(answers, url=f"{address}/v1")
    app = Starlette(routes=[Route("/v1/chat/completions", stand_in.complete, methods=["POST"])])
    async with served(app, listener):
        yield stand_in
