"""Summing: the facts of a month become a subtotal, so that a year's report need not read them."""

from datetime import timedelta

from reference.repository.facts import FactRepository

BATCH = 100
REST = timedelta(minutes=5)


class Summing:
    """A sum of ten days is made anew from the facts whenever one of them changed, a month's from those of its
    tens, so that they cannot drift.

    What changes is marked before it does, and summed up when it has had a rest: by then who marked it has
    written, and a month in which something happens all day is not summed up all day. Until then reports make
    do with sums of ten days, and where these are marked too, read the facts themselves.
    """

    def __init__(self, repository: FactRepository, *, rest: timedelta = REST) -> None:
        self._repository, self._rest = repository, rest

    async def sum_up(self) -> int:
        """Sum up what was marked; returns how many sums that were."""
        done = 0
        while marked := await self._repository.list_marked(self._rest, BATCH):
            done += sum([await self._repository.sum_up(one) for one in marked])
        return done
