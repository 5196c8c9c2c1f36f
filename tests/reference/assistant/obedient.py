"""A model that says what it is told to say, and notes what it was asked."""

from datetime import timedelta


class Obedient:
    """`says` may also be why it says nothing."""

    def __init__(self, says: str | Exception = "") -> None:
        self.says: str | Exception = says
        self.requests: list[str] = []

    async def complete(self, rules: str, request: str, *, within: timedelta) -> str:
        self.requests.append(request)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def aclose(self) -> None: ...
