"""Drafting an answer: find passages, ask the model, and believe it only as far as the passages go."""

import asyncio
from datetime import datetime, timedelta

from library.clock import Clock, utc_now
from reference.assistant.checking import checked
from reference.assistant.model import Model
from reference.assistant.passages import MOST, Finder, Passage
from reference.assistant.refusals import Busy, NothingFound, SwitchedOff, TimedOut, Unreachable
from reference.assistant.request import RULES, request
from reference.assistant.sketches import Sketch
from reference.assistant.stripping import asked, without_identity
from reference.models import Thread

AT_THE_DESK = timedelta(seconds=20)
IN_CHAT = timedelta(seconds=3)  # of the five in which WeChat wants a reply; with the search for passages
REST = timedelta(seconds=30)  # in which no patron waits for a model that let one wait
MOST_AT_ONCE = 8  # questions of each process


class Assistant:
    """It knows no patron: what is asked is stripped before passages are looked for."""

    def __init__(
        self, model: Model | None, find: Finder, *, for_patrons: bool = False, now: Clock = utc_now
    ) -> None:
        """Without a `model` it is switched off."""
        self._model, self._find, self._for_patrons, self._now = model, find, for_patrons, now
        self._rests_until: datetime | None = None
        self._at_once = 0

    @property
    def is_on(self) -> bool:
        return self._model is not None

    @property
    def is_for_patrons(self) -> bool:
        return self.is_on and self._for_patrons

    async def draft(self, thread: Thread) -> Sketch:
        """For a librarian, who reads it first. Raises CannotDraft."""
        passages = await self._passages(question := asked(thread))
        sketch = await self._sketch(question, passages, within=AT_THE_DESK)
        return sketch.drawn_from(thread.question.last_seq)

    async def answer(self, words: str) -> Sketch:
        """For a patron: only out of what librarians stand for, and soon. Raises CannotDraft."""
        if not self.is_for_patrons:
            raise SwitchedOff
        if self._rests_until and self._now() < self._rests_until:
            raise Unreachable("it rests")
        try:
            async with asyncio.timeout(IN_CHAT.total_seconds()):
                return await self._out_of_ours(without_identity([words]))
        except (TimeoutError, TimedOut):
            self._rests_until = self._now() + REST
            raise TimedOut from None
        except Busy:
            raise
        except Unreachable:
            self._rests_until = self._now() + REST
            raise

    async def _out_of_ours(self, question: str) -> Sketch:
        ours = [passage for passage in await self._passages(question) if passage.is_ours]
        return await self._sketch(question, ours, within=IN_CHAT)

    async def aclose(self) -> None:
        if self._model:
            await self._model.aclose()

    async def _passages(self, question: str) -> list[Passage]:
        return list(await self._find(question))[:MOST] if question else []

    async def _sketch(self, question: str, passages: list[Passage], *, within: timedelta) -> Sketch:
        if self._model is None:
            raise SwitchedOff
        if not passages:
            raise NothingFound
        if self._at_once >= MOST_AT_ONCE:
            raise Busy("busy")
        self._at_once += 1
        try:
            reply = await self._model.complete(RULES, request(question, passages), within=within)
        finally:
            self._at_once -= 1
        return checked(reply, passages)
