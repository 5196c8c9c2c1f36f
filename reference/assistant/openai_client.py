"""Any server that speaks OpenAI's chat completions.

The one file that knows their client, and imported only where an assistant is switched on: it takes two
seconds of a processor.
"""

import asyncio
import re
from datetime import timedelta

from openai import APITimeoutError, AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError
from openai.types.chat import ChatCompletion

from reference.assistant.refusals import TimedOut, Unreachable

MOST_TOKENS = 2_000  # some models think aloud first
NO_KEY = "none"  # servers in the house want none, and the client wants something
THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class ChatCompletions:
    def __init__(self, url: str, *, model: str, key: str = "") -> None:
        """`url` is the one that ends before /chat/completions."""
        self._model = model
        self._client = AsyncOpenAI(
            base_url=url,
            api_key=key or NO_KEY,
            max_retries=0,
            # A patron's words go to the server that was named, and to no other it points to.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )

    async def complete(self, rules: str, request: str, *, within: timedelta) -> str:
        """The model's words. Raises TimedOut, Unreachable."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                return _content(await self._ask(rules, request))
        except (TimeoutError, APITimeoutError):
            raise TimedOut from None
        except OpenAIError as trouble:
            raise Unreachable(type(trouble).__name__) from None

    async def _ask(self, rules: str, request: str) -> object:
        return await self._client.chat.completions.create(
            model=self._model,
            messages=[{"role": "system", "content": rules}, {"role": "user", "content": request}],
            temperature=0,
            max_tokens=MOST_TOKENS,
        )

    async def aclose(self) -> None:
        await self._client.close()


def _content(reply: object) -> str:
    """The client believes whatever a server calls success, so we look ourselves. Raises Unreachable."""
    choices = reply.choices if isinstance(reply, ChatCompletion) else None
    message = choices[0].message if isinstance(choices, list) and choices else None
    content = getattr(message, "content", None)
    if not isinstance(content, str):
        raise Unreachable("no words in the reply")
    return THOUGHTS.sub("", content).strip()
