"""What time does to loans and holds, and the news of it on its way to patrons."""

from collections.abc import Callable, Sequence

from bot.outbox import Outbox, Post
from ebooks.catalogue import Catalogue
from ebooks.lending.notices import Notice
from ebooks.lending.sweeping import Sweeping
from ebooks.titles import Title
from language.translation import speaking
from library.patrons import Patrons

Words = Callable[[Notice, Title], Post]


class LendingNews:
    """Put into the outbox first and noted as told next: a process that dies in between says nothing twice."""

    def __init__(
        self, sweeping: Sweeping, outbox: Outbox, patrons: Patrons, catalogue: Catalogue, *, words: Words
    ) -> None:
        self._sweeping, self._outbox, self._words = sweeping, outbox, words
        self._patrons, self._catalogue = patrons, catalogue

    async def send(self) -> int:
        """Returns how many pieces of news there were."""
        count = 0
        while notices := await self._sweeping.sweep():
            await self._outbox.put_many(await self._posts(notices))
            await self._sweeping.told(notices)
            count += len(notices)
        return count

    async def _posts(self, notices: Sequence[Notice]) -> list[Post]:
        """Nobody hears of a title that is gone, and who has left hears nothing."""
        titles = {title.id: title for title in await self._catalogue.those(one.title_id for one in notices)}
        patrons = await self._patrons.find_all([notice.patron for notice in notices])
        return [
            self._post(notice, titles[notice.title_id], patron.language)
            for notice, patron in zip(notices, patrons, strict=True)
            if patron and patron.openid and notice.title_id in titles
        ]

    def _post(self, notice: Notice, title: Title, language: str) -> Post:
        with speaking(language):
            return self._words(notice, title)
