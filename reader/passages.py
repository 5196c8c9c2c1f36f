"""Finding the place in all texts where some words stand."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rapidfuzz.fuzz import partial_ratio

from language.folding import key
from language.sentences import sentences
from library.stopping import being_stopped
from reader.passage_index import OVERLAP, PassageIndex, WriterBusy
from reader.places import Instalment
from reader.repository.passages import OutOfReach, PassageRepository
from reader.spots import Spot

SHORTEST = 4  # letters or Han; fewer stand everywhere
CANDIDATES = 40  # instalments looked at; the one meant has most of the words, so it ranks high
RESEMBLES = 80  # of 100, by rapidfuzz: one wrong character in five
AT_ONCE = 20  # editions taken in before they can be found
EVERY = timedelta(seconds=10)  # asks MongoDB for some thousand ids, which takes some milliseconds

log = logging.getLogger(__name__)


class TooShort(Exception):
    """Words that stand in every book."""

    def __init__(self, shortest: int) -> None:
        super().__init__(f"fewer than {shortest} characters")
        self.shortest = shortest


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where the words stand. `sentence` is how they stand there, and `exact` says that so they were said."""

    instalment: Instalment
    sentence: str
    exact: bool

    @property
    def spot(self) -> Spot:
        return Spot.of(self.instalment.id)


class Passages:
    """The index only proposes: what is found is read in MongoDB, so it is never a text that is gone."""

    def __init__(self, index: PassageIndex, repository: PassageRepository) -> None:
        self._index, self._repository = index, repository
        self._catching_up = asyncio.Lock()

    async def find(self, words: str, *, limit: int = 5) -> tuple[Passage, ...]:
        """Where the words stand, whatever punctuation is between them; else where something like them stands.

        Raises TooShort.
        """
        wanted = key(words)
        if len(wanted) < SHORTEST:
            raise TooShort(SHORTEST)
        places = await asyncio.to_thread(self._index.search, words, CANDIDATES)
        candidates = await self._read(places)
        exact = [one for one in candidates if _begins_in(*one, wanted)]
        chosen = exact or sorted(candidates, key=lambda one: -_likeness(one[0], wanted))
        found = [
            Passage(instalment=here, sentence=_sentence(here.text + after, wanted), exact=bool(exact))
            for here, after in chosen[:limit]
            if exact or _likeness(here, wanted) >= RESEMBLES
        ]
        return tuple(found)

    async def _read(self, places: Iterable[str]) -> list[tuple[Instalment, str]]:
        """Instalments, each with the first words of the next one."""
        found = await self._repository.instalments(places)
        nexts = await self._repository.instalments(one.after for one in found.values() if one.after)
        return [
            (one, nexts[one.after].text[:OVERLAP] if one.after in nexts else "")
            for one in (found[place] for place in places if place in found)
        ]

    async def catch_up(self, *, anew: bool = False) -> int:
        """Take in what was imported since, and let go what was withdrawn; returns how many editions changed.

        Stands back (0) while another process of this machine does it.
        """
        async with self._catching_up:
            known, wanted = await asyncio.to_thread(self._index.editions), await self._repository.editions()
            missing, gone = sorted(wanted if anew else wanted - known), known - wanted
            try:
                if gone:
                    await asyncio.to_thread(self._forget, gone)
                for start in range(0, len(missing), AT_ONCE):
                    await self._take_in(missing[start : start + AT_ONCE])
            except WriterBusy:
                return 0
            return len(missing) + len(gone)

    async def keep_up(self) -> None:
        """Catch up again and again, until cancelled: every machine has an index of its own."""
        while not being_stopped():
            try:
                if changed := await self.catch_up():
                    log.info("the passage index has caught up", extra={"count": changed})
            except OutOfReach as trouble:
                log.warning("the passage index cannot catch up: %s", type(trouble).__name__)
            await asyncio.sleep(EVERY.total_seconds())

    async def _take_in(self, editions: list[str]) -> None:
        texts = {edition: await self._repository.texts(edition) for edition in editions}

        def write() -> None:
            with self._index.writing() as writing:
                for edition, pieces in texts.items():
                    writing.add(edition, pieces)

        await asyncio.to_thread(write)

    def _forget(self, editions: set[str]) -> None:
        with self._index.writing() as writing:
            writing.remove(editions)


def _begins_in(here: Instalment, after: str, wanted: str) -> bool:
    """Whether the words stand there; those in the next instalment alone are found with that one."""
    place = key(here.text + after).find(wanted)
    return 0 <= place < len(key(here.text))


def _likeness(here: Instalment, wanted: str) -> float:
    return partial_ratio(wanted, key(here.text))


def _sentence(text: str, wanted: str) -> str:
    """The sentence that has the words, or most of them, without the blanks around it."""
    return max(sentences(text), key=lambda one: partial_ratio(wanted, key(one))).strip()
