"""A moment after her question was resolved she is asked how it was: once, and only inside WeChat's window."""

from collections.abc import Callable

from bot.outbox import Outbox, Post
from bot.replies import Say
from bot.window import Windows
from language.translation import speaking
from library.patrons import Patrons
from reference.models import Question
from reference.satisfaction import Satisfaction

Words = Callable[[], Say]


class Surveys:
    def __init__(
        self, satisfaction: Satisfaction, outbox: Outbox, patrons: Patrons, windows: Windows, *, words: Words
    ) -> None:
        self._satisfaction, self._outbox, self._words = satisfaction, outbox, words
        self._patrons, self._windows = patrons, windows

    async def send(self) -> int:
        """Returns how many were asked."""
        return sum([await self._ask(question) for question in await self._satisfaction.due()])

    async def _ask(self, question: Question) -> bool:
        """Where no message may leave she is not asked later either: by then she has forgotten how it was."""
        standing = await self._windows.standing(question.patron)
        [patron] = await self._patrons.find_all([question.patron])
        if not await self._satisfaction.asking(question):
            return False
        if patron is None or not patron.openid or standing is None or not standing.left:
            return False
        with speaking(patron.language):
            post = Post(patron=patron.id, reply=self._words(), key=f"how:{question.id}", passing=True)
        await self._outbox.put_many([post])
        return True
