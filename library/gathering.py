"""Many who ask for the same at once, served by one trip to a server."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Same = TypeVar("Same", bound=Hashable)
Answer = TypeVar("Answer")


class Miscounted(Exception):
    """A trip that brought fewer or more answers than were asked for, so that nobody knows whose they are."""

    def __init__(self, asked: int, answered: int) -> None:
        super().__init__(f"{asked} asked, {answered} answered")
        self.asked, self.answered = asked, answered


class Gathering(Generic[Asked, Answer]):
    """The first who asks sets out at once; who asks while that trip is under way goes with the next.

    `ask` has as many answers as questions, in their order; else all of that trip hear Miscounted. What it
    raises, they hear too. One who is
    cancelled leaves the trip to the others.
    """

    def __init__(self, ask: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._trips: asyncio.Task[None] | None = None

    async def __call__(self, asked: Asked) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._trips is None or self._trips.done():
            self._trips = asyncio.create_task(self._travel())
        return await answer

    async def _travel(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            [answers] = await asyncio.gather(
                self._ask([asked for asked, _ in together]), return_exceptions=True
            )
            if not isinstance(answers, BaseException) and len(answers) != len(together):
                answers = Miscounted(len(together), len(answers))
            for place, (_, answer) in enumerate(together):
                if answer.done():  # whoever asked was cancelled
                    continue
                if isinstance(answers, BaseException):
                    answer.set_exception(answers)
                else:
                    answer.set_result(answers[place])


def sharing(read: Callable[[Same], Awaitable[Answer]]) -> Gathering[Same, Answer]:
    """A reading that all have in common who ask for the same at the same time; nobody may change the answer.

    It begins after they asked, so each sees what she wrote herself. The slowest of a trip holds up the rest,
    and what one raises, all hear: for reads that are alike.
    """

    async def each_once(asked: Sequence[Same]) -> list[Answer]:
        distinct = list(dict.fromkeys(asked))
        answers = dict(zip(distinct, await asyncio.gather(*map(read, distinct)), strict=True))
        return [answers[one] for one in asked]

    return Gathering(each_once)
