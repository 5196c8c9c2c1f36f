"""The Lua scripts beside this module: each is one step that nobody comes between."""

from pathlib import Path

from redis.asyncio import Redis
from redis.commands.core import AsyncScript


def script(redis: Redis, name: str) -> AsyncScript:
    return redis.register_script((Path(__file__).parent / f"{name}.lua").read_text())
