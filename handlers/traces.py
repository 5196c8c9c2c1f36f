"""All that is kept of a patron, to be forgotten when she leaves or says so."""

from typing import Protocol


class Keeper(Protocol):
    async def forget(self, patron: str) -> None: ...


class Traces:
    """Whoever keeps something of a patron's is named here, in the order in which it is forgotten."""

    def __init__(self, *keepers: Keeper) -> None:
        self._keepers = keepers

    async def forget(self, patron: str) -> None:
        for keeper in self._keepers:
            await keeper.forget(patron)
