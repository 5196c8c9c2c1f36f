"""Lua scripts, most of them beside this module: each is one step that nobody comes between."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError


class Script:
    def __init__(self, redis: Redis, text: str) -> None:
        self._text: str = text
        self._run: Callable[..., Awaitable[Any]] = redis.execute_command
        self._sha = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, *, keys: Sequence[str], args: Sequence[Any] = ()) -> Any:
        """The script's answer. Raises RedisError."""
        try:
            return await self._run("EVALSHA", self._sha, len(keys), *keys, *args)
        except NoScriptError:  # a server that was started since; it keeps what it evaluates
            return await self._run("EVAL", self._text, len(keys), *keys, *args)


def script(redis: Redis, name: str) -> Script:
    return Script(redis, (Path(__file__).parent / f"{name}.lua").read_text())
