"""Forgetting a patron: all that is kept of her, over all rooms."""

from handlers.traces import Traces
from library.erasures import Erasures
from library.patrons import Patrons


class Forgetting:
    """Her questions stay countable, under ids that lead to nobody.

    It is noted first, so that the night finishes what was interrupted, and her record goes last, so that
    until then it can be done again.
    """

    def __init__(self, erasures: Erasures, traces: Traces, patrons: Patrons) -> None:
        self._erasures, self._traces, self._patrons = erasures, traces, patrons

    async def forget(self, patron: str) -> None:
        await self._erasures.note(patron)
        await self.again(patron)

    async def again(self, patron: str) -> None:
        """What was written while she left goes too."""
        await self._traces.forget(patron)
        await self._patrons.forget(patron)
