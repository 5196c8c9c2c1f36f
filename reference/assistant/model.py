"""What the assistant needs of a language model."""

from datetime import timedelta
from typing import Protocol


class Model(Protocol):
    async def complete(self, rules: str, request: str, *, within: timedelta) -> str:
        """The model's words. Raises TimedOut, Unreachable."""
        ...

    async def aclose(self) -> None: ...
